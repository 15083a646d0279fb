"""What search finds of the pages: themselves, their cards, and the help directory. Named in ``settings.SEARCHABLE``."""

from collections.abc import Collection, Iterable, Iterator
from itertools import count
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import translation

from idpwsp.foundation.publishing import shared_window
from idpwsp.foundation.richtext import plain
from idpwsp.foundation.searchable import Passage, Source
from resources import directory
from resources.models import Card, Need, Page, Section, Service
from resources.models.page import in_groups

_SECTIONS = list(Section.values)


def directory_pages(_instance: Any = None) -> Iterable[int]:
    """The page that the help directory stands on."""
    return Page.objects.filter(address=directory.ADDRESS).values_list("pk", flat=True)


def pages_of_card_words(words: Any) -> Iterable[int]:
    return Card.objects.filter(pk=words.master_id).values_list("page", flat=True)


def pages_of_picture(picture: Any) -> Iterable[int]:
    """The pages that it leads: with a new file it has a new name."""
    return Page.objects.filter(picture=picture.pk).values_list("pk", flat=True)


def all_pages() -> Iterable[int]:
    return Page.objects.values_list("pk", flat=True)


def passages(roots: Collection[int]) -> Iterator[tuple[int, Passage]]:
    """All that readers see, now or later, of some pages. Nothing stands in a language that its page is not in."""
    cards = Card.objects.filter(status=Card.Status.PUBLISHED).prefetch_related("translations")
    pages = Page.objects.filter(pk__in=roots, status=Page.Status.PUBLISHED)
    for page in pages.with_words().select_related("picture").prefetch_related(Prefetch("cards", cards)):
        for language in page.written_in:
            with translation.override(language):
                for passage in _of_page(page, language):
                    yield page.pk, passage


def place_of(section: str, order: int) -> int:
    """The first of a thousand places in the order of the menu: for a page of this section with all that is on it."""
    return (_SECTIONS.index(section) * 100_000 + order) * 1_000


def _of_page(page: Page, language: str) -> Iterator[Passage]:
    words = page.words
    section = str(Section(page.section).label)
    is_under = not (page.is_home or page.is_landing)
    places = count(place_of(page.section, page.order))
    window = shared_window(page)
    if window is None:
        return
    yield Passage(
        thing=f"page:{page.pk}",
        language=language,
        path=page.get_absolute_url(),
        title=words.title,
        text=f"{words.lead} {plain(words.body)}".strip(),
        place=next(places),
        above=section if is_under else "",
        short_title=words.menu_title,
        picture=page.picture.token if page.picture else "",
        search_words=f"{words.topics}\n{words.search_words}",
        topics=tuple(words.listed_as),
        shown_from=window[0],
        shown_until=window[1],
    )
    common: dict[str, Any] = {
        "language": language,
        "is_part": True,
        "above": f"{section} / {words.menu_title}" if is_under else words.menu_title,
    }
    context = f"{words.title} {words.menu_title} {words.search_words}"
    # While history brings a page back, a card may for a moment have no words at all.
    for heading, group in in_groups([card for card in page.cards.all() if card.shown_words]):
        for card in group:
            window = shared_window(page, card)
            if card.words and window is not None:
                yield Passage(
                    thing=f"card:{card.pk}",
                    path=card_path(page, card),
                    title=card.words.title,
                    text=plain(card.words.body),
                    place=next(places),
                    context=f"{context} {heading}",
                    shown_from=window[0],
                    shown_until=window[1],
                    **common,
                )
    if page.address == directory.ADDRESS:
        yield from _of_directory(page, places, common)


def _of_directory(page: Page, places: Iterator[int], common: dict[str, Any]) -> Iterator[Passage]:
    """Needs with their introduction, and services where they stand on the page."""
    here, is_long = page.get_absolute_url(), directory.is_long()
    for need in Need.objects.prefetch_related("translations"):
        if need.words:
            yield Passage(
                thing=f"need:{need.pk}",
                path=reverse("need", args=[need.key]) if is_long else f"{here}#{need.key}",
                title=need.words.title,
                text=need.words.intro,
                topics=(need.words.title,),
                place=next(places),
                shown_from=page.publish_at,
                shown_until=page.unpublish_at,
                **common,
            )
    services = Service.objects.filter(status=Service.Status.PUBLISHED, needs__isnull=False).distinct()
    for service in services.prefetch_related("translations", "needs__translations"):
        window = shared_window(page, service)
        if service.words and window is not None:
            words = service.words
            needs_of_it = [need.words.title for need in service.needs.all() if need.words]
            yield Passage(
                thing=f"service:{service.pk}",
                path=reverse("service", args=[service.pk]) if is_long else f"{here}#{service.fragment}",
                title=words.name,
                text=" ".join(filter(None, [words.summary, words.who_for, words.hours_note, words.police_note])),
                place=next(places),
                context=" ".join(needs_of_it),
                topics=(words.name,),
                search_words=f"{words.search_words}\n{service.phone}\n{service.text_number}",
                shown_from=window[0],
                shown_until=window[1],
                **common,
            )


def card_path(page: Page, card: Card) -> str:
    """As ``card.get_absolute_url()``, without asking for its page again."""
    return f"{page.get_absolute_url()}#{card.key}"


PAGES = Source(
    name="pages",
    parts={
        "resources.Page": lambda page: [page.pk],
        "resources.PageWords": lambda words: [words.master_id],
        "resources.Card": lambda card: [card.page_id],
        "resources.CardWords": pages_of_card_words,
        "resources.Picture": pages_of_picture,
        "resources.Need": directory_pages,
        "resources.NeedWords": directory_pages,
        "resources.Service": directory_pages,
        "resources.ServiceWords": directory_pages,
        "resources.Service_needs": directory_pages,
    },
    roots=all_pages,
    passages=passages,
)
