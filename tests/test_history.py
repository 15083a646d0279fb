"""The history of a thing, as staff see it: who changed what, word by word, and taking any of it back."""

import pytest
import reversion
from django.contrib.auth.models import User
from reversion.models import Revision

from resources.models import Card, Page, Section
from tests.admin_forms import change, send
from tests.conftest import Reader
from tests.factories import make_card, make_need, make_page, make_service
from tests.markup import Document

pytestmark = pytest.mark.django_db


def history(thing) -> str:
    return f"/staff/resources/{thing._meta.model_name}/{thing.pk}/history/"


def told(staff, thing) -> str:
    return Document(staff.get(history(thing)).content.decode()).words


def compared(staff, thing) -> list[tuple[str, str]]:
    """(tag, words) of everything that is marked as gone or new."""
    document = Document(staff.get(history(thing)).content.decode())
    return [(each.tag, "".join(each.itertext()).strip()) for each in document.elements if each.tag in ("del", "ins")]


def press(staff, thing, label: str, nth: int = 0):
    """Press the button whose full name (with what only screen readers are told) has these words."""
    document = Document(staff.get(history(thing)).content.decode())
    found = [
        (form, button)
        for form in document.all("form")
        for button in form.iter("button")
        if label in " ".join("".join(button.itertext()).split())
    ]
    form, button = found[nth]
    fields = {each.get("name"): each.get("value") for each in form.iter("input")}
    return staff.post(history(thing), {**fields, button.get("name"): button.get("value")}, follow=True)


# ── What it says ───────────────────────────────────────────────────────────


def test_it_says_who_changed_which_words(staff, rights):
    send(staff, change(rights), "page_form", title="Money after a theft")
    assert compared(staff, rights) == [("del", "crime"), ("ins", "theft")]
    words = told(staff, rights)
    assert "maria" in words
    assert "Words in English" in words
    assert "Heading" in words


def test_it_shows_a_changed_card_its_sources_and_its_dates(staff, rights):
    send(
        staff, change(rights), "page_form",
        **{"cards-0-title": "Three years", "cards-0-since": "2013", "cards-0-sources_as_text": "Law https://law.example/"},
    )  # fmt: skip
    words = told(staff, rights)
    assert "Card “Three years”" in words
    assert "Since 2013" in words
    assert ("ins", "Law https://law.example/") in compared(staff, rights)


def test_it_shows_a_translation_that_came_later(staff, rights):
    rights.translations.filter(language_code="es").delete()
    send(staff, change(rights), "page_form")
    send(staff, change(rights, "es"), "page_form", menu_title="Dinero", title="Dinero", body="<p>Siete años</p>")
    words = told(staff, rights)
    assert "Words in Spanish added" in words
    assert "Siete años" in words


def test_it_shows_what_was_published_and_when_it_appears(staff, rights):
    send(staff, change(rights), "page_form", status="draft", publish_at_0="2027-03-01", publish_at_1="09:00:00")
    words = told(staff, rights)
    assert "Published" in words
    assert "Draft" in words
    assert "March 1, 2027" in words


def test_a_service_and_our_own_details_have_a_history_too(staff, organisation):
    service = make_service(make_need(), phone="800-777-9229")
    send(staff, change(service), "service_form", summary="First.")
    send(staff, change(service), "service_form", phone="800-777-0000")
    assert compared(staff, service) == [("del", "800-777-9229"), ("ins", "800-777-0000")]
    send(staff, change(organisation), "organisation_form", phone="415-555-0100")
    send(staff, change(organisation), "organisation_form", phone="415-626-4114")
    assert ("ins", "415-626-4114") in compared(staff, organisation)


def test_markup_in_words_is_shown_as_it_was_typed(staff, rights):
    send(staff, change(rights), "page_form", title="<script>x</script>")
    html = staff.get(history(rights)).content.decode()
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


def test_a_long_history_comes_in_pages(staff, rights):
    for number in range(17):
        send(staff, change(rights), "page_form", title=f"Title{number}")
    assert "Title16" in told(staff, rights)
    older = Document(staff.get(history(rights) + "?page=2").content.decode()).words
    assert "The first state that was kept" in older
    assert "Title0" in older
    assert staff.get(history(rights) + "?page=9999999999999999999").status_code == 200


def test_it_asks_the_database_as_often_for_many_steps(staff, rights, django_assert_max_num_queries):
    for number in range(10):
        make_card(rights, f"card-{number}")
        send(staff, change(rights), "page_form", title=f"Title {number}")
    with django_assert_max_num_queries(16):
        staff.get(history(rights))


# ── Taking back ────────────────────────────────────────────────────────────


def test_one_change_is_taken_back_and_the_others_stay(staff, rights):
    send(staff, change(rights), "page_form", title="Changed", lead="Also changed.")
    response = press(staff, rights, "Words in English, Heading")
    assert "Done" in response.content.decode()
    words = rights.translations.get(language_code="en")
    assert (words.title, words.lead) == ("Money after a crime", "Also changed.")


def test_taking_back_is_a_step_that_can_be_taken_back(staff, rights):
    send(staff, change(rights), "page_form", title="Changed")
    press(staff, rights, "Words in English, Heading")
    press(staff, rights, "Words in English, Heading")
    assert rights.translations.get(language_code="en").title == "Changed"


