"""Loading the shipped campaigns: again and again, never over what staff have changed, and after an older release."""

import pytest
import reversion
from django.core.management import CommandError, call_command
from reversion.models import Version

from campaigns.models import Campaign, CampaignWords, Step, StepWords
from campaigns.shipping import load_shipped_campaigns
from resources.loading import ContentError
from resources.models import Card, Page, Shipped
from resources.shipping import load_shipped_content
from tests.content import card, checked, toml
from tests.factories import make_campaign, make_page, put_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "campaigns"
    path.mkdir()
    return path


def ship(folder, slug="pay", steps=(), demand="Pay.", **fields):
    english = {"menu_title": "Sample", "title": "A sample", "lead": "", "demand": demand, "body": "<p>Why.</p>"}
    values = {
        "slug": slug, "order": 10, "standing": "going-on", "rests_on": [], **fields,
        "words": {"en": english}, "steps": list(steps),
    }  # fmt: skip
    (folder / f"{slug}.toml").write_text("".join(f"{key} = {toml(value)}\n" for key, value in values.items()))


def step(key, title="The step", spanish=None, **fields):
    words = {"en": {"title": title, "body": "<p>About it.</p>"}}
    if spanish:
        words["es"] = {"title": spanish, "body": "<p>Sobre ello.</p>"}
    return {"key": key, "jurisdiction": "california", "since": "2013", "words": words, **checked(), **fields}


def load(folder):
    return load_shipped_campaigns(folder)


# ── Campaigns and their steps ──────────────────────────────────────────────


def test_everything_is_loaded(folder):
    make_page("money", "rights")
    steps = [step("first", spanish="El paso", is_victory=True), step("second")]
    ship(folder, steps=steps, standing="won", rests_on=["/rights/money/"])

    load(folder)

    campaign = Campaign.objects.get()
    assert campaign.is_published()
    assert (campaign.slug, campaign.standing, campaign.source_words.demand) == ("pay", "won", "Pay.")
    assert [page.address for page in campaign.rests_on.all()] == ["rights/money/"]
    assert [(each.key, each.is_victory) for each in campaign.steps.all()] == [("first", True), ("second", False)]
    first = Step.objects.get(key="first")
    assert [source.url for source in first.sources.all()] == ["https://source.example/"]
    assert first.written_in == ["en", "es"]
    assert not first.words_in("es").is_behind


def test_a_second_load_changes_nothing(folder):
    make_page("money", "rights")
    ship(folder, steps=[step("first", spanish="El paso")], rests_on=["/rights/money/"])
    load(folder)

    counts = load(folder)

    assert {what for what, number in counts.items() if number} == {"unchanged"}


@pytest.mark.parametrize(("certainty", "published"), [("high", True), ("medium", False)])
def test_a_step_that_is_not_certain_enough_loads_as_a_draft(folder, certainty, published):
    ship(folder, steps=[step("first", certainty=certainty)])
    load(folder)

    assert Step.objects.get().is_published() is published


def test_what_nobody_has_touched_is_brought_up_to_date(folder):
    make_page("money", "rights")
    ship(folder, steps=[step("first")])
    load(folder)

    ship(folder, steps=[step("first", "Changed", since="2014")], standing="won", demand="New.", rests_on=["/rights/money/"])  # fmt: skip  # noqa: E501
    load(folder)

    campaign, first = Campaign.objects.get(), Step.objects.get()
    assert (campaign.standing, campaign.source_words.demand) == ("won", "New.")
    assert campaign.rests_on.count() == 1
    assert (first.since, first.source_words.title) == ("2014", "Changed")


def by_staff_standing():
    Campaign.objects.update(standing="paused")


def by_staff_words():
    CampaignWords.objects.update(demand="Theirs.")


def by_staff_step():
    Step.objects.update(since="2001")


def by_staff_step_words():
    StepWords.objects.update(title="Theirs")


def by_staff_pages():
    Campaign.objects.get().rests_on.add(make_page("theirs"))


def state():
    campaign, first = Campaign.objects.get(), Step.objects.get()
    return {
        by_staff_standing: campaign.standing,
        by_staff_words: campaign.source_words.demand,
        by_staff_step: first.since,
        by_staff_step_words: first.source_words.title,
        by_staff_pages: [page.address for page in campaign.rests_on.all()],
    }


@pytest.mark.parametrize(
    "change", [by_staff_standing, by_staff_words, by_staff_step, by_staff_step_words, by_staff_pages]
)
def test_what_staff_have_changed_stays_and_does_not_hold_up_the_rest(folder, change):
    ship(folder, steps=[step("first")])
    load(folder)
    change()
    theirs = state()[change]

    ship(folder, steps=[step("first", "Changed", since="2014")], standing="won", demand="New.")
    load(folder)

    new = {by_staff_standing: "won", by_staff_words: "New.", by_staff_step: "2014", by_staff_step_words: "Changed"}
    if change is by_staff_pages:
        # One unit: how it stands and what it rests on.
        new[by_staff_standing] = "going-on"
    assert state() == {by_staff_pages: [], **new, change: theirs}


def test_what_staff_have_removed_does_not_come_back(folder):
    ship(folder, steps=[step("first"), step("second")])
    load(folder)
    Step.objects.get(key="first").delete()
    load(folder)
    assert [each.key for each in Step.objects.all()] == ["second"]

    Campaign.objects.get().delete()
    load(folder)
    assert not Campaign.objects.exists()
    assert not Step.objects.exists()


def test_staff_may_be_first_with_a_campaign(folder):
    make_campaign("pay")
    ship(folder, steps=[step("first")])

    load(folder)

    assert Campaign.objects.get().source_words.title == "A sample campaign"
    assert not Step.objects.exists()


