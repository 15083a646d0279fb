"""Promise 5, as far as it is seen from outside: a form says its date, and neither it nor its answer is kept."""

import re
from collections.abc import Iterator

from idpwsp.selfaudit.asking import Answer
from idpwsp.selfaudit.document import FIELDS, Document, Element
from idpwsp.selfaudit.site import Fault, Site

# Where nothing is kept of what is typed: words to look for, a number, a code.
KEEPS_NOTHING = ("search", "messages", "withdraw")
# A number of days, in every language of the site.
DAYS = re.compile(r"\d+\s*(?:days?|días?|ngày|araw|天|日)\b|\d+\s*[天日]", re.IGNORECASE)
UNTYPED = ("hidden", "submit", "image", "button")


def dates(site: Site) -> Iterator[Fault]:
    for answer, document, form in _writing(site):
        field = _first_field(form)
        before = document.words_before(document.main, field) if field else ""
        if not DAYS.search(before):
            yield Fault(answer.path, "does not say before its first field when what is written is deleted")


def kept_by_nobody(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        _language, bare = site.bare(answer.path)
        is_form = any(not _searches(site, document, form) for form in document.forms)
        if is_form and "no-store" not in answer.directives("Cache-Control"):
            yield Fault(answer.path, "is a form, and browsers may keep it (no no-store)")
        if is_form and answer.header("ETag"):
            yield Fault(answer.path, "is a form and has an ETag")
        is_found = bare.startswith("search/?") and answer.status == 200
        if is_found and not {"no-store", "private"} & set(answer.directives("Cache-Control")):
            yield Fault(answer.path, "what was found may be kept by others")


def fields_are_not_remembered(site: Site) -> Iterator[Fault]:
    """The next who uses the browser is not offered what was typed."""
    for answer, _document, form in _writing(site):
        if form.get("autocomplete") != "off":
            yield Fault(answer.path, "lets browsers remember what is typed (autocomplete)")


def hold_no_token(site: Site) -> Iterator[Fault]:
    """Nothing per reader stands in a form."""
    for answer, _document, form in _writing(site):
        if any(each.get("name") == "csrfmiddlewaretoken" for each in form.inside):
            yield Fault(answer.path, "holds a token for this one reader")


def _writing(site: Site) -> Iterator[tuple[Answer, Document, Element]]:
    """The forms whose words are kept."""
    for answer, document in site.pages:
        if site.bare(answer.path)[1].startswith(KEEPS_NOTHING):
            continue
        for form in document.forms:
            if _first_field(form) and not _searches(site, document, form):
                yield answer, document, form


def _first_field(form: Element) -> Element | None:
    fields = (each for each in form.inside if each.tag in FIELDS and each.get("type") not in UNTYPED)
    return next(fields, None)


def _searches(site: Site, document: Document, form: Element) -> bool:
    path = document.whole(form.get("action")).removeprefix(site.asker.root)
    return site.bare(path)[1].startswith("search/") and bool(form.get("action"))
