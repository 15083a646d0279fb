"""No address that we give out is built on the name that somebody has asked for us by."""

import pytest
from django.contrib.auth.models import User

from tests.conftest import HOST, Reader
from tests.factories import make_article, make_campaign, make_event, make_landing, make_page
from tests.front import Front
from tests.signin.phones import PASSWORD, give_password, make_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

OTHER = "evil.example"
# What programs in front add, and what servers elsewhere believe.
FORGED = {
    "X-Forwarded-Host": OTHER,
    "X-Forwarded-Server": OTHER,
    "X-Host": OTHER,
    "X-HTTP-Host-Override": OTHER,
    "X-Original-Host": OTHER,
    "Forwarded": f"host={OTHER};proto=http",
    "X-Original-URL": f"//{OTHER}/",
    "X-Rewrite-URL": f"//{OTHER}/",
    "X-Forwarded-Prefix": f"//{OTHER}",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Scheme": "http",
    "Referer": f"https://{OTHER}/",
    "Origin": f"https://{OTHER}",
}
NO_NAME_OF_OURS = [
    OTHER,
    f"{HOST}.{OTHER}",
    f"{OTHER}:443",
    f"{HOST}@{OTHER}",
    f"{HOST}:443@{OTHER}",
    f"{OTHER}/{HOST}",
    f"{HOST} {OTHER}",
    f"{HOST},{OTHER}",
    f"{HOST}\\{OTHER}",
    f"{HOST}#{OTHER}",
    f"{HOST}?{OTHER}",
    f"{HOST}:evil",
    f"x{HOST}",
    f".{HOST}",
    f"sub.{HOST}",
    "[::1]:evil",
    "",
    " ",
    f"{HOST}\t",
    "localhost\x00",
    "%65xample.org",
    f"{HOST}\r\nX-Evil: 1",
]
ADDRESSES = [
    "/",
    "/help/",
    "/help",
    "/es/help/",
    "/news/sample/",
    "/campaigns/sample/",
    "/events/sample/",
    "/feed/",
    "/es/feed/",
    "/campaigns/sample/feed/",
    "/events/calendar.ics",
    "/events/sample.ics",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/robots.txt",
    "/leave/",
    "/endorse/sample/",
    "/search/",
    "/withdraw/",
    "/no-such-page/",
    "/staff/",
    "/staff/login/",
]


@pytest.fixture(autouse=True)
def content():
    make_page("home", "home", at_root=True)
    make_landing("help")
    campaign = make_campaign()
    make_article(campaign=campaign)
    make_event()


@pytest.mark.parametrize("name", NO_NAME_OF_OURS)
def test_who_asks_for_another_name_gets_nothing_that_holds_it(name):
    for asked in (Front(), Front()):
        for address in ("/", "/help/", "/staff/login/", "/leave/", "/help"):
            answer = asked.get(address, headers={"Host": name})
            assert answer.status_code == 400, (address, name)
            assert OTHER not in answer.text + str(answer.headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_forged_header_is_in_an_answer(address):
    plain = Front().get(address)

    forged = Front().get(address, headers=FORGED)

    assert forged.status_code == plain.status_code
    for answer in (plain, forged):
        assert OTHER not in answer.text
        assert OTHER not in str(answer.headers)
        assert "6666" not in str(answer.headers)
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert forged.headers.get("Location") == plain.headers.get("Location")


def test_a_port_that_somebody_asks_for_is_in_no_whole_address():
    for address in ADDRESSES:
        assert ":6666" not in Front().get(address, headers={"Host": f"{HOST}:6666"}).text, address


def test_whoever_comes_without_encryption_is_sent_to_a_name_of_ours_alone():
    for name in NO_NAME_OF_OURS:
        answer = Front().get("/help/", headers={"Host": name}, **{"wsgi.url_scheme": "http", "SERVER_PORT": "80"})
        assert answer.status_code == 400, name
    answer = Front().get("/help/", headers=FORGED, **{"wsgi.url_scheme": "http", "SERVER_PORT": "80"})
    assert answer.headers["Location"] == f"https://{HOST}/help/"


def test_no_link_into_the_staff_s_door_is_made_of_it():
    """Signing in, and what follows it, stays on our own paths: none of them is a whole address."""
    make_phone(User.objects.create_user("maria", password=PASSWORD, is_staff=True))
    door = Reader()
    response = give_password(door, headers=FORGED)
    assert response.headers["Location"] == "/staff/login/code/"
    # A form that says that it comes from elsewhere is not taken, though the names in it match each other.
    strict = Reader(enforce_csrf_checks=True)
    page = strict.get("/staff/login/", headers=FORGED)
    assert OTHER not in page.content.decode()
    sent = {"username": "maria", "password": PASSWORD, "csrfmiddlewaretoken": strict.cookies["staff-form"].value}
    assert strict.post("/staff/login/", sent, headers=FORGED).status_code == 403


def test_nor_the_link_that_invites_a_colleague(staff):
    """Whoever could choose its name would be sent the secret in it."""
    sent = {"username": "ana", "first_name": "Ana", "role": "editor"}
    page = staff.get("/staff/invite/", headers=FORGED)
    made = staff.post("/staff/invite/", sent, headers=FORGED)
    for answer in (page, made):
        assert answer.status_code == 200
        assert OTHER not in answer.content.decode() + str(answer.headers)
        assert "6666" not in answer.content.decode()
    assert f"<code>https://{HOST}/staff/join/" in made.content.decode()
    # By a port that is not ours, and by another name that the site answers to.
    for name in (f"{HOST}:6666", "localhost"):
        answer = staff.post("/staff/invite/", {**sent, "username": f"ana-{len(name)}"}, headers={"Host": name})
        assert answer.status_code in (200, 400)
        assert answer.status_code == 400 or f"<code>https://{HOST}/staff/join/" in answer.content.decode()
        assert ":6666" not in answer.content.decode()
