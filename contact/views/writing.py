"""The four forms. Each stands on a page whose words staff have written."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from contact.forms.brochure import BrochureForm
from contact.forms.letter_form import LetterForm
from contact.forms.message import MessageForm
from contact.forms.speaker import SpeakerForm
from contact.forms.volunteer import VolunteerForm
from contact.inbox.models import Queue
from contact.pages import around
from contact.sending import receive
from idpwsp.foundation.guard import held
from idpwsp.foundation.guard.views import guarded

# The page that the order form stands below.
BROCHURE = "brochure/"


@guarded(MessageForm)
def message(request: HttpRequest, form: MessageForm, address: str) -> HttpResponse:
    """A message to us."""
    return _on_page(request, form, address, "contact/form.html", press=Queue.objects.named(Queue.Name.PRESS))


@guarded(SpeakerForm)
def speaker(request: HttpRequest, form: SpeakerForm, address: str) -> HttpResponse:
    """A group asks for a speaker."""
    return _on_page(request, form, address, "contact/speaker.html")


@guarded(VolunteerForm)
def volunteer(request: HttpRequest, form: VolunteerForm, address: str) -> HttpResponse:
    """Somebody would like to work with us."""
    return _on_page(request, form, address, "contact/form.html")


@guarded(BrochureForm)
def brochure(request: HttpRequest, form: BrochureForm) -> HttpResponse:
    """Somebody asks for copies of the brochure. Stands below the page about it."""
    page = around(request, BROCHURE)
    if isinstance(page, HttpResponse):
        return _without_page(form, page)
    context = {
        "words": {"menu_title": _("Order copies"), "title": _("Order copies")},
        "is_translated": True,
        "crumbs": [*page["crumbs"], page["crumb"]],
        "section": page["section"],
    }
    return receive(request, form, "contact/order.html", context)


def _on_page(request: HttpRequest, form: LetterForm, address: str, template: str, **context: Any) -> HttpResponse:
    page = around(request, address)
    if isinstance(page, HttpResponse):
        return _without_page(form, page)
    outline = page["outline"] and (("before", _("Write to us here")), *page["outline"])
    return receive(request, form, template, {**page, "outline": outline, **context})


def _without_page(form: LetterForm, response: HttpResponse) -> HttpResponse:
    """Staff have taken the page away. Whoever was writing on it gets the words back."""
    if form.is_bound:
        raise held.Closed
    return response
