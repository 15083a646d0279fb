"""Search finds campaigns with their steps, news and events, each at its place and in its time."""

from datetime import date

import pytest
from django.core.management import call_command

from campaigns.models import Campaign, Correction, Endorsement, Reply, Step
from idpwsp.search.models import Entry
from resources.models import Picture
from tests.campaigns.finding import DAY, NOON, TODAY, above, entries, found, zebra
from tests.factories import (
    make_article,
    make_campaign,
    make_date,
    make_event,
    make_page,
    make_picture,
    make_step,
    page_words,
    put_words,
)
from tests.markup import Document

pytestmark = pytest.mark.django_db

MAKERS = {"campaigns": make_campaign, "news": make_article, "events": make_event}
EACH_KIND = pytest.mark.parametrize("folder", MAKERS)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOON, tick=False)


# ── All three ──────────────────────────────────────────────────────────────


@EACH_KIND
def test_a_story_is_found_by_each_of_its_words_and_by_what_staff_say_that_people_search_for(folder):
    MAKERS[folder]("stripes", words=zebra(lead="Giraffes too.", body="<p>And a <b>rhino</b>.</p>", search_words="john"))

    for query in ("zebra", "giraffes", "rhino", "sample", "john"):
        assert found(query) == [f"/{folder}/stripes/"], query
    (entry,) = entries("john")
    assert "john" not in entry.title + entry.text + entry.above


@EACH_KIND
def test_each_language_finds_its_own_words_at_its_own_address(folder):
    story = MAKERS[folder]("stripes", words=zebra())
    put_words(story, {"es": page_words(title="La cebra")})

    assert found("cebra", "es") == [f"/es/{folder}/stripes/"]
    assert found("cebra") == found("zebra", "es") == []


@EACH_KIND
def test_changed_words_are_found_and_the_old_ones_no_longer(folder):
    story = MAKERS[folder]("stripes", words=zebra())
    words = story.translations.get()
    words.title = "The giraffe"
    words.save()

    assert found("giraffe") == [f"/{folder}/stripes/"]
    assert found("zebra") == []


@EACH_KIND
def test_a_story_that_moves_is_found_at_its_new_address(folder):
    story = MAKERS[folder]("stripes", words=zebra())
    story.slug = "elsewhere"
    story.save()

    assert found("zebra") == [f"/{folder}/elsewhere/"]


@EACH_KIND
def test_a_draft_and_what_was_deleted_are_not_found(folder):
    story = MAKERS[folder]("stripes", words=zebra())
    MAKERS[folder]("draft", words=zebra(), status=Campaign.Status.DRAFT)
    assert found("zebra") == [f"/{folder}/stripes/"]

    story.delete()

    assert found("zebra") == []
    assert not Entry.objects.exists()


@EACH_KIND
def test_a_schedule_needs_nobody_to_keep_it(folder):
    MAKERS[folder]("stripes", words=zebra(), publish_at=NOON + DAY, unpublish_at=NOON + 2 * DAY)

    assert found("zebra") == []
    assert found("zebra", at=NOON + DAY) == [f"/{folder}/stripes/"]
    assert found("zebra", at=NOON + 2 * DAY) == []


@EACH_KIND
def test_it_is_found_with_its_picture_also_after_a_new_file(client, organisation, settings, tmp_path, folder):
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = make_picture()
    MAKERS[folder]("stripes", words=zebra(), picture=picture)

    def shown():
        document = Document(client.post("/search/", {"q": "zebra"}).content.decode())
        return [each.get("src") for each in document.all("img")]

    (first,) = shown()
    assert client.get(first).status_code == 200
    other = make_picture()
    Picture.objects.filter(pk=other.pk).delete()
    picture.token = other.token
    picture.save()
    assert shown() not in ([], [first])


@EACH_KIND
def test_the_name_of_the_room_finds_what_is_in_it(folder):
    MAKERS[folder]("stripes", words=zebra())

    assert found(folder) == [f"/{folder}/stripes/"]


def test_replies_and_endorsements_are_in_no_search():
    campaign = make_campaign()
    Reply.objects.create(campaign=campaign, name="Zebra", text="Zebra", state=Reply.State.APPROVED)
    Endorsement.objects.create(
        campaign=campaign, shown_as=Endorsement.ShownAs.FULL_NAME, name="Zebra", state=Endorsement.State.APPROVED
    )
    call_command("rebuild_search", verbosity=0)

    assert found("zebra") == []


