"""Nobody is led from an address of ours to a place of somebody else's choosing."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import get_resolver

from resources.models import Organisation
from tests.conftest import HOST, Reader
from tests.factories import make_campaign, make_landing, make_page, make_step
from tests.front import Front
from tests.inbox.keys import PASSPHRASE, make_keys
from tests.inbox.people import browser_of
from tests.markup import Document
from tests.signin.phones import PASSWORD, fresh_code, give_code, give_password, make_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

# Browsers drop tabs and line breaks, take a backslash for a slash, and forgive too many or too few slashes.
ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)//staff/",
    "data:text/html,x",
    f"https://{HOST}@evil.example/staff/",
    f"https://{HOST}.evil.example/staff/",
    "/staff/\\..\\..\\\\evil.example",
    "//evil.example/staff/",
    "/staff//evil.example/../..//evil.example",
    "/staff/../..//evil.example/",
    "evil.example/staff/",
    "/staff/@evil.example",
    "/staff/%0d%0aLocation:https://evil.example/",
    "/staff/\r\nSet-Cookie: x=1",
    "/%2f%2fevil.example",
    "/leave/",
    "/static/x",
    "https://evil.example/staff/",
    "ftp://evil.example",
    "\x00//evil.example",
    "/staff/\x00",
]


def where(location):
    """The host and the scheme that a browser ends at, which the standard for addresses makes of a redirect."""
    cleaned = (
        location.strip("".join(map(chr, range(33)))).translate(dict.fromkeys(map(ord, "\t\r\n"))).replace("\\", "/")
    )
    return urlsplit(urljoin(f"https://{HOST}/staff/", cleaned))


def stays(response):
    found = where(response.headers["Location"])
    return (found.scheme, found.netloc) == ("https", HOST)


@pytest.fixture
def maria():
    user = User.objects.create_superuser("maria", password=PASSWORD)
    make_phone(user)
    return user


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_ends_at_a_page_of_staff(maria, wanted):
    door = Reader()
    query = f"?next={quote(wanted)}"
    first = door.post(f"/staff/login/{query}", {"username": "maria", "password": PASSWORD})
    assert stays(first)
    last = door.post(first.headers["Location"], {"one_time_code": fresh_code(maria)})
    assert last.status_code == 302
    assert stays(last)
    # And for whoever is signed in already.
    assert stays(door.get(f"/staff/login/{query}"))


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_so_does_unlocking_the_inbox(maria, wanted):
    make_keys(maria)
    reader = browser_of(maria)
    page = Document(reader.get("/staff/inbox/unlock/", {"next": wanted}).content.decode())
    [hidden] = [each.get("value", "") for each in page.all("input") if each.get("name") == "next"]
    assert where(hidden).netloc == HOST
    assert stays(reader.post("/staff/inbox/unlock/", {"passphrase": PASSPHRASE, "next": wanted}))


def test_every_view_that_takes_a_next_is_tried_here():
    """A name of a query that means "go there" stands in two files; another one has to be added above."""
    from tests.attacks.reading import sources

    taking = [path for path, text in sources() if '.get("next"' in text]
    assert sorted(taking) == ["contact/inbox/views/unlocking.py", "idpwsp/signin/steps.py", "idpwsp/signin/views.py"]


@pytest.mark.parametrize("name", ["next", "url", "to", "return", "redirect", "exit", "u", "dest", "goto", "continue"])
def test_the_way_out_leads_where_staff_have_set_it(name):
    ours = Organisation.shown().exit_url
    for address in (f"/leave/?{name}=//evil.example/", f"/leave/?{name}=https://evil.example/"):
        answer = Front().get(address, headers={"Referer": "https://evil.example/", "X-Original-URL": "//evil.example"})
        assert answer.headers["Location"] == ours


CROOKED = [
    "//evil.example",
    "//evil.example/",
    "//evil.example/help",
    "///evil.example",
    "/\\evil.example",
    "/\\/evil.example/help",
    "/%2fevil.example",
    "/%5cevil.example",
    "//evil.example/%2e%2e",
    "/help//evil.example",
    "/.//evil.example",
    "/;//evil.example",
    "/help/..//evil.example",
    "//evil.example/es/help",
    "/es//evil.example",
    "/es-mx//evil.example",
    "//es/help",
    "/help\t",
    "/help%0d%0aX-Evil:1",
    "//user:pass@evil.example/x",
    "/@evil.example",
    "/.evil.example",
    "//[::1]/x",
    "//evil.example:80/help",
]


@pytest.mark.parametrize("path", CROOKED)
def test_no_crooked_path_becomes_an_address_elsewhere(path):
    """A missing last slash is added: what is added to must not begin with two."""
    make_landing("help")
    for asked in (path, path.replace("%2f", "/").replace("%5c", "\\").replace("%0d%0a", "\r\n")):
        for scheme in ("https", "http"):
            answer = Front().get(asked, **{"wsgi.url_scheme": scheme})
            if "Location" in answer.headers:
                found = where(answer.headers["Location"])
                assert (found.scheme, found.netloc) == ("https", HOST), answer.headers["Location"]
                assert "\n" not in answer.headers["Location"]
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                document = Document(answer.text, f"https://{HOST}{asked}")
                other = [link for link in document.links if document.leads_elsewhere(link.get("href", ""))]
                assert not [link for link in other if "evil" in (link.get("href") or "")]
                for each in document.rel("canonical") + document.rel("alternate"):
                    assert urlsplit(each.get("href", "")).netloc in ("", HOST)


def test_ways_to_a_place_on_a_page_stay_on_the_site():
    make_landing("help")
    page = make_page("old", "about")
    page.slug = "new"
    page.save()
    make_step(make_campaign())
    for address in (
        "/about/old/",
        "/es/about/old/",
        "/campaigns/sample/step/first/",
        "/help/service/1/",
        "/help/need/x/",
    ):
        for query in ("", "?next=//evil.example", "?//evil.example"):
            answer = Front().get(address + query)
            if "Location" in answer.headers:
                assert where(answer.headers["Location"]).netloc == HOST
                assert "evil" not in answer.headers["Location"]


def test_no_address_is_outside_what_these_tests_know():
    """Django's own admin has a way from a content type to any object's address: nobody gets through it unknown."""
    known = [name for name in get_resolver().namespace_dict["admin"][1].reverse_dict if name == "view_on_site"]
    assert known == ["view_on_site"]
    answer = Front().get("/staff/r/1/1/")
    assert stays(type("Response", (), {"headers": answer.headers}))


def test_both_steps_lead_there(maria):
    """The happy way, so that the tests above do not pass because nobody gets in."""
    door = Reader()
    give_password(door)
    assert give_code(door, fresh_code(maria)).headers["Location"] == "/staff/"
