"""A campaign, an article or an event made ready for reading, in the active language.

Used by the public views and by the preview, so that staff see exactly what readers will.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Story
from campaigns.models.story import StoryQuerySet
from idpwsp.foundation import richtext
from idpwsp.foundation.addresses import nothing_published
from idpwsp.foundation.translation import shown_words
from resources.models import Page, Section
from resources.reading import Crumb, alternates, crumbs_of, translation_state

# Staff name a few; a page holds no more.
MOST_PAGES = 12

# Where each kind is listed: (name of the address, its title in the active language).
ROOMS = {
    "campaigns": lambda: Crumb(reverse("campaigns"), _("Campaigns")),
    "news": lambda: Crumb(reverse("news"), _("News")),
    "events": lambda: Crumb(reverse("events"), _("Events")),
}


def reading(thing: Story, parts: Iterable[Any] = (), bodies: Iterable[str] = ()) -> dict[str, Any]:
    """The template context that all stories share. ``parts`` are shown with it and have words of their own; ``bodies``
    are further rich texts on its page, in which pictures may stand."""
    words = thing.words or thing.source_words
    return {
        "story": thing,
        "words": words,
        "crumbs": [*home(), ROOMS[thing.FOLDER]()],
        "section": "campaigns",
        "may_name_us": thing.FOLDER == "campaigns",
        "alternates": alternates(thing),
        "feed_url": thing.feed_url,
        "is_translated": thing.words is not None,
        "pictures": richtext.find_pictures([getattr(words, "body", ""), *bodies]),
        "translation_state": translation_state([thing, *parts]),
    }


def reading_list(title: str, crumbs: list[Crumb], **more: Any) -> dict[str, Any]:
    """The template context that all lists share. They exist in every language."""
    return {
        "title": title,
        "crumbs": crumbs,
        "section": "campaigns",
        # What the crumbs end with.
        "words": {"menu_title": title},
        "is_translated": True,
        **more,
    }


def rests_on(campaign: Campaign) -> list[Page]:
    """The pages that a campaign rests on, as far as they are published, in the order of the menu."""
    if not campaign.pk:
        return []
    return list(campaign.rests_on.published().by_section().prefetch_related(shown_words(Page))[:MOST_PAGES])


def crumbs_to(thing: Story) -> list[Crumb]:
    """The way to a page that belongs to a story, and stands below it."""
    here = Crumb(thing.get_absolute_url(), thing.shown_words.menu_title, thing.words is not None)
    return [*home(), ROOMS[thing.FOLDER](), here]


def home() -> list[Crumb]:
    """The home page as a crumb, if there is one."""
    return crumbs_of(Section.HOME)


def read(request: HttpRequest, things: StoryQuerySet, slug: str, show_it: Callable[..., HttpResponse]) -> HttpResponse:
    """What ``show_it`` makes of a published story. Moved: redirects. Gone: 410. Raises ``Http404`` where none was."""
    found = things.published().filter(slug=slug).first()
    if found is None:
        here = things.filter(slug=slug)
        return nothing_published(request, here, f"{here.model.FOLDER}/{slug}/")
    return show_it(request, found)


def show(
    request: HttpRequest, template: str, context: dict[str, Any], untranslated: str = "resources/untranslated.html"
) -> HttpResponse:
    """A story as readers see it; in a language that it has no words in, an offer of the English."""
    if context["words"] is None:
        raise Http404
    return render(request, template if context["is_translated"] else untranslated, context)
