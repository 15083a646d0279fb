"""What staff do behind /staff/, and what is refused there.

The same tasks by hand: tests/journeys/test_staff.py. What they see before readers do: tests/test_preview.py.
"""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from resources.models import Card, Page, PageWords, Section
from tests.admin_forms import change, fields_of, send
from tests.conftest import Reader
from tests.factories import make_card, make_door, make_landing, make_need, make_page, make_service
from tests.markup import Document

pytestmark = pytest.mark.django_db


# ── The front page ─────────────────────────────────────────────────────────


def test_the_front_page_lists_pages_by_section_with_their_state(staff, rights):
    make_page("later", Section.RIGHTS, status=Page.Status.PUBLISHED, publish_at=timezone.now() + timedelta(days=3))
    make_page("idea", Section.FACTS, status=Page.Status.DRAFT)
    words = Document(staff.get("/staff/").content.decode()).words
    assert words.index("Your rights") < words.index("/rights/compensation/") < words.index("The facts")
    assert "Appears on" in words
    assert "Draft" in words


@pytest.mark.parametrize("kind", ["resources/page", "resources/service", "resources/need", "campaigns/campaign"])
def test_a_list_of_nothing_opens(staff, kind):
    assert staff.get(f"/staff/{kind}/").status_code == 200


def test_the_front_page_lists_what_is_to_be_confirmed_before_launch(staff, organisation, rights):
    organisation.to_confirm = "Phone: dial it\nFunder: ask"
    organisation.save()
    make_card(rights, "doubt", status=Card.Status.DRAFT, to_confirm="Ask the board")
    make_service(make_need(), to_confirm="Dial the number")
    words = Document(staff.get("/staff/").content.decode()).words
    for task in ("Phone: dial it", "Funder: ask", "Ask the board", "Dial the number"):
        assert task in words
    assert "4 to confirm before launch" in words


def test_the_front_page_counts_what_was_compared_only_with_a_copy(staff, rights):
    make_card(rights, "copy", checked_against=Card.Basis.COPY)
    make_card(rights, "copy-draft", checked_against=Card.Basis.COPY, status=Card.Status.DRAFT)
    assert "1 published statement was compared only with a saved copy" in staff.get("/staff/").content.decode()


def test_the_front_page_asks_the_database_as_often_for_many_pages(staff, rights, django_assert_max_num_queries):
    for number in range(30):
        make_card(make_page(f"page-{number}", Section.FACTS), to_confirm="Ask")
    with django_assert_max_num_queries(60):
        staff.get("/staff/")


# ── Writing ────────────────────────────────────────────────────────────────


def test_words_are_changed_in_one_language_and_stay_in_the_other(staff, rights):
    response = send(staff, change(rights, "es"), "page_form", title="Dinero después de un delito")
    assert response.status_code == 302
    titles = dict(rights.translations.values_list("language_code", "title"))
    assert titles == {"en": "Money after a crime", "es": "Dinero después de un delito"}


def test_the_english_stands_beside_a_translation(staff, rights):
    document = Document(staff.get(change(rights, "es")).content.decode())
    beside = [each for each in document.elements if each.get("class") == "english"]
    assert len(beside) == 7  # four fields of the page, three of its card
    assert all(each.get("lang") == "en" for each in beside)


def test_a_card_may_stay_untranslated(staff, rights):
    assert send(staff, change(rights, "es"), "page_form", title="Dinero ya").status_code == 302
    assert list(rights.cards.get().translations.values_list("language_code", flat=True)) == ["en"]


def test_a_translation_that_is_begun_needs_all_its_words(staff, rights):
    response = send(staff, change(rights, "es"), "page_form", **{"cards-0-title": "Siete años"})
    assert response.status_code == 200
    assert "This field is required" in response.content.decode()
    # Nothing typed is lost.
    assert fields_of(response.content.decode(), "page_form")["cards-0-title"] == "Siete años"


def test_a_translation_is_behind_once_its_english_changes(staff, rights):
    send(staff, change(rights), "page_form", title="Money, and more")
    assert Page.objects.get().words_in("es").is_behind


