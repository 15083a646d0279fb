"""Replies as readers find them: below what they answer to, and on pages of their own where there are many."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models.functions import Length
from django.http import Http404
from django.urls import reverse

from campaigns.models import Article, Campaign, Reply
from campaigns.models.moderated import ModeratedQuerySet
from campaigns.models.reply import LONGEST

Replied = Article | Campaign
# A page is to fit into 14 KB. What it holds beside the replies leaves room for about so many characters of theirs.
BELOW_A_STORY = LONGEST
ON_A_PAGE = 8_000
MOST_ON_A_PAGE = 20


@dataclass(frozen=True)
class Replies:
    """What stands below an article or a campaign: the first replies, how many there are, and the ways on."""

    shown: list[Reply]
    count: int
    is_open: bool
    reply_url: str
    all_url: str

    @property
    def are_all_shown(self) -> bool:
        return len(self.shown) == self.count


def replies_below(story: Replied) -> Replies:
    """The replies that fit below a story, oldest first: two queries."""
    # A preview without saving has no number yet.
    found = story.replies.shown() if story.pk else Reply.objects.none()
    count = found.count()
    first = list(found[:MOST_ON_A_PAGE]) if count else []
    pages = in_pages([(reply.pk, len(reply.text)) for reply in first], BELOW_A_STORY)
    return Replies(
        shown=first[: len(pages[0])],
        count=count,
        is_open=story.is_published() and story.is_open_for_replies(),
        reply_url=url_of("reply", story),
        all_url=url_of("replies", story),
    )


def page_of_replies(story: Replied, number: str) -> tuple[Page, list[Reply]]:
    """A page's place among the pages, and its replies. Raises ``Http404`` where there is no such page."""
    found: ModeratedQuerySet = story.replies.shown()
    pages = in_pages(found.values_list("pk", Length("text")), ON_A_PAGE)
    # Ten digits or more are no page either, and too many are no number to Python.
    if not (number.isascii() and number.isdigit() and len(number) < 10 and 1 <= int(number) <= len(pages)):
        raise Http404
    place = Paginator(pages, 1).page(int(number))
    return place, list(found.filter(pk__in=place.object_list[0]))


def in_pages(lengths: Iterable[tuple[int, int]], room: int) -> list[list[int]]:
    """Keys and lengths (in characters) cut into pages of keys; one that is too long for any has a page to itself.
    There is always a first page."""
    pages: list[list[int]] = [[]]
    used = 0
    for key, length in lengths:
        if pages[-1] and (used + length > room or len(pages[-1]) == MOST_ON_A_PAGE):
            pages.append([])
            used = 0
        pages[-1].append(key)
        used += length
    return pages


def url_of(what: str, story: Replied) -> str:
    """The address of the form ("reply") or of all replies ("replies") of a story, in the active language."""
    return reverse(f"{story._meta.model_name}_{what}", args=[story.slug])