def test_a_page_that_staff_have_removed_is_no_reason_to_fail_or_to_write_again(folder):
    ship(folder, rests_on=["/rights/never-was/"])

    load(folder)

    assert load(folder)["unchanged"] == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"slug": "escorts"},
        {"standing": "lost"},
        {"demand": ""},
        {"steps": [step("first", jurisdiction="texas")]},
        {"steps": [step("first", since="2013-13")]},
        {"steps": [step("rape-law")]},
        {"steps": [{**step("first"), "certainty": "low"}]},
        {"steps": [{"key": "first"}]},
    ],
    ids=lambda bad: str(bad)[:40],
)
def test_a_bad_file_loads_nothing_and_says_where(folder, bad):
    ship(folder, "good")
    ship(folder, **bad)

    with pytest.raises(ContentError, match=r"pay|escorts"):
        load(folder)

    assert not Campaign.objects.exists()


def test_a_step_that_changes_leaves_its_campaign_whole_in_history(folder):
    ship(folder, steps=[step("first"), step("second")])
    load(folder)
    ship(folder, steps=[step("first", "Changed"), step("second")])

    with reversion.create_revision():
        load(folder)

    held = Version.objects.get_for_object(Campaign.objects.get())[0].revision.version_set
    assert {version.content_type.model for version in held.all()} >= {"campaign", "campaignwords", "step", "stepwords"}
    assert held.filter(content_type__model="step").count() == 2


# ── Retired: what a release no longer ships, and says so ───────────────────


@pytest.fixture
def previous(content_folder):
    """A page as the release before had it, with three cards, loaded."""
    spanish = {"en": card("kept")["words"]["en"], "es": {"heading": "", "title": "Otra", "body": "<p>Otra.</p>"}}
    content_folder.page("about", "won", cards=[card("gone"), card("kept", words=spanish), card("stays")])
    load_shipped_content(content_folder.path)
    return content_folder


def next_release(folder):
    folder.page("about", "won", cards=[card("stays")], retired=["gone", "kept"])
    return load_shipped_content(folder.path)


def keys():
    return sorted(each.key for each in Card.objects.all())


def test_what_is_retired_goes_when_nobody_has_touched_it(previous):
    counts = next_release(previous)

    assert keys() == ["stays"]
    assert (counts["retired"], counts["kept"]) == (2, 0)
    assert not Shipped.objects.filter(key__startswith="card:about/won#gone").exists()


def edit_facts(kept):
    kept.since = "2001"
    kept.save()


def edit_status(kept):
    kept.status = Card.Status.DRAFT
    kept.save()


def edit_words(kept):
    words = kept.translations.get(language_code="es")
    words.title = "De ellas"
    words.save()


def add_a_source(kept):
    kept.sources.create(title="Theirs", url="https://staff.example/", order=9)


def remove_a_language(kept):
    kept.translations.get(language_code="es").delete()


def add_a_language(kept):
    put_words(kept, {"vi": {"title": "Khác", "body": "<p>Khác.</p>"}})


def review(kept):
    words = kept.translations.get(language_code="es")
    words.reviewed_on = kept.checked_on
    words.save()


@pytest.mark.parametrize(
    "change", [edit_facts, edit_status, edit_words, add_a_source, remove_a_language, add_a_language, review]
)
def test_what_is_retired_stays_once_staff_have_touched_any_of_it(previous, change):
    change(Card.objects.get(key="kept"))

    counts = next_release(previous)
    next_release(previous)

    assert keys() == ["kept", "stays"]
    assert (counts["retired"], counts["kept"]) == (1, 1)


def test_what_is_retired_and_brought_back_from_history_is_theirs(previous):
    with reversion.create_revision():
        reversion.add_to_revision(Page.objects.get())
    version = Version.objects.get_for_object(Page.objects.get())[0]
    next_release(previous)

    version.revision.revert()
    next_release(previous)

    assert keys() == ["gone", "kept", "stays"]


def test_retiring_what_was_never_there_is_nothing(content_folder):
    content_folder.page("about", "won", cards=[card("stays")], retired=["gone", "kept"])

    counts = load_shipped_content(content_folder.path)

    assert counts["retired"] == 0
    assert keys() == ["stays"]


def test_a_page_whose_cards_retire_is_whole_in_history(previous):
    with reversion.create_revision():
        next_release(previous)

    held = Version.objects.get_for_object(Page.objects.get())[0].revision.version_set
    assert held.filter(content_type__model="card").count() == 1


def test_a_step_retires_too(folder):
    ship(folder, steps=[step("first"), step("second")])
    load(folder)
    ship(folder, steps=[step("second")], retired=["first"])

    load(folder)

    assert [each.key for each in Step.objects.all()] == ["second"]


# ── The command ────────────────────────────────────────────────────────────


def test_the_command_loads_pages_first_and_campaigns_after(capsys):
    call_command("load_content")

    campaign = Campaign.objects.get(slug="compensation")
    assert [page.address for page in campaign.rests_on.all()] == ["rights/compensation/"]
    assert "retired" in capsys.readouterr().out


def test_a_bad_campaign_loads_no_page_either(folder, monkeypatch):
    (folder / "pay.toml").write_text("slug = ")
    monkeypatch.setattr(
        "idpwsp.management.commands.load_content.load_shipped_campaigns", lambda: load_shipped_campaigns(folder)
    )

    with pytest.raises(CommandError, match=r"^pay\.toml: "):
        call_command("load_content")

    assert not Page.objects.exists()
