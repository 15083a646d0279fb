"""Every public address in every language, found as readers find it: by following links."""

from collections import Counter
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from idpwsp.foundation.discretion import revealing_word
from idpwsp.foundation.guard.forms import TRAP
from tests.discreet import gives_away
from tests.markup import text

HOST = "https://example.org"
# Elements that make a browser fetch something by itself, and the attribute that says what.
LOADING = {
    "script": ["src"], "img": ["src", "srcset"], "iframe": ["src"], "source": ["src", "srcset"],
    "video": ["src", "poster"], "audio": ["src"],
    "track": ["src"], "embed": ["src"], "object": ["data"], "input": ["src"], "frame": ["src"],
    "image": ["href"], "use": ["href"], "body": ["background"], "form": ["action"],
}  # fmt: skip
# Relations of <link> that only say something and load nothing.
TELLING = {"canonical", "alternate"}


def test_the_crawl_has_found_the_site(site):
    assert len(site.pages) > 50
    assert {"/", "/es/", "/help/", "/es/help/", "/no-such-page/", "/es/no-such-page/", "/leave/"} <= set(site.visits)
    for room in ("campaigns", "news", "events"):
        assert {f"/{room}/", f"/es/{room}/", f"/{room}/everything/", f"/es/{room}/everything/"} <= set(site.visits)
    assert not [path for path in site.visits if path.endswith("/draft/")]


def test_no_inner_link_is_broken(site):
    for visit in site.pages:
        for path in visit.leads_to:
            # On the page of a missing address, the language switch leads to the same missing address.
            if visit.status == 404 and path in site.visits and path.endswith("/no-such-page/"):
                continue
            if path.startswith("/static/"):
                assert finders.find(path.removeprefix("/static/")), f"{visit.path} → {path}"
                continue
            expected = 303 if path == "/leave/" else 200
            assert path in site.visits and site.visits[path].status == expected, f"{visit.path} → {path}"  # noqa: PT018


def test_every_fragment_leads_to_a_place_on_its_page(site):
    checked = 0
    for visit in site.pages:
        for url in visit.document.addresses:
            base, _, fragment = url.partition("#")
            if fragment and base.startswith(HOST):
                checked += 1
                target = site.visits[urlsplit(base).path].document
                assert fragment in target.ids, f"{visit.path} → {url}"
    assert checked > 200


def test_every_place_that_search_leads_to_is_there(site):
    assert {"/campaigns/everything/#overdue", "/es/news/everything/", "/events/past-1/"} <= set(site.found_by_search)
    for place in site.found_by_search:
        path, _, fragment = place.partition("#")
        assert site.visits[path].status == 200, place
        assert not fragment or fragment in site.visits[path].document.ids, place


def test_every_published_page_is_at_most_three_steps_from_home(site):
    far = {path: site.visits[path].steps for path in site.in_sitemap if (site.visits[path].steps or 0) > 3}
    lost = [path for path in site.in_sitemap if site.visits[path].steps is None]

    assert far == {}
    assert lost == []


def test_no_link_leads_to_the_staff_door(site):
    assert [visit.path for visit in site.pages if any(path.startswith("/staff") for path in visit.leads_to)] == []


# ── Each page ──────────────────────────────────────────────────────────────


def test_every_page_is_valid_html(site):
    assert {document.url: document.errors for document in site.documents if document.errors} == {}
    assert {document.html[:15].lower() for document in site.documents} == {"<!doctype html>"}


def test_every_page_says_its_language(site):
    for visit in site.pages:
        assert visit.document.language == ("es" if visit.path.startswith("/es/") else "en"), visit.path
        languages = {element.get("lang") for element in visit.document.elements if element.get("lang") is not None}
        assert languages <= {"en", "es", "zh", "tl", "vi"}, visit.path


def test_every_page_has_a_title_of_its_own(site):
    seen = {}
    for visit in site.pages:
        title = visit.document.title
        assert title, visit.path
        if visit.path in site.in_sitemap:
            other = seen.setdefault((title, visit.document.language), visit.path)
            assert other == visit.path, f"{other} and {visit.path} are both “{title}”"


def test_headings_begin_with_the_only_h1_and_skip_no_level(site):
    for visit in site.pages:
        levels = [level for level, _words in visit.document.headings]
        assert levels[:1] == [1], visit.path
        assert levels.count(1) == 1, visit.path
        assert all(after <= before + 1 for before, after in pairwise(levels)), visit.path
        assert all(words for _level, words in visit.document.headings), visit.path


def test_every_picture_has_words_or_says_that_it_needs_none(site):
    for document in site.documents:
        for picture in document.all("img"):
            assert picture.get("alt") is not None, document.url
        for drawing in (element for element in document.elements if element.tag.endswith("svg")):
            assert drawing.get("aria-hidden") == "true" or drawing.get("aria-label"), document.url


def test_every_link_and_button_has_words(site):
    for document in site.documents:
        for element in document.all("a", "button", "summary"):
            assert text(element) or element.get("aria-label"), document.url


def test_no_id_stands_twice_and_every_reference_leads_to_one(site):
    for document in site.documents:
        ids = document.ids
        assert sorted(ids) == sorted(set(ids)), document.url
        for element in document.elements:
            for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"):
                assert set((element.get(name) or "").split()) <= set(ids), f"{document.url}: {name}"


def test_landmarks_are_there_once_and_several_of_a_kind_have_names(site):
    for document in site.documents:
        assert len(document.all("main")) == 1, document.url
        names = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in document.all("nav")]
        assert all(names), document.url


