"""Typing in a paper sheet: quickly, without losing a line, and with doubles pointed out."""

import pytest
from django.contrib.admin.models import LogEntry

from campaigns.models import Endorsement
from campaigns.signing import LINES
from tests.admin_forms import fields_of
from tests.factories import make_campaign, make_endorsement
from tests.markup import Document, read, text

pytestmark = pytest.mark.django_db

SHEET = "/staff/campaigns/endorsement/sheet/"


@pytest.fixture
def campaign(organisation):
    return make_campaign()


def enter(staff, campaign, *lines: dict, button: str = "_next"):
    """Type lines into the empty table and press a button."""
    data = fields_of(staff.get(SHEET).content.decode(), "sheet_form")
    for number, line in enumerate(lines):
        data |= {f"line-{number}-{name}": value for name, value in line.items()}
    return staff.post(SHEET, {**data, "campaign": campaign.pk if campaign else "", button: "1"})


def line(name: str = "", shown_as: str = "full-name", **fields: str) -> dict:
    return {"name": name, "shown_as": shown_as, **fields}


def row(response, number: int) -> str:
    """A line of the table as it came back."""
    assert response.status_code == 422
    assert not Endorsement.objects.filter(is_from_paper=True).exists()
    return text(Document(response.content.decode()).first("tbody")[number])


def test_it_works(staff, client, campaign):
    response = enter(
        staff,
        campaign,
        line("Ana Díaz"),
        line(shown_as="not-shown"),
        line(shown_as="not-shown"),
        line("Ruby", "working-name", organisation="A union"),
        line(shown_as="group-only", organisation="Another union", kind="group"),
    )

    assert (response.status_code, response.url) == (302, f"{SHEET}?campaign={campaign.pk}")
    page = read(client, "/endorse/sample/names/").main
    assert "4 people and 1 group have signed. 2 of them are counted, but not shown." in page
    assert "Ruby, A union" in page
    for each in Endorsement.objects.all():
        assert (each.is_from_paper, each.state) == (True, "approved")
        assert each.decided_on


def test_the_table_has_as_many_empty_lines_as_the_printed_sheet(staff, campaign):
    page = read(staff, SHEET)
    assert len(page.first("tbody")) == LINES
    names = [each for each in page.all("input") if (each.get("name") or "").endswith("-name")]
    assert not [each for each in names if each.get("value")]


def test_the_next_sheet_is_of_the_same_campaign_and_ready_to_type(staff, campaign):
    response = enter(staff, campaign, line("Ana"))

    page = read(staff, response.url)
    assert "1 signature entered." in page.words
    chosen = [each.get("value") for each in page.all("option") if each.get("selected") is not None]
    assert str(campaign.pk) in chosen
    assert [each.get("name") for each in page.elements if each.get("autofocus") is not None] == ["line-0-name"]


def test_enter_means_the_next_sheet(staff, campaign):
    buttons = [each for each in read(staff, SHEET).all("input") if each.get("type") == "submit"]
    assert [each.get("name") for each in buttons][-2:] == ["_next", "_save"]
    assert enter(staff, campaign, line("Ana"), button="_save").url.endswith("/endorsement/?state=approved")


def test_empty_lines_between_are_skipped(staff, campaign):
    enter(staff, campaign, line("Ana"), {}, {}, line("Bea"))
    assert [each.name for each in Endorsement.objects.all()] == ["Ana", "Bea"]


def test_of_who_is_only_counted_no_name_is_kept(staff, campaign):
    enter(staff, campaign, line("Ana Díaz", "not-shown", organisation="A union"))
    assert Endorsement.objects.get().shown_name == ""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (line("Ana", ""), "Choose how this line is shown."),
        (line(""), "Write the name to show"),
        (line("Ana", "group-only"), "Write the name of the organization"),
        (line("Ana Díaz", "initials"), "more than initials"),
        (line("x" * 121), "at most 120 characters"),
    ],
)
def test_an_error_keeps_every_line_and_stores_none(staff, campaign, wrong, message):
    response = enter(staff, campaign, line("Zoë"), {}, wrong)

    assert message in row(response, 2)
    kept = fields_of(response.content.decode(), "sheet_form")
    assert kept["line-0-name"] == "Zoë"
    assert kept["line-2-name"] == wrong["name"]
    assert kept["campaign"] == str(campaign.pk)


def test_without_a_campaign_every_line_is_kept(staff, campaign):
    response = enter(staff, None, line("Zoë"))
    assert response.status_code == 422
    assert fields_of(response.content.decode(), "sheet_form")["line-0-name"] == "Zoë"
    assert not Endorsement.objects.exists()


# ── Doubles ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", ["approved", "waiting"])
def test_a_line_that_looks_like_a_double_is_pointed_out_and_entered_with_a_tick(staff, campaign, state):
    make_endorsement(campaign, "Ana Díaz", state=state)

    response = enter(staff, campaign, line("Bea"), line("ana diaz"))
    assert "This name is there already." in row(response, 1)
    assert "Enter it anyway" not in row(response, 0)

    enter(staff, campaign, line("Bea"), line("ana diaz", is_another="on"))
    assert Endorsement.objects.filter(is_from_paper=True).count() == 2


def test_the_same_name_twice_on_a_sheet_is_pointed_out(staff, campaign):
    response = enter(staff, campaign, line("Ana"), line("Bea"), line("ANA"))
    assert "On this sheet twice." in row(response, 2)
    assert "twice" not in row(response, 0)


def test_many_who_are_only_counted_are_no_doubles(staff, campaign):
    make_endorsement(campaign, "", shown_as="not-shown", state="approved")
    enter(staff, campaign, *[line(shown_as="not-shown")] * LINES)
    assert Endorsement.objects.count() == LINES + 1


# ── Who may, and what is noted ─────────────────────────────────────────────


def test_the_log_names_numbers_only(staff, campaign):
    enter(staff, campaign, line("Zyxana", organisation="The Velvet Union"), line("Zyxbea"))
    logged = [" ".join(map(str, each)) for each in LogEntry.objects.values_list()]
    assert len(logged) == 2
    assert not [each for each in logged if "Zyx" in each or "Velvet" in each]


def test_the_queue_leads_to_it(staff, campaign):
    assert f"https://example.org{SHEET}" in read(staff, "/staff/campaigns/endorsement/").addresses


def test_an_onlooker_may_not(onlooker, campaign):
    assert onlooker.get(SHEET).status_code == 403
    assert SHEET not in onlooker.get("/staff/campaigns/endorsement/").content.decode()


def test_nobody_may_without_signing_in(client, campaign):
    assert client.get(SHEET).status_code == 302
    assert client.post(SHEET, {"campaign": campaign.pk}).status_code in (302, 403)
    assert not Endorsement.objects.exists()


def test_a_form_without_lines_is_no_fault(staff, campaign):
    response = staff.post(f"{SHEET}?campaign={campaign.pk}", {"campaign": campaign.pk})

    assert response.status_code == 422
    assert not Endorsement.objects.exists()
