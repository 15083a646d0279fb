"""Staff edit a campaign with its steps, in every language, and take changes back."""

import pytest
import reversion
from django.utils import timezone

from campaigns.models import Campaign, Step
from resources.models import Section
from tests.admin_forms import fields_of, send
from tests.factories import make_campaign, make_page, make_step, page_words
from tests.markup import Document

pytestmark = pytest.mark.django_db

ADD = "/staff/campaigns/campaign/add/"


@pytest.fixture
def campaign(organisation) -> Campaign:
    with reversion.create_revision():
        words = {
            "en": page_words(menu_title="Money", title="Money for all", demand="Pay her."),
            "es": page_words(menu_title="Dinero", title="Dinero para todas", demand="Páguenle."),
        }
        campaign = make_campaign("money", words)
        make_step(campaign, "first", sources=2, since="2013")
        make_step(campaign, "second", {"en": {"title": "Claims reopen", "body": "<p>Then.</p>"}}, since="2014")
        reversion.add_to_revision(campaign)
    return campaign


def change(campaign: Campaign, language: str = "en") -> str:
    return f"/staff/campaigns/campaign/{campaign.pk}/change/?language={language}"


def save(staff, campaign, language="en", **changes):
    response = send(staff, change(campaign, language), "campaign_form", **changes)
    assert response.status_code == 302, Document(response.content.decode()).words
    return Campaign.objects.get(pk=campaign.pk)


def history(staff, campaign) -> Document:
    return Document(staff.get(f"/staff/campaigns/campaign/{campaign.pk}/history/").content.decode())


def press(staff, campaign, target: str):
    """The first button of the history that takes this back."""
    button = next(each for each in history(staff, campaign).all("button") if (each.get("value") or "").endswith(target))
    address = f"/staff/campaigns/campaign/{campaign.pk}/history/"
    revision = reversion.models.Version.objects.get_for_object(campaign).first().revision_id
    return staff.post(address, {"revision": revision, "what": button.get("value")}, follow=True)


# ── Writing ────────────────────────────────────────────────────────────────


def test_a_campaign_is_begun_with_a_step_and_its_sources(staff, client):
    step = {
        "steps-TOTAL_FORMS": "1", "steps-0-title": "The rule falls", "steps-0-body": "<p>It fell.</p>",
        "steps-0-key": "rule-falls", "steps-0-since": "2013-12-12", "steps-0-jurisdiction": "california",
        "steps-0-sources_as_text": "The board https://board.example/1", "steps-0-is_victory": "on",
        "steps-0-certainty": "high", "steps-0-checked_on": "2026-11-01", "steps-0-checked_against": "source",
        "steps-0-check_due": "2027-11-01", "steps-0-status": "published",
    }  # fmt: skip
    response = send(
        staff, ADD, "campaign_form", menu_title="Money", title="Money for all", demand="Pay her.",
        slug="money", standing="won", status="published", **step,
    )  # fmt: skip
    assert response.status_code == 302, Document(response.content.decode()).words
    made = Campaign.objects.get()
    assert made.dated == timezone.localdate()
    assert made.steps.get().sources.get().url == "https://board.example/1"
    assert "Money for all" in client.get("/campaigns/money/").content.decode()


def test_a_translation_asks_for_words_alone_and_shows_the_english(staff, campaign):
    html = staff.get(change(campaign, "es")).content.decode()
    fields = fields_of(html, "campaign_form")
    assert not {"slug", "standing", "rests_on", "steps-0-since", "steps-0-sources_as_text"} & set(fields)
    assert "Claims reopen" in Document(html).words
    save(staff, campaign, "es", demand="Que le paguen.", **{"steps-1-title": "Se reabre", "steps-1-body": "<p>Sí.</p>"})
    assert campaign.translations.get(language_code="es").demand == "Que le paguen."
    assert campaign.steps.get(key="second").translations.get(language_code="es").title == "Se reabre"


def test_the_pages_it_rests_on_are_ticked(staff, campaign):
    page = make_page("wages", Section.FACTS)
    assert list(save(staff, campaign, rests_on=[str(page.pk)]).rests_on.all()) == [page]


def test_an_address_that_readers_may_have_kept_is_shown(staff, campaign):
    save(staff, campaign, slug="wages")
    assert "/campaigns/money/" in Document(staff.get(change(campaign)).content.decode()).words


def test_a_colleague_who_was_faster_is_not_written_over(staff, campaign):
    opened = fields_of(staff.get(change(campaign)).content.decode(), "campaign_form")
    save(staff, campaign, demand="Pay her now.", **{"steps-1-title": "Hers"})
    response = staff.post(change(campaign), {**opened, "demand": "Pay me.", "_save": "1"})
    words = Document(response.content.decode()).words
    assert "saved while you were writing" in words
    assert "Pay her now." in words
    sent = fields_of(response.content.decode(), "campaign_form")
    assert (sent["demand"], sent["steps-1-title"]) == ("Pay me.", "Hers")
    assert Campaign.objects.get().source_words.demand == "Pay her now."


