"""The search page, and the A–Z."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from idpwsp.foundation.numbered import numbered
from idpwsp.foundation.richtext import pictures_named
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from idpwsp.search.finding import LONGEST_QUERY, Found, Match, find, in_pairs, typed, words_of
from idpwsp.search.indexing import bring_up_to_date
from idpwsp.search.marking import Piece, marked, snippet
from idpwsp.search.models import Entry, ShownQuerySet
from idpwsp.search.topics import ON_A_PAGE, letters, listed, together


@dataclass(frozen=True)
class Hit:
    """A result as the page shows it."""

    path: str
    above: str
    title: list[Piece]
    snippet: list[Piece]
    picture: Any = None


@dataclass(frozen=True)
class Section:
    """The results in one language, page by page."""

    language: str
    pages: list[list[Hit]]
    next_screen: int | None


# What a watched reader types must stand in no address, history or log, so the form posts. It can carry no token,
# which would need a cookie, and needs none: it changes nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form; with words, what was found. ``?q=`` answers a link that somebody was sent."""
    asked = request.POST if request.method == "POST" else request.GET
    query = typed(asked.get("q", ""))
    context = {
        "is_search": True,
        "query": query,
        "is_asked": "q" in asked,
        "longest": LONGEST_QUERY,
        "words": words_of(query),
    }
    if context["words"]:
        context["sections"] = results(words_of(query), _screen(asked.get("page", "")))
    response = render(request, "search/search.html", context)
    if context["is_asked"]:
        # For this browser alone, which may show it again on the way back, but asks anew when asked anew.
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def results(words: list[str], screen: int) -> list[Section]:
    """What was found in the reader's language; and in English, where something fits better there."""
    language = get_language() or SOURCE_LANGUAGE
    found = find(words, language, screen)
    sections = [_section(found, language, words)] if found.pages else []
    if language != SOURCE_LANGUAGE and found.match < Match.CALLED:
        english = find(words, SOURCE_LANGUAGE, screen)
        if english.match > found.match:
            # Middles of words are hardly what she meant; what mentions it in her own language is.
            place = 0 if found.match == Match.MIDDLE else len(sections)
            sections.insert(place, _section(english, SOURCE_LANGUAGE, words))
    return sections


def _section(found: Found, language: str, words: list[str]) -> Section:
    pictures = pictures_named({entry.picture for page in found.pages for entry in page if entry.picture})
    pages = [[_hit(entry, words, pictures) for entry in page] for page in found.pages]
    return Section(language, pages, found.screen + 1 if found.has_more else None)


def _hit(entry: Entry, words: list[str], pictures: Mapping[str, Any]) -> Hit:
    looked_for = {*words, *in_pairs(words)}
    return Hit(
        path=entry.path,
        above=entry.above,
        title=marked(entry.title, looked_for),
        snippet=snippet(entry.text, looked_for),
        picture=pictures.get(entry.picture),
    )


def _screen(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


# ── A–Z ────────────────────────────────────────────────────────────────────


@require_safe
def a_z(request: HttpRequest) -> HttpResponse:
    """All topics by their first letter; where they are too many for one page, the letters, which lead to them."""
    topics = _topics()
    found = together(topics)
    context = {"letters": letters(topics) if found is None else found, "is_long": found is None}
    return render(request, "search/a_z.html", context)


@require_safe
def a_z_letter(request: HttpRequest, slug: str) -> HttpResponse:
    """The topics of one letter. Raises ``Http404`` where there are none."""
    topics = _topics()
    all_letters = letters(topics)
    letter = next((each for each in all_letters if each.slug == slug), None)
    if letter is None:
        raise Http404
    page = numbered(request, topics.filter(letter=letter.number), ON_A_PAGE)
    return render(request, "search/letter.html", {"letters": all_letters, "letter": letter, "listed": page})


def _topics() -> ShownQuerySet:
    return listed(get_language() or SOURCE_LANGUAGE, unsure=bool(bring_up_to_date()))
