"""What meets staff after they have signed in: everything that needs somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.models import Card, Page, Section
from tests.factories import make_card, make_door, make_need, make_page, make_picture, make_service, page_words
from tests.markup import Document
from tests.signin.phones import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(organisation) -> Page:
    return make_page("compensation", Section.RIGHTS, {"en": page_words(menu_title="Money")})


def front(staff) -> Document:
    return Document(staff.get("/staff/").content.decode())


def part(staff, start: str, end: str) -> str:
    words = front(staff).words
    return words[words.rindex(start) : words.rindex(end)]


def due(staff) -> str:
    return part(staff, "Due for checking", "Scheduled changes")


def test_it_opens_after_signing_in(client, staff, organisation):
    response = sign_in(client)
    assert "Due for checking" in client.get(response.headers["Location"]).content.decode()


def test_what_is_past_its_day_comes_first_then_what_is_due_soon(staff, page):
    today = timezone.localdate()
    for key, days in (("soon", 10), ("past", -3), ("later", 60)):
        make_card(page, key, check_due=today + timedelta(days=days))
    words = due(staff)
    assert words.index("The statement past") < words.index("overdue") < words.index("The statement soon")
    assert "The statement later" not in words


def test_services_are_due_too(staff, page):
    make_service(make_need(), check_due=timezone.localdate())
    assert "The service line" in due(staff)


def test_everything_to_check_stands_on_one_page(staff, page):
    make_card(page, "later", check_due=timezone.localdate() + timedelta(days=300), checked_against="copy")
    words = Document(staff.get("/staff/checks/").content.decode()).words
    assert "Money: The statement later" in words
    assert "a saved copy" in words


def test_what_is_coming_is_listed_by_its_time_in_los_angeles(staff, page):
    now = timezone.now()
    summer = timezone.datetime(now.year + 1, 7, 1, 17, tzinfo=timezone.get_fixed_timezone(0))
    winter = timezone.datetime(now.year + 1, 1, 1, 17, tzinfo=timezone.get_fixed_timezone(0))
    make_card(page, "news", publish_at=summer)
    page.unpublish_at = winter
    page.save()
    make_card(page, "draft", publish_at=summer, status=Card.Status.DRAFT)
    words = part(staff, "Scheduled changes", "Drafts")
    assert words.index("9 a.m. Money disappears") < words.index("10 a.m. Money: The statement news appears")
    assert "statement draft" not in words


def test_drafts_are_listed(staff, page):
    make_page("idea", words={"en": page_words(menu_title="An idea")}, status=Page.Status.DRAFT)
    make_card(page, "doubt", status=Card.Status.DRAFT)
    words = part(staff, "Drafts", "Spanish")
    assert "An idea" in words
    assert "Money: The statement doubt" in words


def test_translations_that_are_missing_or_behind_are_listed_with_the_way_there(staff, page):
    other = make_page("other", words={"en": page_words(menu_title="Other"), "es": page_words()})
    row = other.translations.get(language_code="en")
    row.title = "The English has changed"
    row.save()
    make_card(page, "time")
    document = front(staff)
    words = part(staff, "Spanish", "Confirm before launch")
    assert words.index("Behind their English") < words.index("Other") < words.index("Not translated yet")
    assert words.index("Not translated yet") < words.index("Money: The statement time")
    assert f"/staff/resources/page/{other.pk}/change/?language=es" in " ".join(document.addresses)


def test_ways_in_and_pictures_are_translated_too(staff, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    home = make_page("home", Section.HOME, {"en": page_words(), "es": page_words()}, at_root=True)
    make_door(home, page)
    make_picture()
    make_picture(is_decorative=True, note="An ornament")
    words = part(staff, "Spanish", "Confirm before launch")
    assert "The way to compensation" in words
    assert "Picture: A red umbrella" in words
    assert "An ornament" not in words


def test_a_draft_needs_no_translation(staff, page):
    make_page("idea", words={"en": page_words(menu_title="An idea")}, status=Page.Status.DRAFT)
    assert "An idea" not in part(staff, "Spanish", "Confirm before launch")


def test_it_counts_what_waits(staff, page):
    make_card(page, "past", check_due=timezone.localdate() - timedelta(days=1))
    words = front(staff).words
    assert "1 due for checking" in words
    assert "0 scheduled changes" in words


def test_it_asks_the_database_as_often_for_many_things(staff, page, django_assert_max_num_queries):
    for number in range(25):
        other = make_page(f"page-{number}", Section.FACTS)
        make_card(other, to_confirm="Ask", check_due=timezone.localdate())
        make_service(make_need(f"need-{number}"), f"service-{number}")
    for address in ("/staff/", "/staff/checks/"):
        with django_assert_max_num_queries(60):
            staff.get(address)


@pytest.mark.parametrize("model", ["page", "service", "need"])
def test_a_list_asks_the_database_as_often_for_many_rows(staff, page, model, django_assert_max_num_queries):
    for number in range(25):
        make_card(make_page(f"page-{number}", Section.FACTS))
        make_service(make_need(f"need-{number}"), f"service-{number}")
    with django_assert_max_num_queries(13):
        staff.get(f"/staff/resources/{model}/")


@pytest.mark.parametrize("address", ["/staff/", "/staff/checks/", "/staff/deleted/", "/staff/help/"])
def test_nobody_sees_it_without_signing_in(client, organisation, address):
    assert client.get(address).status_code == 302