def test_a_translation_that_is_not_ticked_as_current_is_behind_until_it_is(staff, rights):
    send(staff, change(rights, "es"), "page_form", is_current=None)
    assert Page.objects.get().words_in("es").is_behind
    again = fields_of(staff.get(change(rights, "es")).content.decode(), "page_form")
    assert "is_current" not in again
    send(staff, change(rights, "es"), "page_form", is_current="on")
    assert not Page.objects.get().words_in("es").is_behind


def test_a_review_by_a_native_speaker_holds_until_the_words_change(staff, rights):
    send(staff, change(rights, "es"), "page_form", reviewed_on="2026-11-22", reviewed_by="Ana")
    assert Page.objects.get().words_in("es").is_reviewed
    send(staff, change(rights, "es"), "page_form", title="Otra cosa")
    assert not Page.objects.get().words_in("es").is_reviewed


def test_a_reading_that_is_void_says_so_and_can_be_renewed_on_the_same_day(staff, rights):
    reading = {"reviewed_on": "2026-11-22", "reviewed_by": "Ana"}
    send(staff, change(rights, "es"), "page_form", **reading)
    send(staff, change(rights, "es"), "page_form", title="Otra cosa")
    html = staff.get(change(rights, "es")).content.decode()
    assert "The words have changed since Ana read them on Nov. 22, 2026" in html
    assert fields_of(html, "page_form")["reviewed_on"] == ""
    send(staff, change(rights, "es"), "page_form", **reading)
    assert Page.objects.get().words_in("es").is_reviewed


def test_line_ends_of_a_browser_change_no_words(staff, rights):
    lead = rights.translations.get(language_code="en").lead
    assert "\n" in lead
    send(staff, change(rights), "page_form", lead=lead.replace("\n", "\r\n"), order="3")
    assert not Page.objects.get().words_in("es").is_behind
    html = staff.get(f"/staff/resources/page/{rights.pk}/history/").content.decode()
    assert "Words in English" not in Document(html).words


def test_a_draft_with_a_time_is_warned_of(staff, rights):
    later = {"publish_at_0": "2099-01-01", "publish_at_1": "09:00", "status": "draft"}
    send(staff, change(rights), "page_form", **later)
    assert "is a draft and will not appear at its time" in staff.get("/staff/").content.decode()
    send(staff, change(rights), "page_form", status="published")
    assert "is a draft and will not appear" not in staff.get("/staff/").content.decode()


def test_a_language_is_removed_from_the_end_of_its_form(staff, rights):
    assert "Remove all words in this language" not in staff.get(change(rights)).content.decode()
    send(staff, change(rights, "es"), "page_form")
    html = staff.get(change(rights, "es")).content.decode()
    assert "Remove all words in this language" in html
    address = f"/staff/resources/page/{rights.pk}/change/delete-translation/es/"
    assert 'href="./delete-translation/es/"' in html
    assert staff.post(address, {"post": "yes"}).status_code == 302
    assert Page.objects.get().written_in == ["en"]
    # And it is a step of its history, to be brought back.
    words = Document(staff.get(f"/staff/resources/page/{rights.pk}/history/").content.decode()).words
    assert "Words in Spanish removed" in words


def test_sources_are_written_as_lines(staff, rights):
    lines = "CalVCB, Appeals https://victims.ca.gov/appeals/\n\nThe law  https://leginfo.example/1"
    assert send(staff, change(rights), "page_form", **{"cards-0-sources_as_text": lines}).status_code == 302
    assert list(rights.cards.get().sources.values_list("title", "url")) == [
        ("CalVCB, Appeals", "https://victims.ca.gov/appeals/"),
        ("The law", "https://leginfo.example/1"),
    ]


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("CalVCB https://ok.example/\nNo address here", "Line 2 needs a title"),
        ("https://ok.example/only", "Line 1 needs a title"),
        ("CalVCB https://", "Line 1"),
        ("CalVCB javascript:alert(1)", "Line 1 needs a title"),
        ("", "This field is required"),
    ],
)
def test_sources_that_cannot_be_right_are_refused_with_their_line(staff, rights, lines, complaint):
    response = send(staff, change(rights), "page_form", **{"cards-0-sources_as_text": lines, "title": "Typed"})
    assert response.status_code == 200
    assert complaint in response.content.decode()
    kept = fields_of(response.content.decode(), "page_form")
    assert (kept["title"], kept["cards-0-sources_as_text"]) == ("Typed", lines)
    assert rights.cards.get().sources.count() == 2


