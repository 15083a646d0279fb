"""``/staff/links/``: the report on outward links, and the button that starts a check."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from idpwsp.foundation.links.models import GIVEN_UP_AFTER, LinkCheck, OutwardLink
from idpwsp.foundation.links.outcome import Answer, Reason
from idpwsp.foundation.links.report import may_check, report
from resources.models import Card
from tests.admin_forms import fields_of
from tests.conftest import Reader
from tests.factories import make_card, make_page
from tests.markup import Document, text

pytestmark = pytest.mark.django_db

REPORT = "/staff/links/"
CHECK = "/staff/links/check/"


def somebody(may_change_pages: bool = True, is_staff: bool = True) -> Reader:
    user = User.objects.create_user("maria", password="a long password", is_staff=is_staff)
    if may_change_pages:
        user.user_permissions.add(Permission.objects.get(codename="change_page"))
    reader = Reader()
    reader.force_login(user)
    return reader


@pytest.fixture
def staff(organisation) -> Reader:
    return somebody()


class Process:
    """Stands for the process that is started."""

    started: list[tuple[list[str], dict]] = []

    def __init__(self, command, **options):
        self.started.append((command, options))

    def wait(self):
        return 0


@pytest.fixture
def started(monkeypatch):
    """The commands that would have been started."""
    monkeypatch.setattr(Process, "started", [])
    monkeypatch.setattr(subprocess, "Popen", Process)
    return Process.started


def learned(address: str, reason: Reason = Reason.NONE, status: int = 0, moved_to: str = "") -> OutwardLink:
    link = OutwardLink(address=address)
    link.learn(Answer(reason, status, moved_to), timezone.now())
    link.save()
    return link


def checked(**fields) -> LinkCheck:
    now = timezone.now()
    done = {"state": LinkCheck.State.DONE, "finished_at": now, "found": 12, "asked": 12}
    return LinkCheck.objects.create(**{"started_at": now, "alive_at": now, **done, **fields})


def page_of(client) -> Document:
    response = client.get(REPORT)
    assert response.status_code == 200
    return Document(response.content.decode(), "https://example.org/staff/links/")


# ── The report ─────────────────────────────────────────────────────────────


def test_it_works(staff):
    page = make_page()
    make_card(page, "time", {"en": {"title": "Seven years", "body": "<p>…</p>"}})
    learned("https://source.example/time/0", Reason.GONE, 404)
    checked()
    document = page_of(staff)
    assert not document.errors
    assert "The page is not there (404)" in document.words
    assert "Last checked" in document.words
    assert "12 links" in document.words
    places = [link for link in document.links if text(link) == "Sample: Seven years"]
    assert places[0].get("href") == f"/staff/resources/page/{page.pk}/change/#cards-0"


def test_before_the_first_check_it_says_so(staff):
    words = page_of(staff).words
    assert "have not been checked yet" in words
    assert "No link is known to be broken" not in words


def test_links_lead_there_without_telling_from_where(staff):
    make_card(make_page(), "time")
    learned("https://source.example/time/0", Reason.TURNED_AWAY, 403)
    checked()
    outward = [link for link in page_of(staff).links if link.get("href", "").startswith("http")]
    assert outward
    assert all("noreferrer" in link.get("rel") for link in outward)


def test_each_link_stands_under_what_it_needs(staff):
    page = make_page()
    for key in ("gone", "refuses", "moved", "fine"):
        make_card(page, key)
    learned("https://source.example/gone/0", Reason.GONE, 404)
    learned("https://source.example/refuses/0", Reason.TURNED_AWAY, 403)
    learned("https://source.example/moved/0", status=200, moved_to="https://new.example/here")
    learned("https://source.example/fine/0", status=200)
    checked()
    words = page_of(staff).words
    order = [words.index(each) for each in ("/gone/0", "To be opened by hand (1)", "/refuses/0", "Moved for good (1)")]
    assert order == sorted(order)
    assert "https://new.example/here" in words
    assert "/fine/0" not in words


def test_a_link_that_was_mended_since_is_not_listed(staff):
    card = make_card(make_page(), "time")
    learned("https://source.example/time/0", Reason.GONE, 404)
    checked()
    assert "/time/0" in page_of(staff).words
    card.sources.update(url="https://source.example/new")
    assert "/time/0" not in page_of(staff).words


def test_what_readers_meet_comes_first(staff):
    page = make_page()
    make_card(page, "a-draft", status=Card.Status.DRAFT)
    make_card(page, "seen")
    for key in ("a-draft", "seen"):
        learned(f"https://source.example/{key}/0", Reason.GONE, 404)
    checked()
    assert [finding.link.address for finding in report().broken] == [
        "https://source.example/seen/0",
        "https://source.example/a-draft/0",
    ]
    assert "not seen by readers" in page_of(staff).words


def test_a_hundred_links_take_as_many_queries_as_one(staff, django_assert_num_queries):
    page = make_page()
    make_card(page, "one", sources=1)
    learned("https://source.example/one/0", Reason.GONE, 404)
    checked()
    staff.get(REPORT)
    with CaptureQueriesContext(connection) as queries:
        staff.get(REPORT)
    for number in range(50):
        key = f"card-{number}"
        make_card(make_page(f"page-{number}"), key, sources=2)
        for source in range(2):
            learned(f"https://source.example/{key}/{source}", Reason.GONE, 404)
    with django_assert_num_queries(len(queries)):
        assert len(staff.get(REPORT).context["links"].broken) == 101


def test_a_running_check_is_shown_in_place_of_the_button(staff):
    LinkCheck.objects.begin().keep_alive(found=12, asked=5)
    document = page_of(staff)
    assert "and is still running" in document.words
    assert "5 of 12 links" in document.words
    assert not [form for form in document.all("form") if form.get("action") == CHECK]


def test_a_check_that_died_is_told_and_the_button_is_back(staff):
    checked(started_at=timezone.now() - timedelta(days=2))
    LinkCheck.objects.begin(timezone.now() - GIVEN_UP_AFTER - timedelta(seconds=1))
    document = page_of(staff)
    assert "stopped before its end" in document.words
    assert "Last checked" in document.words
    assert [form for form in document.all("form") if form.get("action") == CHECK]


def test_a_check_without_a_network_is_told(staff):
    checked(state=LinkCheck.State.OFFLINE)
    assert "reached no other site at all" in page_of(staff).words


def test_the_section_of_the_front_page_names_what_is_broken(rf: RequestFactory):
    make_card(make_page(), "time")
    learned("https://source.example/time/0", Reason.GONE, 404)
    checked()
    html = render_to_string("admin/links_section.html", {"links": report()}, rf.get("/staff/"))
    assert "1 link is broken" in html
    assert "https://source.example/time/0" in html
    assert f'action="{CHECK}"' in html
    assert f'href="{REPORT}"' in html


# ── Starting a check ───────────────────────────────────────────────────────


def test_the_button_starts_the_command_beside_the_web_server(staff, started):
    response = staff.post(CHECK)
    assert (response.status_code, response["Location"]) == (302, REPORT)
    ((command, options),) = started
    begun = LinkCheck.objects.get()
    assert command == [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_links", "--begun", str(begun.pk)]
    assert options["start_new_session"]
    # With our environment, and our standard error for what goes wrong.
    assert "env" not in options
    assert options["stdout"] == subprocess.DEVNULL
    words = page_of(staff).words
    assert "The check has started" in words
    assert "and is still running" in words


def test_the_button_is_a_form_with_its_token(organisation, started):
    client = Reader(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("maria", password="a long password"))
    html = client.get(REPORT).content.decode()
    assert client.post(CHECK).status_code == 403
    assert not started
    token = fields_of(html.replace(f'action="{CHECK}"', 'id="check"'), "check")["csrfmiddlewaretoken"]
    response = client.post(CHECK, {"csrfmiddlewaretoken": token}, headers={"Referer": "https://example.org/staff/"})
    assert response.status_code == 302
    assert len(started) == 1


def test_a_check_is_not_started_twice(staff, started):
    staff.post(CHECK)
    response = staff.post(CHECK, follow=True)
    assert "already running" in response.content.decode()
    assert len(started) == 1


def test_where_no_process_can_be_started_staff_are_told(staff, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", fail)
    response = staff.post(CHECK, follow=True)
    assert "could not be started" in response.content.decode()
    assert not LinkCheck.objects.get().is_running


def test_opening_the_address_starts_nothing(staff, started):
    assert staff.get(CHECK).status_code == 405
    assert staff.post(REPORT).status_code == 405
    assert not started
    assert not LinkCheck.objects.exists()


def test_the_command_that_is_started_exists():
    """The one that the button starts, in a process of its own. It has nothing to go on with, and says so."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_links", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "--begun" in result.stdout


# ── Who may ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [REPORT, CHECK])
def test_readers_are_sent_to_sign_in(client, organisation, started, address):
    response = client.post(address) if address == CHECK else client.get(address)
    # A form is answered with the sign-in and kept, see idpwsp/held.py.
    assert response.status_code == (403 if address == CHECK else 302)
    assert not started


@pytest.mark.parametrize("address", [REPORT, CHECK])
def test_staff_who_may_not_change_pages_are_refused(organisation, started, address):
    client = somebody(may_change_pages=False)
    response = client.post(address) if address == CHECK else client.get(address)
    assert response.status_code == 403
    assert not started


@pytest.mark.parametrize("address", [REPORT, CHECK])
def test_who_is_no_longer_staff_is_refused(organisation, started, address):
    client = somebody(is_staff=False)
    response = client.post(address) if address == CHECK else client.get(address)
    assert response.status_code == (403 if address == CHECK else 302)
    assert not started


def test_may_check_says_who_may():
    assert may_check(User.objects.create_superuser("ana"))
    assert not may_check(User.objects.create_user("ben", is_staff=True))
    assert not may_check(AnonymousUser())
