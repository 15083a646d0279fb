"""Two people on one page: the second to save is told, sees both versions, and loses nothing."""

import pytest
import reversion
from django.contrib.auth.models import User
from reversion.models import Version

from resources.models import Page, Section
from tests.admin_forms import change, fields_of, send
from tests.conftest import Reader
from tests.factories import make_card, make_need, make_page, make_service, page_words
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def rights(organisation) -> Page:
    with reversion.create_revision():
        words = {
            "en": page_words(title="Money", lead="A lead\nin two lines."),
            "es": page_words(title="Dinero", lead="Una entrada."),
        }
        page = make_page("compensation", Section.RIGHTS, words)
        make_card(page, "time")
        make_card(page, "place")
        reversion.add_to_revision(page)
    return page


@pytest.fixture
def ana(organisation) -> Reader:
    """Maria’s colleague, who saves while Maria writes."""
    reader = Reader()
    reader.force_login(User.objects.create_superuser("ana", password="another long one", first_name="Ana"))
    return reader


def opened(reader, address, form="page_form"):
    return fields_of(reader.get(address).content.decode(), form)


def save(reader, address, data, **changes):
    data = {**data, **changes, "_save": "1"}
    return reader.post(address, {name: value for name, value in data.items() if value is not None})


def notice(response) -> str:
    document = Document(response.content.decode())
    section = next(each for each in document.all("section") if each.get("class") == "conflict")
    return " ".join(" ".join(section.itertext()).split())


def words_of(page, language="en"):
    return page.translations.get(language_code=language)


def test_the_second_to_save_is_told_and_nothing_is_written(staff, ana, rights):
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", title="Ana’s heading")
    response = save(staff, change(rights), mine, title="Maria’s heading")
    assert response.status_code == 200
    assert words_of(rights).title == "Ana’s heading"
    told = notice(response)
    assert "Ana saved while you were writing" in told
    assert "Heading" in told
    assert "Theirs: Money Ana’s heading" in told
    assert "Yours, compared with theirs: Ana’s Maria’s heading" in told


def test_the_form_has_my_words_and_what_only_they_changed(staff, ana, rights):
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", title="Ana’s heading", lead="Ana’s lead.", **{"cards-1-title": "Ana’s card"})
    response = save(staff, change(rights), mine, title="Maria’s heading", **{"cards-0-title": "Maria’s card"})
    form = fields_of(response.content.decode(), "page_form")
    assert form["title"] == "Maria’s heading"
    assert form["lead"] == "Ana’s lead."
    assert (form["cards-0-title"], form["cards-1-title"]) == ("Maria’s card", "Ana’s card")


def test_saving_again_keeps_what_both_wrote(staff, ana, rights):
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", title="Ana’s heading", lead="Ana’s lead.", status="draft", order="7")
    again = fields_of(save(staff, change(rights), mine, title="Maria’s heading").content.decode(), "page_form")
    assert save(staff, change(rights), again).status_code == 302
    words = words_of(rights)
    assert (words.title, words.lead) == ("Maria’s heading", "Ana’s lead.")
    rights.refresh_from_db()
    assert (rights.status, rights.order) == ("draft", 7)


def test_a_third_save_in_between_is_told_again(staff, ana, rights):
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", title="Ana’s first")
    again = fields_of(save(staff, change(rights), mine, title="Maria’s").content.decode(), "page_form")
    send(ana, change(rights), "page_form", title="Ana’s second")
    response = save(staff, change(rights), again)
    assert response.status_code == 200
    assert "Ana’s second" in notice(response)
    assert fields_of(response.content.decode(), "page_form")["title"] == "Maria’s"


def test_what_does_not_touch_my_form_does_not_stop_me(staff, ana, rights):
    """Ana wrote Spanish; nothing of it stands in Maria’s English form."""
    mine = opened(staff, change(rights))
    send(ana, change(rights, "es"), "page_form", title="Otro título")
    assert save(staff, change(rights), mine, title="Maria’s heading").status_code == 302
    assert words_of(rights, "es").title == "Otro título"
    assert words_of(rights).title == "Maria’s heading"


def test_a_translator_is_told_that_the_english_has_changed(staff, ana, rights):
    mine = opened(staff, change(rights, "es"))
    send(ana, change(rights), "page_form", title="Ana’s heading")
    response = save(staff, change(rights, "es"), mine, title="Dinero ya")
    assert "says what the English says today" in notice(response)
    form = fields_of(response.content.decode(), "page_form")
    # The new English stands beside, and nobody has said yet that the Spanish fits it.
    assert "is_current" not in form
    assert form["title"] == "Dinero ya"
    assert save(staff, change(rights, "es"), form).status_code == 302
    assert Page.objects.get().words_in("es").is_behind