def test_a_revealing_short_title_is_refused_and_kept_in_the_form(staff, rights):
    response = send(staff, change(rights), "page_form", menu_title="After a rape")
    assert response.status_code == 200
    assert "would give a reader away" in response.content.decode()
    assert fields_of(response.content.decode(), "page_form")["menu_title"] == "After a rape"


def test_what_is_pasted_into_the_text_is_sanitised(staff, rights):
    body = '<h2>Kept</h2><p onclick="x()">Also <b>kept</b></p><script>gone()</script><iframe src="//x"></iframe>'
    send(staff, change(rights), "page_form", body=body)
    assert PageWords.objects.get(language_code="en").body == "<h2>Kept</h2><p>Also kept</p>"


def test_a_new_page_begins_in_english(staff, rights):
    document = Document(staff.get("/staff/resources/page/add/?language=es").content.decode())
    assert not [each for each in document.elements if each.get("class") == "english"]
    response = send(
        staff, "/staff/resources/page/add/?language=es", "page_form",
        menu_title="Courts", title="In court", section="rights", slug="courts",
    )  # fmt: skip
    assert response.status_code == 302
    page = Page.objects.get(slug="courts")
    assert page.written_in == ["en"]
    assert page.state == "Draft"


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        ("2027-01-15", "09:00", "2027-01-15T17:00:00+00:00"),
        ("2027-07-15", "09:00", "2027-07-15T16:00:00+00:00"),
    ],
)
def test_a_page_appears_at_a_time_in_los_angeles(staff, rights, day, hour, utc):
    assert send(staff, change(rights), "page_form", publish_at_0=day, publish_at_1=hour).status_code == 302
    rights.refresh_from_db()
    assert rights.publish_at.isoformat() == utc
    # And it is shown again as it was typed.
    again = fields_of(staff.get(change(rights)).content.decode(), "page_form")
    assert (again["publish_at_0"], again["publish_at_1"]) == (day, f"{hour}:00")


def test_an_hour_that_the_clocks_leave_out_is_refused_and_the_rest_kept(staff, rights):
    response = send(
        staff, change(rights), "page_form", publish_at_0="2027-03-14", publish_at_1="02:30", title="Typed before"
    )
    assert response.status_code == 200
    assert "couldn’t be interpreted in time zone America/Los_Angeles" in response.content.decode()
    assert fields_of(response.content.decode(), "page_form")["title"] == "Typed before"


def test_two_pages_cannot_stand_at_one_address(staff, rights):
    response = send(
        staff, "/staff/resources/page/add/", "page_form",
        menu_title="Again", title="Again", section="rights", slug="compensation",
    )  # fmt: skip
    assert "has this address already" in response.content.decode()


def test_new_cards_are_offered_in_english_only(staff, rights):
    assert "cards-empty" in staff.get(change(rights)).content.decode()
    assert "cards-empty" not in staff.get(change(rights, "es")).content.decode()


def test_the_english_of_a_page_cannot_be_removed_alone(staff, rights):
    address = f"/staff/resources/page/{rights.pk}/change/delete-translation/en/"
    assert "cannot be removed alone" in staff.post(address, {"post": "yes"}).content.decode()
    assert rights.translations.filter(language_code="en").exists()


def test_pages_are_put_in_another_order_from_the_list(staff, rights):
    other = make_page("reporting", Section.RIGHTS)
    numbers = {"form-0-order": "20", "form-1-order": "10"}
    assert send(staff, "/staff/resources/page/", "changelist-form", **numbers).status_code == 302
    assert list(Page.objects.by_section()) == [other, rights]


def test_a_page_found_by_its_words_is_listed_once(staff, rights):
    html = staff.get("/staff/resources/page/?q=sample").content.decode()
    assert html.count(f"/staff/resources/page/{rights.pk}/change/") == 1


