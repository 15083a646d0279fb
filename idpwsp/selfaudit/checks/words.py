"""Promises 6 and 7, and what a page may say: sources and days, other languages, calm titles, who helps now."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from idpwsp.foundation.discretion import revealing_word
from idpwsp.selfaudit.document import Document, Element
from idpwsp.selfaudit.site import Fault, Site

CALM = ("rights/", "help/", "contact/", "messages/", "withdraw/")
# Where somebody in danger looks for a number.
HELP = ("help/", "contact/")
EMERGENCY = "tel:911"
OF_ITSELF = ("og:url", "og:image", "twitter:image")
REPLY = re.compile(r"reply-\d+")
# A year, in every language of the site: of the day of the check, and of the next.
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# English months as the site writes them: May, Nov., Sept.
DUE = re.compile(r"(?:due|by) ([A-Z][a-z]+)\.? (\d{1,2}), (\d{4})")


def statements(site: Site) -> Iterator[Fault]:
    """A statement carries its source and the day it was checked; past its due date it says so."""
    for answer, document in site.pages:
        for card in filter(_is_statement, document.all("article")):
            where = f"{answer.path}#{card.get('id')}"
            if not any(each.tag == "a" and each.is_in("p") for each in _with_class(card, "sources")):
                yield Fault(where, "has no source")
            checked = _with_class(card, "checked")
            if not checked:
                yield Fault(where, "does not say when it was checked")
            elif len(YEAR.findall(document.words(checked[0]))) < 2:
                yield Fault(where, "does not say when it is checked next")
            elif _is_past(document, card) and not _with_class(card, "overdue"):
                yield Fault(where, "is past its day and does not say so")


def statements_are_there(site: Site) -> Iterator[Fault]:
    """A check of statements that finds none would hold for ever."""
    for language in site.languages:
        pages = [
            (answer.path, site.bare(answer.path)[1], document)
            for answer, document in site.pages
            if answer.status == 200 and site.bare(answer.path)[0] == language
        ]
        for part, tag in (("rights/", "card"), ("help/", "service")):
            found = [(path, document) for path, bare, document in pages if bare.startswith(part)]
            if found and not any(document.with_class(tag) for _path, document in found):
                yield Fault(found[0][0], f"neither here nor below is any {tag} with its source")


def _is_statement(article: Element) -> bool:
    """Cards, steps of a timeline and services; not the replies of readers, which look like cards."""
    return bool({"card", "service"} & set(article.classes)) and not REPLY.fullmatch(article.get("id"))


def _with_class(card: Element, name: str) -> list[Element]:
    """Everything in the parts of a card that are shown and have a class, these parts among them."""
    parts = [part for part in card.inside if name in part.classes and not part.is_hidden]
    return [each for part in parts for each in (part, *part.inside)]


def _is_past(document: Document, card: Element) -> bool:
    words = document.words(_with_class(card, "checked")[0])
    found = DUE.search(words)
    if not found:
        # In another language the year alone is read, of the last day that is named.
        return int(YEAR.findall(words)[-1]) < date.today().year  # noqa: DTZ011 - as below
    try:
        due = datetime.strptime(f"{found[1][:3]} {found[2]} {found[3]}", "%b %d %Y").date()  # noqa: DTZ007 - a day
    except ValueError:
        return False
    return due < date.today()  # noqa: DTZ011 - the day where the audit runs; a day's difference is none


def alternates(site: Site) -> Iterator[Fault]:
    """A page names itself and its other languages, and these are there."""
    for answer, document in site.pages:
        language, _bare = site.bare(answer.path)
        if document.language != language:
            yield Fault(answer.path, f"says that it is in {document.language or 'no language'}")
        if answer.path in site.named:
            missing = [code for code in (site.languages[0], language) if code not in document.alternates]
            if missing:
                yield Fault(answer.path, f"does not name itself in {', '.join(missing)}")
            for code, url in document.alternates.items():
                path = document.whole(url).removeprefix(site.asker.root)
                other = site.answers.get(path)
                if not site.asker.is_ours(document.whole(url)):
                    yield Fault(answer.path, f"its {code} address is not on this site: {url}")
                elif other and other.document and answer.url not in other.document.alternates.values():
                    yield Fault(answer.path, f"its {code} page does not lead back")
        switch = {each.get("hreflang") for each in document.all("a") if each.get("lang") == each.get("hreflang")}
        if answer.status == 200 and not set(site.languages) <= switch:
            yield Fault(answer.path, "its switch does not show every language")


def translations(site: Site) -> Iterator[Fault]:
    """English words on a page in another language are said to be that, and the note leads to the English page.

    Whether somebody has checked a translation is not seen from outside, only how a page says it.
    """
    for answer, document in site.pages:
        language, bare = site.bare(answer.path)
        notes = [each for each in document.with_class("note") if each.tag == "aside"]
        if language == site.languages[0]:
            continue
        for note in notes:
            english = [each for each in note.inside if each.tag == "a" and each.get("hreflang") == site.languages[0]]
            if not any(document.whole(each.get("href")) == f"{site.asker.root}/{bare}" for each in english):
                yield Fault(answer.path, "the note about its translation does not lead to the page itself in English")
        if any(each.get("lang") == language for each in notes):
            continue
        heading = next((each for each in document.main.inside if each.tag == "h1"), None)
        is_english = heading is not None and heading.get("lang") == site.languages[0]
        if is_english and not notes and not document.with_class("untranslated"):
            yield Fault(answer.path, "is in English and does not say so")
        if not notes and document.with_class("untranslated") and answer.path in site.named:
            yield Fault(answer.path, "has parts in English and no note above them")


def titles(site: Site) -> Iterator[Fault]:
    """What stands in a tab, a history or a bookmark gives nobody away."""
    for answer, document in site.pages:
        title = document.first("title").content
        if not title.strip():
            yield Fault(answer.path, "has no title")
        if word := revealing_word(title):
            yield Fault(answer.path, f"its title would give a reader away: {word}")
        if word := revealing_word(answer.path):
            yield Fault(answer.path, f"its address would give a reader away: {word}")
        is_calm = site.bare(answer.path)[1].startswith(CALM) or "calm" in document.first("body").classes
        if is_calm and any(each.get("property").startswith("og:") for each in document.all("meta")):
            yield Fault(answer.path, "has a card for sharing")


def who_helps_now(site: Site) -> Iterator[Fault]:
    """Nobody in danger finds only our own phone, which is not watched day and night."""
    for answer, document in site.pages:
        numbers = [each.get("href") for each in document.main.inside if each.get("href").startswith("tel:")]
        is_for_her = answer.status == 200 and site.bare(answer.path)[1].startswith(HELP)
        if is_for_her and EMERGENCY not in numbers:
            yield Fault(answer.path, "does not show the number for somebody in danger (911)")


def own_name(site: Site) -> Iterator[Fault]:
    """The sitemap, and what pages say of themselves, name this site under its own name."""
    for answer, document in site.pages:
        named = [each.get("href") for each in document.all("link") if "canonical" in each.rel]
        named += [each.get("content") for each in document.all("meta") if _is_of_itself(each)]
        for url in named:
            if not site.asker.is_ours(document.whole(url)):
                yield Fault(answer.path, f"names another address as its own: {url}")
    for path, answer in site.answers.items():
        if path.startswith("/sitemap"):
            for url in re.findall(r"<loc>([^<]+)</loc>", answer.text):
                if not site.asker.is_ours(url):
                    yield Fault(path, f"names another address than the one that was asked: {url}")
                    break
    if not site.named:
        yield Fault("/sitemap.xml", "names nothing")


def _is_of_itself(meta: Element) -> bool:
    """Whether it holds the address of the page, or of its picture (ogp.me)."""
    return (meta.get("property") or meta.get("name")).startswith(OF_ITSELF)