def test_dates_choices_and_boxes_are_taken_over(staff, ana, organisation):
    need, other = make_need("talk"), make_need("law")
    with reversion.create_revision():
        service = make_service(need, always_open=True, languages=["en"])
        reversion.add_to_revision(service)
    mine = opened(staff, change(service), "service_form")
    send(
        ana, change(service), "service_form", always_open=None, languages=["en", "vi"], police="none",
        needs=[str(need.pk), str(other.pk)], check_due="2099-01-01", publish_at_0="2027-01-02", publish_at_1="09:00:00",
    )  # fmt: skip
    response = save(staff, change(service), mine, name="Maria’s name")
    assert "No police unless you ask" in notice(response)
    form = fields_of(response.content.decode(), "service_form")
    assert save(staff, change(service), form).status_code == 302
    service.refresh_from_db()
    assert (service.always_open, service.languages, service.police) == (False, ["en", "vi"], "none")
    assert service.needs.count() == 2
    assert service.check_due.isoformat() == "2099-01-01"
    assert service.publish_at.isoformat() == "2027-01-02T17:00:00+00:00"
    assert service.translations.get().name == "Maria’s name"


def test_a_card_that_they_added_stays(staff, ana, rights):
    mine = opened(staff, change(rights))
    with reversion.create_revision():
        make_card(rights, "new")
        reversion.add_to_revision(rights)
    assert save(staff, change(rights), mine, title="Maria’s heading").status_code == 302
    assert rights.cards.count() == 3


def test_a_card_that_they_removed_goes_if_i_left_it_alone(staff, ana, rights):
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", **{"cards-0-DELETE": "on"})
    response = save(staff, change(rights), mine, **{"cards-1-title": "Maria’s"})
    assert response.status_code == 302
    assert [card.source_words.title for card in rights.cards.all()] == ["Maria’s"]


def test_a_card_that_they_removed_is_kept_in_my_form_if_i_wrote_in_it(staff, ana, rights):
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", **{"cards-0-DELETE": "on"})
    response = save(staff, change(rights), mine, **{"cards-0-title": "Maria’s words"})
    assert response.status_code == 200
    assert "removed meanwhile" in notice(response)
    assert "Maria’s words" in notice(response)
    form = fields_of(response.content.decode(), "page_form")
    assert save(staff, change(rights), form).status_code == 302
    assert sorted(card.source_words.title for card in rights.cards.all()) == ["Maria’s words", "The statement place"]
    assert rights.cards.get(key="time").sources.count() == 1


def test_words_for_a_removed_card_are_shown_to_be_copied(staff, ana, rights):
    mine = opened(staff, change(rights, "es"))
    send(ana, change(rights), "page_form", **{"cards-0-DELETE": "on"})
    response = save(staff, change(rights, "es"), mine, **{"cards-0-title": "Siete años", "cards-0-body": "<p>Hola</p>"})
    told = notice(response)
    assert "Siete años" in told
    assert "Hola" in told


def test_words_for_a_page_that_they_deleted_are_kept_until_it_is_back(staff, ana, rights):
    mine = opened(staff, change(rights))
    ana.post(f"/staff/resources/page/{rights.pk}/delete/", {"post": "yes"})
    response = save(staff, change(rights), mine, title="Maria’s heading")
    assert response.status_code == 409
    assert "Somebody has deleted this meanwhile" in response.content.decode()
    held = response.content.decode()
    assert 'value="Maria’s heading"' in held
    assert 'href="/staff/deleted/"' in held

    version = Version.objects.get_deleted(Page).get()
    staff.post("/staff/deleted/", {"version": version.pk})
    assert save(staff, change(rights), mine, title="Maria’s heading").status_code in (200, 302)


def test_line_ends_that_a_browser_sends_are_no_difference(staff, ana, rights):
    """Browsers send CR LF for each line end, whatever the database holds."""
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", order="3")
    as_browser = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in mine.items()
    }
    told = notice(save(staff, change(rights), as_browser, title="Maria’s"))
    assert "Order" in told
    assert "Lead" not in told


def test_one_alone_is_never_told_anything(staff, rights):
    for title in ("One", "Two", "Three"):
        assert send(staff, change(rights), "page_form", title=title).status_code == 302
    mine = opened(staff, change(rights))
    assert save(staff, change(rights), mine, title="Four").status_code == 302


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "٣"])
def test_a_form_with_a_strange_number_is_answered(staff, rights, number):
    mine = opened(staff, change(rights))
    assert save(staff, change(rights), {**mine, "_opened_at": number}, title="Strange").status_code in (200, 302)


def test_their_words_are_escaped(staff, ana, rights):
    mine = opened(staff, change(rights))
    send(ana, change(rights), "page_form", title="<script>theirs</script>")
    html = save(staff, change(rights), mine, title="<script>mine</script>").content.decode()
    assert "<script>theirs" not in html
    assert "<script>mine" not in html