# ── Taking back ────────────────────────────────────────────────────────────


def test_a_change_of_words_is_taken_back(staff, campaign):
    save(staff, campaign, demand="Pay her now.")
    assert "her now." in history(staff, campaign).words
    press(staff, campaign, ":demand")
    assert Campaign.objects.get().source_words.demand == "Pay her."


def test_what_a_step_says_and_names_as_its_sources_is_taken_back(staff, campaign):
    save(
        staff, campaign,
        **{"steps-0-since": "2012", "steps-0-sources_as_text": "Another https://another.example/"},
    )  # fmt: skip
    words = history(staff, campaign).words
    assert "Step “The step first”" in words
    press(staff, campaign, ":since")
    step = campaign.steps.get(key="first")
    assert step.since == "2013"
    save(staff, campaign, **{"steps-0-sources_as_text": "A third https://third.example/"})
    press(staff, campaign, ":lines")
    assert step.sources.get().url == "https://another.example/"


def test_the_pages_it_rested_on_are_brought_back(staff, campaign):
    first, second = make_page("one", Section.FACTS), make_page("two", Section.FACTS)
    save(staff, campaign, rests_on=[str(first.pk)])
    save(staff, campaign, rests_on=[str(second.pk)])
    press(staff, campaign, ":rests_on")
    assert list(campaign.rests_on.all()) == [first]


def test_a_step_that_was_removed_comes_back_with_its_sources(staff, campaign):
    save(staff, campaign, **{"steps-0-DELETE": "on"})
    document = Document(staff.get("/staff/deleted/").content.decode())
    assert "Step: The step first" in document.words
    version = next(each.get("value") for each in document.all("button") if each.get("name") == "version")
    response = staff.post("/staff/deleted/", {"version": version}, follow=True)
    assert response.redirect_chain[-1][0] == f"/staff/campaigns/campaign/{campaign.pk}/change/"
    assert campaign.steps.get(key="first").sources.count() == 2


def test_a_campaign_that_was_deleted_comes_back_whole(staff, campaign, client):
    staff.post(f"/staff/campaigns/campaign/{campaign.pk}/delete/", {"post": "yes"})
    assert client.get("/campaigns/money/").status_code == 410
    document = Document(staff.get("/staff/deleted/").content.decode())
    assert "Campaign: Money" in document.words
    version = next(each.get("value") for each in document.all("button") if each.get("name") == "version")
    staff.post("/staff/deleted/", {"version": version})
    assert client.get("/es/campaigns/money/").status_code == 200
    assert Step.objects.count() == 2


# ── Checking ───────────────────────────────────────────────────────────────


def test_a_step_is_checked_today(staff, campaign):
    step = campaign.steps.get(key="second")
    due = timezone.localdate() + timezone.timedelta(days=100)
    page = Document(staff.get(f"/staff/checked/step/{step.pk}/").content.decode())
    assert "Then." in page.words
    assert f"https://example.org/staff/campaigns/campaign/{campaign.pk}/change/#steps-1" in page.addresses
    fields = {"compared_with": str(step.sources.get().pk), "check_due": due.isoformat()}
    assert staff.post(f"/staff/checked/step/{step.pk}/", fields).status_code == 302
    step.refresh_from_db()
    assert (step.checked_on, step.check_due) == (timezone.localdate(), due)
    assert "compared with Source 0 of second" in history(staff, campaign).words


# ── The list ───────────────────────────────────────────────────────────────


def test_the_list_says_how_it_stands_and_filters_by_it(staff, campaign):
    make_campaign("won", {"en": page_words(menu_title="Done", demand="It.")}, standing=Campaign.Standing.WON)
    everything = Document(staff.get("/staff/campaigns/campaign/").content.decode()).words
    assert "Money" in everything
    assert "Done" in everything
    won = Document(staff.get("/staff/campaigns/campaign/?standing__exact=won").content.decode())
    assert "Money" not in won.words
    found = Document(staff.get("/staff/campaigns/campaign/?q=for+all").content.decode()).words
    assert "Money" in found


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_step_without_a_date_is_refused(staff, campaign):
    response = send(staff, change(campaign), "campaign_form", **{"steps-0-since": ""})
    assert "This field is required" in response.content.decode()
    assert campaign.steps.get(key="first").since == "2013"


def test_a_short_title_that_gives_a_reader_away_is_refused(staff, campaign):
    response = send(staff, change(campaign), "campaign_form", menu_title="Sex work")
    assert response.status_code == 200
    assert campaign.translations.get(language_code="en").menu_title == "Money"


def test_the_address_of_another_campaign_is_refused(staff, campaign):
    make_campaign("taken")
    response = send(staff, change(campaign), "campaign_form", slug="taken")
    assert "already exists" in response.content.decode()


def test_nobody_gets_in_without_signing_in(client, campaign):
    assert client.get(change(campaign)).status_code == 302
