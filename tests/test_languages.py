"""The language stands in the address and nowhere else."""

import io
import re

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

from resources.models import Jurisdiction, Section, Service
from tests.factories import make_page, page_words
from tests.markup import Document, text

SPANISH = {"en": page_words(), "es": page_words(title="Una página", body="<p>Sus palabras.</p>")}
ADDRESSES = ["/about/sample/", "/es/about/sample/", "/no-such-page/", "/es/no-such-page/"]


@pytest.fixture
def sample(organisation):
    return make_page(words=SPANISH)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "browser",
    [
        {"headers": {"accept-language": "es,es-MX;q=0.9"}},
        {"headers": {"accept-language": "en"}},
        {"headers": {"cookie": "django_language=es"}},
        {"headers": {"cookie": "django_language=en"}},
        {"query_params": {"language": "es"}},
    ],
    ids=["browser in Spanish", "browser in English", "Spanish cookie", "English cookie", "query"],
)
def test_neither_browser_nor_cookie_changes_the_language(client, sample, address, browser):
    plain = client.get(address)

    response = client.get(address, **browser)

    assert response.content == plain.content
    assert response.headers["Content-Language"] == ("es" if address.startswith("/es/") else "en")
    assert "location" not in response.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_says_which_language_it_is_in(client, sample, address):
    expected = "es" if address.startswith("/es/") else "en"

    response = client.get(address)

    assert Document(response.content.decode()).language == expected
    assert response.headers["Content-Language"] == expected


@pytest.mark.parametrize("address", ["/en/", "/en/about/sample/", "/fr/about/sample/", "/es/es/about/sample/"])
def test_there_is_no_other_prefix(client, sample, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/es-mx/about/sample/", "/ES/about/sample/", "/en-us/", "/es-/"])
def test_a_prefix_that_is_nearly_one_of_ours_leads_on_to_addresses_that_are(client, sample, address):
    response = client.get(address)

    assert response.status_code == 404
    for link in Document(response.content.decode(), f"https://example.org{address}").links:
        assert link.get("href").startswith(("/", "#", "tel:", "https://")), link.get("href")


# ── The switch and hreflang ────────────────────────────────────────────────


def switch(document):
    """{language: where the switch leads}, by the names that speakers give their languages."""
    names = {"English": "en", "Español": "es"}
    return {names[text(a)]: document.whole(a.get("href")) for a in document.links if text(a) in names}


@pytest.mark.parametrize("address", ["/about/sample/", "/es/about/sample/"])
def test_the_switch_leads_to_the_same_page(client, sample, address):
    document = Document(client.get(address).content.decode(), f"https://example.org{address}")

    assert switch(document) == {
        "en": "https://example.org/about/sample/",
        "es": "https://example.org/es/about/sample/",
    }


def test_the_switch_says_each_language_in_that_language_and_marks_the_present_one(client, sample):
    document = Document(client.get("/es/about/sample/").content.decode())

    entries = [a for a in document.links if text(a) in ("English", "Español")]
    assert [(a.get("lang"), a.get("hreflang")) for a in entries] == [("en", "en"), ("es", "es")]
    assert [a.get("aria-current") is not None for a in entries] == [False, True]


def test_every_page_offers_every_language(site):
    for visit in site.pages:
        if visit.path.startswith("/staff/"):
            continue
        offered = switch(visit.document)
        bare = visit.path.removeprefix("/es")
        assert offered == {"en": f"https://example.org{bare}", "es": f"https://example.org/es{bare}"}, visit.path


def test_pages_that_are_each_others_translation_point_at_each_other(site):
    pairs = 0
    for path in site.in_sitemap:
        document = site.visits[path].document
        alternates = {link.get("hreflang"): link.get("href") for link in document.rel("alternate")}
        assert alternates["x-default"] == alternates["en"]
        assert alternates[document.language] == f"https://example.org{path}"
        for code, url in alternates.items():
            other = site.visits[url.removeprefix("https://example.org")].document
            assert code in (other.language, "x-default")
            assert {link.get("hreflang"): link.get("href") for link in other.rel("alternate")} == alternates
        pairs += "es" in alternates
    assert pairs >= 6


def test_a_link_from_a_spanish_page_leads_to_spanish_pages(site):
    for visit in site.pages:
        for link in visit.document.links:
            path = visit.document.whole(link.get("href")).removeprefix("https://example.org")
            if path.startswith("/") and not path.startswith(("/leave/", "/staff/", "/static/")):
                language = link.get("hreflang") or visit.document.language
                spanish = path.startswith("/es/")
                # A page that is not translated may be linked by its English address if the link says so.
                assert spanish is (language == "es") or (spanish and link.get("hreflang") == "en"), (visit.path, path)


# ── The interface ──────────────────────────────────────────────────────────


def catalogue(name, read):
    path = settings.LOCALE_PATHS[0] / "es" / "LC_MESSAGES" / name
    assert path.exists(), f"{name} is missing"
    with path.open("rb") as file:
        return read(file)


def translations():
    return catalogue("django.po", lambda file: read_po(file, locale="es"))


def forms(words):
    """Singular and plural of a message or of its translation; one form where there is no plural."""
    return (words,) if isinstance(words, str) else tuple(words)


def interface_words():
    """(place, words, context) for every sentence of the public templates, and every label that they show."""
    base = settings.BASE_DIR / "templates"
    for path in base.rglob("*.html"):
        if "admin" not in path.relative_to(base).parts:
            code = io.BytesIO(templatize(path.read_text(encoding="utf-8")).encode())
            keywords = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
            for _line, words, _comments, context in extract("python", code, keywords):
                yield path.name, forms(words)[0], context
    with translation.override(None):
        for choices in (Section, Jurisdiction, Service.Police, Service.Cost, Service.AsksID):
            for choice in choices:
                yield choices.__name__, str(choice.label), None


def test_all_of_the_interface_is_translated():
    po = translations()
    found = [*interface_words()]
    assert len(found) > 60

    missing = []
    for place, words, context in found:
        message = po.get(words, context)
        if message is None or message.fuzzy or not all(forms(message.string)):
            missing.append(f"{place}: {words}")
    assert missing == []


def test_what_is_compiled_is_what_was_translated():
    def strings(messages):
        # The header has no words; what is empty or fuzzy is not compiled.
        used = [each for each in messages if each.id and all(forms(each.string)) and not each.fuzzy]
        return {(each.context, forms(each.id)): forms(each.string) for each in used}

    assert strings(catalogue("django.mo", read_mo)) == strings(translations())


def test_a_translation_keeps_the_places_for_names_and_numbers():
    place = re.compile(r"%\(\w+\)[sd]")
    for message in translations():
        if message.id:
            wanted = set(place.findall(forms(message.id)[-1]))
            for string in filter(None, forms(message.string)):
                assert set(place.findall(string)) == wanted, message.id
