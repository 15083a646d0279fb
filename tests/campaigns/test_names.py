"""Who has signed: on the campaign's page, and the whole list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, Endorsement
from tests.factories import make_campaign, make_endorsement
from tests.markup import Document, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(organisation) -> Campaign:
    return make_campaign()


def approved(campaign, name="", **fields):
    return make_endorsement(campaign, name, state="approved", **fields)


def names(page: Document) -> list[str]:
    (found,) = (each for each in page.all("ul") if each.get("class") == "names")
    return ["".join(item.itertext()).strip() for item in found]


def crowd(campaign, number: int) -> None:
    people = [
        Endorsement(
            campaign=campaign, name=f"N{each:04}", name_key=f"n{each:04}", shown_as="full-name", state="approved",
            language_code="en",
        )
        for each in range(number)
    ]  # fmt: skip
    Endorsement.objects.bulk_create(people)


def test_the_campaign_shows_groups_first_then_people_each_in_order(client, campaign):
    for name in ("Zoë", "álvaro", "Bea"):
        approved(campaign, name)
    approved(campaign, kind="group", shown_as="group-only", organisation="A union")
    approved(campaign, "Ruby", organisation="A union", shown_as="working-name")

    for address in ("/campaigns/sample/", "/endorse/sample/names/"):
        assert names(read(client, address)) == ["A union", "álvaro", "Bea", "Ruby, A union", "Zoë"]


def test_a_person_with_only_an_organization_does_not_pass_for_the_organization(client, campaign):
    approved(campaign, shown_as="group-only", organisation="A union")
    assert names(read(client, "/endorse/sample/names/")) == ["Somebody from A union"]


@pytest.mark.parametrize(
    ("people", "groups", "hidden", "said"),
    [
        (2, 3, 0, "2 people and 3 groups have signed."),
        (1, 1, 0, "1 person and 1 group have signed."),
        (1, 0, 0, "1 person has signed."),
        (0, 2, 0, "2 groups have signed."),
        (2, 0, 1, "3 people have signed. 1 of them is counted, but not shown."),
        (0, 1, 2, "2 people and 1 group have signed. 2 of them are counted, but not shown."),
    ],
)
def test_the_count_is_honest(client, campaign, people, groups, hidden, said):
    for number in range(people):
        approved(campaign, f"Ana {number}")
    for number in range(groups):
        approved(campaign, f"Union {number}", kind="group")
    for _number in range(hidden):
        approved(campaign, shown_as="not-shown")
    for state in ("waiting", "set-aside", "declined"):
        make_endorsement(campaign, f"Not {state}", state=state)
    approved(make_campaign("other"), "Elsewhere")

    for address in ("/campaigns/sample/", "/endorse/sample/names/"):
        page = read(client, address)
        assert said in page.main
        assert "Not " not in page.main
        assert "Elsewhere" not in page.main


def test_without_signatures_there_is_only_the_way_to_sign(client, campaign):
    page = read(client, "/campaigns/sample/")
    assert "https://example.org/endorse/sample/" in page.addresses
    assert "signed." not in page.main
    assert "Nobody stands here yet." in page.main
    Campaign.objects.update(takes_endorsements=False)
    assert "signed" not in read(client, "/campaigns/sample/").main


def test_of_many_the_campaign_shows_forty_and_leads_to_all(client, campaign):
    crowd(campaign, 41)
    page = read(client, "/campaigns/sample/")
    assert len(names(page)) == 40
    assert "All 41 names" in page.main
    assert "https://example.org/endorse/sample/names/" in page.addresses


def test_the_list_has_pages(client, campaign):
    crowd(campaign, 250)
    assert len(names(read(client, "/endorse/sample/names/"))) == 100
    last = read(client, "/endorse/sample/names/?page=3")
    assert names(last)[-1] == "N0249"
    for number in ("4", "0", "-1", "x", "²"):
        assert client.get("/endorse/sample/names/", {"page": number}).status_code == 404


def test_names_are_not_found_by_search_engines_on_the_list(client, campaign):
    assert read(client, "/endorse/sample/names/").meta("robots") == "noindex"


def test_a_name_that_turns_the_direction_stays_by_itself(client, campaign):
    approved(campaign, "\u202eفاطمة\u202e")
    page = read(client, "/endorse/sample/names/")
    assert page.errors == []
    assert len(page.all("bdi")) == 1


@pytest.mark.parametrize("address", ["/campaigns/sample/", "/endorse/sample/names/"])
def test_thousands_are_as_many_queries_and_within_the_budget(client, campaign, address, django_assert_num_queries):
    crowd(campaign, 1)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    crowd(campaign, 3000)
    with django_assert_num_queries(len(few)):
        response = client.get(address, headers={"accept-encoding": "gzip"})
    assert len(response.content) < 14 * 1024


# ── The sheet to print ─────────────────────────────────────────────────────


def test_the_sheet_has_the_demand_the_choices_and_fifteen_lines(client, campaign):
    page = read(client, "/endorse/sample/sheet/")
    assert page.errors == []
    assert page.headings[0] == (1, "What we ask for.")
    assert len(page.first("tbody")) == 15
    for said in ("F full name", "C counted but not shown", "What is kept", "To take yours back, call us: 415-555-0100"):
        assert said in page.main
    assert read(client, "/es/endorse/sample/sheet/").language == "es"


def test_a_closed_campaign_has_no_sheet(client, campaign):
    Campaign.objects.update(takes_endorsements=False)
    assert client.get("/endorse/sample/sheet/").status_code == 410
