"""The language stands in the address and nowhere else."""

import pytest

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
        # Further screens of a list lead to its first one.
        bare = visit.path.removeprefix("/es").partition("?")[0]
        assert offered == {"en": f"https://example.org{bare}", "es": f"https://example.org/es{bare}"}, visit.path


def translations(document):
    """What the page names as itself in each language; not its feed, which is an alternate too."""
    links = document.rel("alternate")
    return {link.get("hreflang"): link.get("href") for link in links if link.get("type") is None}


def test_pages_that_are_each_others_translation_point_at_each_other(site):
    pairs = 0
    for path in site.in_sitemap:
        document = site.visits[path].document
        alternates = translations(document)
        assert alternates["x-default"] == alternates["en"]
        assert alternates[document.language] == f"https://example.org{path}"
        for code, url in alternates.items():
            other = site.visits[url.removeprefix("https://example.org")].document
            assert code in (other.language, "x-default")
            assert translations(other) == alternates
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


@pytest.mark.parametrize(
    "address", ["//evil.example/", "/es//evil.example/", "/\\evil.example/", "/es/\\/evil.example/"]
)
def test_no_address_makes_the_choice_of_languages_lead_to_another_host(client, organisation, address):
    document = Document(client.get("/", PATH_INFO=address).content.decode())

    leading = [link.get("href") for link in document.all("a") if "evil" in link.get("href", "")]
    assert len(leading) == 2
    for address in leading:
        assert address.startswith(("/evil.example/", "/es/"))
