"""Promise 5, as far as it is seen from outside: a form says its date, and neither it nor its answer is kept."""

import re
from collections.abc import Iterator

from idpwsp.selfaudit.asking import Answer
from idpwsp.selfaudit.document import FIELDS, Document, Element
from idpwsp.selfaudit.site import FOUND, Fault, Site

# Where nothing is kept of what is typed: words to look for, a number, a code.
KEEPS_NOTHING = ("search", "messages", "withdraw")
# A number of days, in every language of the site.
DAYS = re.compile(r"\d+\s*(?:days?|días?|ngày|araw|天|日)\b|\d+\s*[天日]", re.IGNORECASE)
# The class of the sentence that says when what is written is deleted. Any other number of days is about something else.
DELETED = "deleted-after"
# Where a form is looked for, and what says in its place that there is none yet.
FORMS = ("search/", "contact/", "speaker/", "volunteer/", "brochure/order/")
CLOSED = "note"
UNTYPED = ("hidden", "submit", "image", "button")


def dates(site: Site) -> Iterator[Fault]:
    for answer, document, form in _writing(site):
        field = _first_field(form)
        before = document.elements[: document.elements.index(field)] if field else []
        said = [each for each in before if DELETED in each.classes and not each.is_hidden]
        if not any(DAYS.search(document.words(each)) for each in said):
            yield Fault(answer.path, "does not say before its first field when what is written is deleted")


def kept_by_nobody(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        _language, bare = site.bare(answer.path)
        is_form = any(not _searches(site, document, form) for form in document.forms)
        if is_form and "no-store" not in answer.directives("Cache-Control"):
            yield Fault(answer.path, "is a form, and browsers may keep it (no no-store)")
        if is_form and answer.header("ETag"):
            yield Fault(answer.path, "is a form and has an ETag")
        is_found = answer.path == FOUND or bare.startswith("search/?")
        if is_found and answer.status == 200 and not {"no-store", "private"} & set(answer.directives("Cache-Control")):
            yield Fault(answer.path, "what was found may be kept by others")


def all_there(site: Site) -> Iterator[Fault]:
    """Checks of forms that find no form would hold for ever."""
    for answer, document in site.pages:
        bare = site.bare(answer.path)[1]
        if answer.status != 200 or bare not in FORMS:
            continue
        fields = [form for form in document.main.inside if form.tag == "form" and _first_field(form)]
        # The note about a translation is an <aside>.
        if not fields and not any(each.tag == "p" and CLOSED in each.classes for each in document.main.inside):
            yield Fault(answer.path, "has no form, and does not say why")


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
