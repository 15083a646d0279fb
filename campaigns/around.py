"""What campaigns show on pages of resources: ``settings.PAGE_CONTEXT`` names these functions.

Each goes from the page and the request for it to further template context; ``shown`` is whatever brings words of its
own.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from campaigns import timeline
from campaigns.models import Article, Endorsement, Event, Reply
from campaigns.models.moderated import KEPT
from campaigns.models.reply import LONGEST
from idpwsp.foundation import richtext
from idpwsp.foundation.keeping import Kept
from resources.models import Page
from resources.models.page import in_groups
from resources.reading import number_sources, outline

WON_ADDRESS = "about/won/"
COMING_UP = 3
NEWEST = 3


def years_won(_page: Page, _request: HttpRequest) -> dict[str, Any]:
    """The home page's row of years: each leads to its victory on the page that tells of them all."""
    if not Page.objects.published().filter(address=WON_ADDRESS).exists():
        return {}
    url = reverse("page", args=[WON_ADDRESS])
    return {"won": timeline.latest_won(url), "won_url": url}


def won(page: Page, request: HttpRequest) -> dict[str, Any]:
    """ "What we have won": the victories of all timelines, oldest first. The page's own cards stand below them."""
    listed = timeline.won(request)
    steps = list(listed)
    if not steps:
        return {}
    words = page.words or page.source_words
    # Those that the page shows have been given numbers, which begin anew after the ones of the steps.
    cards = [card for card in page.cards.all() if hasattr(card, "footnote_numbers")]
    return {
        "won": steps,
        "listed": listed,
        "won_pictures": richtext.find_pictures([step.shown_words.body for step in steps]),
        "outline": outline(page, words, in_groups(cards), [("part-won", _("Year by year"))]),
        "footnotes": number_sources([*steps, *cards]),
        "shown": steps,
    }


def coming_up(_page: Page, _request: HttpRequest) -> dict[str, Any]:
    """The next events, for the home page."""
    return {"coming_up": list(Event.objects.shown().upcoming().with_words().prefetch_related("dates")[:COMING_UP])}


def newest(_page: Page, _request: HttpRequest) -> dict[str, Any]:
    """The newest articles, for the home page."""
    articles = Article.objects.published().newest_first().listed()
    return {"newest": list(articles[:NEWEST]), "feed_url": reverse("feed")}


def kept(_page: Page, _request: HttpRequest) -> dict[str, Any]:
    """The privacy page: the words of strangers, which are stored as they were given."""
    most = _("A reply: %(number)s characters at most.") % {"number": number_format(LONGEST, force_grouping=True)}
    models = (Endorsement._meta.label, Reply._meta.label)
    return {
        "kept": [
            Kept(
                _("Signatures and replies that were not approved"),
                _("What was to be shown, the language, the day, what staff decided."),
                models=models,
                days=KEPT.days,
                since=_("the day it came, or the day we said no"),
                backup_days=settings.BACKUP_DAYS,
                is_sealed=False,
                most=most,
            ),
            Kept(
                _("Signatures and replies that are shown"),
                _("The same. Everybody can read them."),
                models=models,
                until=_("Until you take them back with your code."),
                backup_days=settings.BACKUP_DAYS,
                is_sealed=False,
                most=most,
            ),
        ]
    }