def test_pages_come_first_then_what_is_coming_then_news_and_last_what_is_over():
    make_event("before", TODAY - 3 * DAY, zebra())
    make_event("long-before", TODAY - 30 * DAY, zebra())
    make_article("older", zebra(), dated=TODAY - 9 * DAY)
    make_article("newer", zebra(), dated=TODAY)
    make_event("later", TODAY + 9 * DAY, zebra())
    make_event("soon", TODAY + DAY, zebra())
    make_campaign("stripes", zebra())
    make_page("about-it", "about", zebra())
    make_page("fact", "facts", zebra(), order=900)

    assert found("zebra") == [
        "/facts/fact/", "/campaigns/stripes/", "/about/about-it/",
        "/events/soon/", "/events/later/", "/news/newer/", "/news/older/",
        "/events/before/", "/events/long-before/",
    ]  # fmt: skip


# ── Campaigns ──────────────────────────────────────────────────────────────


def test_the_demand_and_what_one_can_do_find_the_campaign():
    make_campaign("stripes", zebra(demand="Free the giraffe.", action="<p>Call the rhino.</p>"))

    assert found("giraffe") == found("rhino") == ["/campaigns/stripes/"]


@pytest.mark.parametrize(
    ("standing", "says"), [("going-on", "Campaigns"), ("won", "Campaigns / Won"), ("paused", "Campaigns / Paused")]
)
def test_a_result_says_how_a_campaign_stands(standing, says):
    make_campaign("stripes", zebra(), standing=standing)

    assert above("zebra") == [says]


@pytest.mark.parametrize("is_victory", [True, False])
def test_a_step_is_found_at_its_place_on_its_campaign(is_victory):
    campaign = make_campaign("stripes", zebra())
    make_step(campaign, "repeal", is_victory=is_victory, since="2013-12-12")

    assert found("repeal") == ["/campaigns/stripes/#repeal"]
    assert above("repeal") == ["Campaigns / Sample / 2013"]


def test_words_of_its_campaign_count_for_a_step():
    make_step(make_campaign("stripes", zebra()), "repeal")

    assert found("zebra repeal") == ["/campaigns/stripes/#repeal"]


def test_changed_words_of_a_step_are_found():
    make_step(make_campaign("stripes"), "repeal")
    words = Step.objects.get().translations.get()
    words.title = "The giraffe"
    words.save()

    assert found("giraffe") == ["/campaigns/stripes/#repeal"]
    assert found("the step repeal") == []


def test_a_step_that_is_a_draft_or_of_another_time_than_its_campaign_is_not_found():
    campaign = make_campaign("stripes", unpublish_at=NOON + DAY)
    make_step(campaign, "draft", status=Step.Status.DRAFT)
    make_step(campaign, "later", publish_at=NOON + 2 * DAY)

    assert found("step") == found("step", at=NOON + 3 * DAY) == []


def test_nothing_of_an_unpublished_campaign_is_found():
    campaign = make_campaign("stripes", zebra())
    make_step(campaign, "repeal", is_victory=True)
    assert found("repeal")
    campaign.status = Campaign.Status.DRAFT
    campaign.save()

    assert found("repeal") == found("zebra") == []


def test_a_step_without_words_in_a_language_is_not_found_in_it():
    campaign = make_campaign("stripes", {"en": page_words(), "es": page_words(title="La cebra")})
    make_step(campaign, "repeal")

    assert found("repeal", "es") == []
    assert found("cebra", "es") == ["/es/campaigns/stripes/"]


# ── News ───────────────────────────────────────────────────────────────────


def test_a_result_says_of_which_day_an_article_is():
    make_article("stripes", zebra(), dated=date(2026, 3, 1))

    assert above("zebra") == ["News / March 1, 2026"]


def test_what_was_corrected_is_found():
    article = make_article("stripes")
    correction = Correction.objects.create(article=article)
    put_words(correction, {"en": {"text": "It was a zebra."}})
    assert found("zebra") == ["/news/stripes/"]

    words = correction.translations.get()
    words.text = "It was a giraffe."
    words.save()
    assert found("giraffe") == ["/news/stripes/"]

    correction.delete()
    assert found("giraffe") == []


def test_an_article_that_is_yet_to_appear_has_its_day(time_machine):
    make_article("stripes", zebra(), publish_at=NOON + DAY)

    assert above("zebra", at=NOON + DAY) == ["News / Nov. 23, 2026"]


# ── The index ──────────────────────────────────────────────────────────────


def test_the_command_makes_the_same_index_again():
    make_step(make_campaign(), "repeal")
    put_words(Correction.objects.create(article=make_article()), {"en": {"text": "It was a zebra."}})
    make_date(make_event(), TODAY)
    found("zebra")
    fields = [field.name for field in Entry._meta.fields if field.name != "id"]
    before = sorted(Entry.objects.values_list(*fields), key=str)

    call_command("rebuild_search", verbosity=0)

    assert sorted(Entry.objects.values_list(*fields), key=str) == before
    assert {name for name, *_rest in before} == {"campaigns", "news", "events"}
