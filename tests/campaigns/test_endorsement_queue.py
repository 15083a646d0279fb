"""The queue of endorsements: what staff read, decide and put right, and what is noted of it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from reversion import is_registered

from campaigns.models import Endorsement
from tests.admin_forms import change, fields_of, send
from tests.factories import make_campaign, make_endorsement
from tests.markup import Document, read

pytestmark = pytest.mark.django_db

QUEUE = "/staff/campaigns/endorsement/"


@pytest.fixture
def campaign(organisation):
    return make_campaign()


def act(staff, action: str, *things: Endorsement):
    return staff.post(QUEUE, {"action": action, "_selected_action": [each.pk for each in things]}, follow=True)


def test_it_shows_what_waits_and_names_a_double(staff, campaign):
    make_endorsement(campaign, "Ana Díaz", language_code="es")
    make_endorsement(campaign, "ana diaz", state="approved")
    make_endorsement(campaign, "Bea")
    make_endorsement(campaign, "Set Aside", state="set-aside")

    page = Document(staff.get(QUEUE).content.decode())

    assert "Ana Díaz" in page.words
    assert "ana diaz" not in page.words
    assert "Set Aside" not in page.words
    assert page.words.count("perhaps a double") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=all", "ABCD"),
        ("?state=set-aside", "B"),
        ("?state=approved", "C"),
        ("?language_code=es", "D"),
        ("?kind=group", "D"),
        ("?campaign=OTHER", "D"),
        ("?campaign=x", "AD"),
    ],
)
def test_it_is_filtered(staff, campaign, query, found):
    other = make_campaign("other")
    make_endorsement(campaign, "A name")
    make_endorsement(campaign, "B name", state="set-aside")
    make_endorsement(campaign, "C name", state="approved")
    make_endorsement(other, "D name", kind="group", language_code="es")

    words = read(staff, QUEUE + query.replace("OTHER", str(other.pk))).words

    assert [letter for letter in "ABCD" if f"{letter} name" in words] == list(found)


def test_what_is_approved_shows_and_what_is_declined_does_not(staff, client, campaign):
    ana, bea = make_endorsement(campaign, "Ana"), make_endorsement(campaign, "Bea")

    act(staff, "approve", ana)
    act(staff, "decline", bea)

    page = read(client, "/endorse/sample/names/").main
    assert "1 person has signed." in page
    assert "Ana" in page
    assert "Bea" not in page


@pytest.mark.parametrize(
    ("button", "state"), [("_approve", "approved"), ("_decline", "declined"), ("_save", "waiting")]
)
def test_its_own_page_decides_too_and_saves(staff, campaign, button, state):
    ana = make_endorsement(campaign, "Anna")

    response = send(staff, change(ana), "endorsement_form", button, name="Ana")

    assert response.status_code == 302
    ana.refresh_from_db()
    assert (ana.name, ana.name_key, ana.state) == ("Ana", "ana", state)
    assert (ana.decided_on is None) == (state == "waiting")


def test_a_mistake_is_not_stored(staff, campaign):
    ana = make_endorsement(campaign, "Ana")
    for changes in ({"name": ""}, {"shown_as": "group-only"}, {"shown_as": "initials", "name": "Ana Díaz"}):
        assert send(staff, change(ana), "endorsement_form", **changes).status_code == 200
    ana.refresh_from_db()
    assert ana.shown_name == "Ana"


def test_who_is_to_be_hidden_loses_the_name(staff, campaign):
    ana = make_endorsement(campaign, "Ana", organisation="A union")
    send(staff, change(ana), "endorsement_form", shown_as="not-shown")
    ana.refresh_from_db()
    assert (ana.shown_as, ana.name, ana.organisation, ana.name_key) == ("not-shown", "", "", "")


def test_who_is_not_shown_can_never_get_a_name(staff, campaign):
    hidden = make_endorsement(campaign, "", shown_as="not-shown")
    html = staff.get(change(hidden)).content.decode()
    assert "name" not in fields_of(html, "endorsement_form")

    send(staff, change(hidden), "endorsement_form", shown_as="full-name", name="Ana")

    hidden.refresh_from_db()
    assert (hidden.shown_as, hidden.shown_name) == ("not-shown", "")
    for changes in ({"name": "Ana"}, {"organisation": "A union"}, {"name_key": "ana"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Endorsement.objects.filter(pk=hidden.pk).update(**changes)


def test_one_is_deleted_when_somebody_rings(staff, campaign):
    paper = make_endorsement(campaign, "Ana", state="approved", is_from_paper=True)
    staff.post(f"{QUEUE}{paper.pk}/delete/", {"post": "yes"})
    assert not Endorsement.objects.exists()


def test_the_log_names_numbers_only(staff, campaign):
    fields = {"organisation": "The Velvet Union"}
    ana, bea = (make_endorsement(campaign, name, **fields) for name in ("Zyxana", "Zyxbea"))
    send(staff, change(ana), "endorsement_form", "_approve", name="Zyxanna")
    send(staff, change(ana), "endorsement_form", shown_as="not-shown")
    act(staff, "decline", bea)
    staff.post(f"{QUEUE}{ana.pk}/delete/", {"post": "yes"})
    staff.post(f"{QUEUE}?state=all", {"action": "delete_selected", "_selected_action": [bea.pk], "post": "yes"})

    assert not Endorsement.objects.exists()
    logged = [" ".join(map(str, row)) for row in LogEntry.objects.values_list()]
    assert len(logged) == 5
    assert not [row for row in logged if "Zyx" in row or "Velvet" in row]
    assert all("endorsement" in row for row in logged)


def test_no_message_repeats_a_name(staff, campaign):
    ana = make_endorsement(campaign, "Zyxana")
    send(staff, change(ana), "endorsement_form", "_decline")
    assert "Zyxana" not in staff.get("/staff/").content.decode()


def test_there_is_no_history_and_no_search(staff, campaign):
    assert not is_registered(Endorsement)
    assert "searchbar" not in staff.get(QUEUE).content.decode()


def test_nobody_adds_a_single_one(staff, campaign):
    assert staff.get(f"{QUEUE}add/").status_code == 403


def test_the_front_page_counts_what_waits(staff, campaign):
    for state in ("waiting", "waiting", "set-aside", "approved", "declined"):
        make_endorsement(campaign, state=state)

    page = read(staff, "/staff/")

    assert "2 endorsements waiting" in page.words
    assert "1 endorsement set aside" in page.words
    assert f"https://example.org{QUEUE}?state=set-aside" in page.addresses


def test_many_rows_are_as_many_queries(staff, campaign, django_assert_max_num_queries):
    for number in range(25):
        make_endorsement(make_campaign(f"campaign-{number}"), f"Ana {number}")
    with django_assert_max_num_queries(16):
        staff.get(QUEUE)


def test_an_onlooker_decides_nothing(onlooker, campaign):
    ana = make_endorsement(campaign, "Ana")
    assert onlooker.get(QUEUE).status_code == 200
    act(onlooker, "approve", ana)
    onlooker.post(change(ana), {"_approve": "1", "kind": "person", "shown_as": "full-name", "name": "Eve"})
    ana.refresh_from_db()
    assert (ana.name, ana.state) == ("Ana", "waiting")
    assert "_approve" not in onlooker.get(change(ana)).content.decode()


def test_nobody_reads_it_without_signing_in(client, campaign):
    assert client.get(QUEUE).status_code == 302