# ── Nothing from elsewhere, nothing inline ─────────────────────────────────


def test_no_page_loads_anything_from_another_host(site):
    for document in site.documents:
        for element in document.elements:
            name = element.tag.rpartition("}")[2]
            values = [element.get(attribute) for attribute in LOADING.get(name, [])]
            relations = set((element.get("rel") or "").split())
            if name == "link" and relations - TELLING:
                values.append(element.get("href"))
            for value in filter(None, values):
                assert not document.leads_elsewhere(value), f"{document.url}: {value}"
                assert not value.startswith("data:"), f"{document.url}: {value}"
            assert not (name == "meta" and element.get("http-equiv")), document.url


def test_what_a_page_loads_is_there(site):
    loaded = set()
    for document in site.documents:
        loaded |= {script.get("src") for script in document.all("script")}
        loaded |= {link.get("href") for link in document.rel("icon")}
        loaded |= {link.get("href") for link in document.links if link.get("href").startswith("/static/")}
    assert len(loaded) >= 2
    for address in loaded:
        assert finders.find(address.removeprefix("/static/")), address


def test_nothing_is_inline_but_the_one_style_sheet(site):
    for document in site.documents:
        assert len(document.all("style")) == 1, document.url
        for script in document.all("script"):
            assert script.get("src"), document.url
            assert not text(script), document.url
        for element in document.elements:
            assert "style" not in element.attrib, document.url
            handlers = [name for name in element.attrib if name.lower().startswith("on")]
            assert handlers == [], document.url
        assert not [url for url in document.addresses if url.lower().startswith(("javascript:", "data:"))], document.url


def test_every_page_bears_the_same_sheet(site):
    assert len({"".join(document.first("style").itertext()) for document in site.documents}) == 1


# ── Nothing that gives a reader away ───────────────────────────────────────


def test_no_address_gives_a_reader_away(site):
    addresses = set(site.visits)
    for document in site.documents:
        addresses |= {url.removeprefix(HOST) for url in document.addresses if url.startswith(HOST)}
        addresses |= {f"#{fragment}" for fragment in document.ids}
        addresses |= {element.get("src") for element in document.elements if element.get("src")}
        addresses |= {link.get("href") for link in document.rel("icon")}
    assert len(addresses) > 100
    assert {address: gives_away(address) for address in addresses if gives_away(address)} == {}
    assert {address: revealing_word(address) for address in addresses if revealing_word(address)} == {}


def test_no_title_gives_a_reader_away(site):
    for document in site.documents:
        assert gives_away(document.title) is None, document.title
        assert revealing_word(document.title) is None, document.title
        assert "In Defense" not in document.title


def test_our_name_is_shared_from_the_home_about_and_campaign_pages_alone(site):
    named = set()
    for visit in site.pages:
        metas = [element.get("property") or element.get("name") or "" for element in visit.document.all("meta")]
        structured = [
            element for element in visit.document.elements if element.get("itemtype") or element.get("itemprop")
        ]
        if structured or any(meta.startswith(("og:", "twitter:")) for meta in metas):
            named.add(visit.path)
            bare = visit.path.removeprefix("/es")
            assert bare == "/" or bare.startswith(("/about/", "/campaigns/")), visit.path
    assert {"/", "/about/", "/campaigns/compensation/"} <= named


def test_a_link_to_another_site_does_not_say_where_the_reader_was(site):
    outward = 0
    for document in site.documents:
        for link in document.links:
            if document.leads_elsewhere(link.get("href")):
                outward += 1
                assert "noreferrer" in (link.get("rel") or "").split(), f"{document.url}: {link.get('href')}"
            assert link.get("target") is None, document.url
            assert link.get("ping") is None, document.url
    assert outward > 100


def test_the_way_out_is_on_every_page_before_everything_but_the_skip_link(site):
    for document in site.documents:
        hrefs = [link.get("href") for link in document.links]
        assert hrefs[0] == "#main", document.url
        assert hrefs[1] == "/leave/", document.url


# ── Answers ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/no-such-page/", "/es/no-such-page/"])
def test_what_is_not_there_is_not_found(site, path):
    assert site.visits[path].status == 404


def test_no_answer_of_the_whole_site_sets_a_cookie_or_varies_by_reader(site):
    for visit in site.visits.values():
        assert visit.cookies == {}, visit.path
        assert "Set-Cookie" not in visit.headers, visit.path
        assert visit.headers.get("Vary", "Accept-Encoding").lower() in ("accept-encoding", ""), visit.path


def test_every_form_posts_and_offers_nothing_that_was_typed_before(site):
    """So what was typed stands in no address, and no next user of the device is shown it."""
    kinds = Counter()
    for document in site.documents:
        inside = 0
        for form in document.all("form"):
            assert form.get("method") == "post", document.url
            fields = [each for each in form.iter() if each.tag in ("input", "textarea", "select")]
            inside += len(fields)
            names = {each.get("name") for each in fields}
            is_search = form.get("action") in ("/search/", "/es/search/")
            # The others are guarded: they have a field for robots, and stay on their page.
            assert names == {"q"} if is_search else TRAP in names and not form.get("action"), document.url
            typed = [each for each in fields if each.get("type") not in ("radio", "checkbox", "hidden", "submit")]
            assert {each.get("autocomplete") for each in typed} == {"off"}, document.url
            kinds["search" if is_search else "guarded"] += 1
        assert len([*document.all("input"), *document.all("textarea"), *document.all("select")]) == inside, document.url
    assert kinds["search"] > 5
    assert kinds["guarded"] > 5