def test_pages_that_templates_know_by_name_keep_their_place(staff, organisation):
    landing = make_landing(Section.HELP)
    html = staff.get(change(landing)).content.decode()
    assert "slug" not in fields_of(html, "page_form")
    assert staff.post(f"/staff/resources/page/{landing.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_home_page_is_changed_with_its_ways_in(staff, rights):
    home = make_page("home", Section.HOME, at_root=True)
    make_door(home, rights)
    assert send(staff, change(home), "page_form", **{"doors-0-label": "My rights"}).status_code == 302
    assert str(home.doors.get()) == "My rights"


def test_services_keep_their_facts_when_their_spanish_is_written(staff, organisation):
    service = make_service(make_need(), phone="800-777-9229", languages=["en", "vi"])
    address = f"/staff/resources/service/{service.pk}/change/?language=es"
    assert send(staff, address, "service_form", name="Junta", summary="Paga.").status_code == 302
    service.refresh_from_db()
    assert (service.phone, service.languages, service.sources.count()) == ("800-777-9229", ["en", "vi"], 1)
    assert service.written_in == ["en", "es"]


@pytest.mark.parametrize("field", ["exit_url", "donation_url"])
def test_a_way_on_that_others_can_follow_is_refused_and_nothing_typed_is_lost(staff, organisation, field):
    before = getattr(organisation, field)

    page = send(
        staff, change(organisation), "organisation_form", phone="415-555-0199", **{field: "http://dull.example/"}
    )

    document = Document(page.content.decode())
    assert "This has to begin with https://." in document.words
    assert {each.get("value") for each in document.all("input")} >= {"http://dull.example/", "415-555-0199"}
    organisation.refresh_from_db()
    assert getattr(organisation, field) == before


def test_there_is_one_organisation_and_it_stays(staff, organisation):
    assert staff.get("/staff/resources/organisation/add/").status_code == 403
    assert staff.post(f"/staff/resources/organisation/{organisation.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_card_past_due_says_so_in_the_form(staff, rights):
    card = rights.cards.get()
    card.checked_on, card.check_due = date(2020, 1, 1), date(2021, 1, 1)
    card.save()
    assert "due for checking" in staff.get(change(rights)).content.decode()


# ── Refusals ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["/staff/", "/staff/resources/page/", "/staff/preview/page/1/en/"])
def test_nobody_gets_in_without_signing_in(client, organisation, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/login/")


def test_a_colleague_without_the_right_sees_no_preview_and_no_form(organisation, rights):
    reader = Reader()
    reader.force_login(User.objects.create_user("new", is_staff=True))
    assert reader.get(f"/staff/preview/page/{rights.pk}/en/").status_code == 403
    assert reader.get(change(rights)).status_code == 403


def test_a_colleague_who_may_only_look_cannot_change(onlooker, rights):
    assert onlooker.get(change(rights)).status_code == 200
    assert onlooker.post(change(rights), {"title": "Changed"}).status_code == 403


def test_a_form_from_another_page_is_refused_with_a_plain_page(organisation, rights):
    reader = Reader(enforce_csrf_checks=True)
    reader.force_login(User.objects.create_superuser("maria", password="a long password"))
    response = reader.post(change(rights), {"title": "Changed"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


def test_a_preview_of_nothing_is_not_found(staff, rights):
    assert staff.get("/staff/preview/page/999999/en/").status_code == 404
    assert staff.get(f"/staff/preview/page/{rights.pk}/xx/").status_code == 404


def test_staff_pages_are_never_stored_by_a_browser(staff):
    response = staff.get("/staff/")
    assert "no-store" in response.headers["Cache-Control"]


def test_every_script_of_a_form_is_our_own(staff, rights):
    """The nonce of a form stands on every script of it, so none may come from elsewhere."""
    document = Document(staff.get(change(rights)).content.decode())
    scripts = [script.get("src") for script in document.all("script") if script.get("src")]
    assert scripts
    assert all(source.startswith("/") and not source.startswith("//") for source in scripts)


def test_a_language_that_the_site_does_not_have_is_not_found(staff, rights):
    assert staff.get(change(rights, "xx")).status_code == 404
