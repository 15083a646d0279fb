"""Replies as readers find them: below what they answer to, and on pages of their own where there are many."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from django.http import HttpRequest
from django.urls import reverse

from campaigns.models import Article, Campaign, Reply
from idpwsp.foundation.numbered import NumberedPage, numbered

Replied = Article | Campaign
# A page is to fit into 14 KB. What it holds beside the replies leaves room for about so many bytes of theirs: not
# characters, of which one takes up to three in Chinese.
BELOW_A_STORY = 4_000
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
    """The replies that fit below a story, oldest first: two queries. None, where the first is too long."""
    # A preview without saving has no number yet.
    found = Reply.objects.shown().filter(**about(story)) if story.pk else Reply.objects.none()
    count = found.count()
    first = list(found[:MOST_ON_A_PAGE]) if count else []
    used = accumulate(len(reply.text.encode()) for reply in first)
    return Replies(
        shown=[reply for reply, size in zip(first, used, strict=True) if size <= BELOW_A_STORY],
        count=count,
        is_open=story.is_open_for_replies(),
        reply_url=url_of("reply", story),
        all_url=url_of("replies", story),
    )


def page_of_replies(request: HttpRequest, story: Replied) -> tuple[NumberedPage, list[Reply]]:
    """The page that ``?page=`` asks for among the pages, and its replies. Raises ``Http404`` where there is none."""
    found = Reply.objects.shown().filter(**about(story))
    place = numbered(request, in_pages(found.values_list("pk", "octets"), ON_A_PAGE), 1)
    return place, list(found.filter(pk__in=place.object_list[0]))


def in_pages(lengths: Iterable[tuple[int, int]], room: int) -> list[list[int]]:
    """Keys and lengths (in bytes) cut into pages of keys; one that is too long for any has a page to itself.
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


def about(story: Replied) -> dict[str, Replied]:
    """The field of a reply that names its story."""
    return {str(story._meta.model_name): story}


def url_of(what: str, story: Replied) -> str:
    """The address of the form ("reply") or of all replies ("replies") of a story, in the active language."""
    return reverse(f"{story._meta.model_name}_{what}", args=[story.slug])
