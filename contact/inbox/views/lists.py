"""What waits: all queues, the list of one, and search in it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from contact.inbox import searching, waiting
from contact.inbox.conversations import Opened, open_first
from contact.inbox.door import Visit, door, reading
from contact.inbox.handling_forms import SearchForm
from contact.inbox.models import AuditEntry, Conversation
from contact.inbox.models.audit import note
from idpwsp.foundation.numbered import numbered

ON_A_PAGE = 50
# Above a list: which conversations it shows (contact.inbox.waiting), the word for it, and its field of ``Waiting``.
CHOICES = (
    ("waiting", gettext_lazy("Waiting for us"), "count"),
    ("mine", gettext_lazy("Mine"), ""),
    ("for-them", gettext_lazy("Waiting for them"), "for_them"),
    ("done", gettext_lazy("Done"), "done"),
    ("set-aside", gettext_lazy("Set aside"), "set_aside"),
    ("all", gettext_lazy("All"), ""),
)


@dataclass(frozen=True)
class Row:
    """A line of a list. Without ``first`` the first message has reached its date, and only later ones are kept."""

    conversation: Conversation
    first: Opened | None


@require_safe
@door
def index(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All queues that somebody may see. It shows no words, so it needs no key."""
    return visit.render("inbox/index.html", _("Inbox"))


@require_safe
@reading
def queue(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """The conversations of one queue."""
    found, choice = visit.queue(name), request.GET.get("state", "waiting")
    chosen = waiting.selected(found.conversations.select_related("assigned_to"), choice, visit.user)
    if chosen is None:
        raise Http404
    listed = numbered(request, chosen, ON_A_PAGE)
    rows = _rows(list(listed), visit)
    return visit.render(
        "inbox/queue.html", found.label, queue=found, choice=choice, choices=_choices(visit, name), listed=listed,
        rows=rows, form=SearchForm(),
    )  # fmt: skip


@reading
def search(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """Look for words in one queue. They are sent, so that they stand in no address, history or log."""
    found = visit.queue(name)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("inbox:queue", args=[name]))
    form = SearchForm(request.POST)
    if not form.is_valid():
        return visit.render("inbox/search.html", found.label, status=422, queue=found, form=form)
    words, keyring = form.cleaned_data["sought"], visit.keyring
    assert keyring is not None  # noqa: S101 - the door for reading says so
    result = searching.search(found, words, keyring, _number(request.POST.get("start")))
    note(visit.user, AuditEntry.Action.SEARCHED, queue=found)
    rows = _rows(result.found, visit)
    return visit.render("inbox/search.html", found.label, queue=found, form=form, result=result, rows=rows)


def _rows(conversations: list[Conversation], visit: Visit) -> list[Row]:
    assert visit.keyring is not None  # noqa: S101 - the door for reading says so
    firsts = open_first(conversations, visit.keyring)
    return [Row(each, firsts.get(each.pk)) for each in conversations]


def _choices(visit: Visit, name: str) -> list[tuple[str, Any, int | None]]:
    """(choice, its word, how many where that is known)."""
    [numbers] = [each for each in visit.waiting if each.queue.name == name]
    return [(choice, label, getattr(numbers, field) if field else None) for choice, label, field in CHOICES]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0