def test_everything_goes_back_to_an_earlier_state(staff, rights):
    send(
        staff, change(rights), "page_form",
        title="Changed", **{"cards-0-title": "Changed", "cards-0-sources_as_text": "Law https://law.example/"},
    )  # fmt: skip
    make_card(rights, "later")
    press(staff, rights, "as it was after this", nth=-1)
    assert rights.translations.get(language_code="en").title == "Money after a crime"
    card = rights.cards.get()
    assert card.key == "time"
    assert card.source_words.title == "The statement time"
    assert card.sources.count() == 2


def test_going_back_leaves_every_other_page_alone(staff, rights):
    """The shipped content is loaded in one revision: going back to it must not touch what staff wrote elsewhere."""
    with reversion.create_revision():
        other = make_page("other", Section.RIGHTS)
        for page in (other, rights):
            reversion.add_to_revision(page)
    send(staff, change(other), "page_form", title="Written by hand")
    send(staff, change(rights), "page_form", title="Changed")
    press(staff, rights, "as it was after this", nth=0)
    assert other.translations.get(language_code="en").title == "Written by hand"


def test_sources_are_brought_back_together(staff, rights):
    send(staff, change(rights), "page_form", **{"cards-0-sources_as_text": "Law https://law.example/"})
    press(staff, rights, "Card “The statement time”, Sources")
    assert list(rights.cards.get().sources.values_list("title", flat=True)) == ["Source 0 of time", "Source 1 of time"]


def test_a_removed_card_comes_back_with_its_words_and_sources(staff, rights):
    send(staff, change(rights), "page_form", **{"cards-0-DELETE": "on"})
    assert not rights.cards.exists()
    press(staff, rights, "Bring it back")
    card = rights.cards.get()
    assert card.source_words.title == "The statement time"
    assert card.sources.count() == 2


def test_an_added_translation_is_taken_away_again(staff, rights):
    rights.translations.filter(language_code="es").delete()
    send(staff, change(rights), "page_form")
    send(staff, change(rights, "es"), "page_form", menu_title="Dinero", title="Dinero")
    press(staff, rights, "Take it away again: Words in Spanish")
    assert Page.objects.get().written_in == ["en"]


def test_the_needs_of_a_service_are_brought_back_without_those_that_are_gone(staff, organisation):
    first, second = make_need("talk"), make_need("law")
    service = make_service(first)
    service.needs.add(second)
    send(staff, change(service), "service_form", summary="First.")
    send(staff, change(service), "service_form", needs=[str(second.pk)], summary="Second.")
    first.delete()
    response = press(staff, service, "as it was after this", nth=-1)
    assert "Done" in response.content.decode()
    assert list(service.needs.all()) == [second]
    assert service.translations.get().summary == "First."


def test_a_published_address_that_history_takes_back_redirects_too(staff, rights, client):
    send(staff, change(rights), "page_form", slug="money")
    press(staff, rights, "Page, Last part of the address")
    assert client.get("/rights/compensation/").status_code == 200
    assert client.get("/rights/money/").headers["Location"] == "/rights/compensation/"


def test_an_address_that_another_page_has_taken_is_not_taken_back(staff, rights):
    send(staff, change(rights), "page_form", slug="money")
    make_page("compensation", Section.RIGHTS)
    for label in ("Page, Last part of the address", "as it was after this"):
        response = press(staff, rights, label, nth=-1)
        assert "Nothing was changed" in response.content.decode()
        assert Page.objects.get(pk=rights.pk).slug == "money"


# ── Refusals ───────────────────────────────────────────────────────────────


def test_who_may_only_look_sees_no_button_and_cannot_take_back(onlooker, rights):
    with reversion.create_revision():
        rights.save()
    html = onlooker.get(history(rights)).content.decode()
    assert 'name="what"' not in html
    data = {"revision": Revision.objects.first().pk, "what": "everything"}
    assert onlooker.post(history(rights), data).status_code == 403


def test_who_may_not_look_is_refused(rights):
    reader = Reader()
    reader.force_login(User.objects.create_user("new", is_staff=True))
    assert reader.get(history(rights)).status_code == 403
    assert Reader().get(history(rights)).status_code == 302


@pytest.mark.parametrize(
    "what",
    ["", "x", "auth.user:1:password", "resources.page:1:no_such", "a:b:c", "resources.card:999:title", "a.b:1:", ":::"],
)
def test_a_part_that_is_not_of_this_thing_changes_nothing(staff, rights, what):
    send(staff, change(rights), "page_form", title="Changed")
    revision = Revision.objects.order_by("-pk").first()
    response = staff.post(history(rights), {"revision": revision.pk, "what": what}, follow=True)
    assert "Nothing was changed" in response.content.decode()


@pytest.mark.parametrize("revision", ["", "0", "x", "9" * 30, "-1"])
def test_a_revision_of_another_thing_is_not_found(staff, rights, revision):
    assert staff.post(history(rights), {"revision": revision, "what": "everything"}).status_code == 404


@pytest.mark.parametrize("number", ["999999", "x", "1e3", "9" * 30, "-1"])
def test_there_is_no_history_of_what_there_is_not(staff, number):
    assert staff.get(f"/staff/resources/page/{number}/history/").status_code == 404


def test_a_part_of_another_page_cannot_be_reached_through_this_one(staff, rights):
    with reversion.create_revision():
        other = make_page("other", Section.RIGHTS)
        card = make_card(other, "theirs")
        reversion.add_to_revision(other)
        reversion.add_to_revision(rights)
    send(staff, change(rights), "page_form", title="Changed")
    revision = Revision.objects.order_by("-pk").first()
    staff.post(history(rights), {"revision": revision.pk, "what": f"resources.card:{card.pk}:"})
    assert Card.objects.filter(pk=card.pk).exists()
