"""The index is true after every way in which content changes, and nothing is found before or after its time."""

from datetime import UTC, datetime, timedelta

import pytest
import reversion
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from reversion.models import Version

from idpwsp.search import code, indexing
from idpwsp.search.finding import find, words_of
from idpwsp.search.models import Entry, Made, Outdated
from resources.models import Card, CardWords, Page, PageWords, Section, Service
from tests.factories import make_card, make_landing, make_need, make_page, make_service, page_words, put_words

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def found(query, language="en", at=None):
    return [entry.path for page in find(words_of(query), language, at=at).pages for entry in page]


@pytest.fixture
def rights():
    page = make_page("compensation", Section.RIGHTS, {"en": page_words(title="Money", menu_title="Money")})
    make_card(page, "deadline", {"en": {"title": "Seven years", "body": "<p>The <b>zebra</b> rule.</p>"}})
    return page


# ── Saving ─────────────────────────────────────────────────────────────────


def test_a_page_and_its_card_are_found_each_at_its_own_place(rights):
    assert found("money")[0] == "/rights/compensation/"
    assert found("zebra") == ["/rights/compensation/#deadline"]


def test_changed_words_are_found_and_the_old_ones_no_longer(rights):
    assert found("zebra")
    words = CardWords.objects.get()
    words.body = "<p>The giraffe rule.</p>"
    words.save()

    assert found("giraffe") == ["/rights/compensation/#deadline"]
    assert found("zebra") == []


def test_a_changed_page_title_counts_for_its_cards(rights):
    words = PageWords.objects.get()
    words.title = "Lions"
    words.save()

    assert found("lions zebra") == ["/rights/compensation/#deadline"]


def test_a_page_that_moves_is_found_at_its_new_address(rights):
    assert found("zebra")
    rights.slug = "elsewhere"
    rights.save()

    assert found("zebra") == ["/rights/elsewhere/#deadline"]


def test_a_card_that_moves_is_found_on_its_new_page_alone(rights):
    assert found("zebra")
    card = Card.objects.get()
    card.page = make_page("other")
    card.save()

    assert found("zebra") == ["/about/other/#deadline"]


def test_each_language_finds_its_own_words(rights):
    put_words(rights, {"es": page_words(title="Dinero", menu_title="Dinero")})
    put_words(Card.objects.get(), {"es": {"title": "Siete años", "body": "<p>La cebra.</p>"}})

    assert found("cebra", "es") == ["/es/rights/compensation/#deadline"]
    assert found("cebra") == []
    assert found("zebra", "es") == []


def test_a_translated_card_of_an_untranslated_page_is_not_found(rights):
    """Its page in that language shows nothing but a link to the English."""
    put_words(Card.objects.get(), {"es": {"title": "Siete años", "body": "<p>La cebra.</p>"}})

    assert found("cebra", "es") == []


def test_search_words_find_and_are_not_shown(rights):
    words = PageWords.objects.get()
    words.search_words = "john, bad date"
    words.save()

    assert found("bad date") == ["/rights/compensation/"]
    entry = Entry.objects.get(thing=f"page:{rights.pk}")
    assert "john" not in entry.title + entry.text + entry.above


# ── Deleting ───────────────────────────────────────────────────────────────


def test_a_deleted_card_is_not_found(rights):
    assert found("zebra")
    Card.objects.get().delete()

    assert found("zebra") == []
    assert found("money")


def test_a_deleted_page_is_not_found_with_anything_on_it(rights):
    assert found("zebra")
    Page.objects.filter(pk=rights.pk).delete()

    assert found("zebra") == found("money") == []
    assert not Entry.objects.exists()


def test_a_deleted_translation_is_not_found(rights):
    put_words(rights, {"es": page_words(title="Dinero")})
    assert found("dinero", "es")
    rights.translations.filter(language_code="es").delete()

    assert found("dinero", "es") == []


# ── Times ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["page", "card"])
def test_a_draft_is_never_found(rights, status):
    thing = rights if status == "page" else Card.objects.get()
    thing.status = Page.Status.DRAFT
    thing.save()

    assert found("zebra") == []
    assert not Entry.objects.filter(thing=f"card:{Card.objects.get().pk}").exists()


def test_a_schedule_needs_nobody_to_keep_it(rights):
    card = Card.objects.get()
    rights.publish_at, rights.unpublish_at = NOON, NOON + 3 * HOUR
    rights.save()
    card.publish_at, card.unpublish_at = NOON + HOUR, NOON + 2 * HOUR
    card.save()

    def at(hours):
        return found("money", at=NOON + hours * HOUR), found("zebra", at=NOON + hours * HOUR)

    page, card = ["/rights/compensation/"], ["/rights/compensation/#deadline"]
    assert at(-1) == ([], [])
    assert at(0.5) == (page, [])
    assert at(1) == (page, card)
    assert at(2) == (page, [])
    assert at(3) == ([], [])


def test_a_card_whose_time_never_meets_that_of_its_page_is_not_found(rights):
    rights.unpublish_at = NOON
    rights.save()
    card = Card.objects.get()
    card.publish_at = NOON + HOUR
    card.save()

    assert found("zebra", at=NOON - HOUR) == found("zebra", at=NOON + 2 * HOUR) == []


def test_what_is_due_is_found_although_the_index_was_read_before(rights, time_machine):
    time_machine.move_to(NOON)
    rights.publish_at = NOON + HOUR
    rights.save()
    assert found("money") == []

    time_machine.move_to(NOON + HOUR)

    assert found("money") == ["/rights/compensation/"]


# ── The help directory ─────────────────────────────────────────────────────


@pytest.fixture
def directory():
    make_landing("help")
    return make_service(make_need("lawyer", {"en": {"title": "A lawyer"}}), "aid")


def test_needs_and_services_are_found_where_they_stand(client, directory, organisation):
    assert found("lawyer") == ["/help/#lawyer"]
    assert found("service aid") == [f"/help/#entry-{directory.pk}"]
    assert f'id="entry-{directory.pk}"' in client.get("/help/").content.decode()


def test_a_service_under_two_needs_has_one_place_and_is_found_once(client, directory, organisation):
    directory.needs.add(make_need("money"))

    assert found("service aid") == [f"/help/#entry-{directory.pk}"]
    assert client.get("/help/").content.decode().count(f'id="entry-{directory.pk}"') == 1


def test_a_service_that_stands_under_no_need_any_more_is_not_found(directory):
    assert found("service aid")
    directory.needs.clear()

    assert found("service aid") == []


def test_services_are_not_found_while_the_help_page_is_not_published(directory):
    Page.objects.get().delete()
    page = make_landing("help", status=Page.Status.DRAFT)
    assert found("service aid") == []

    page.status = Page.Status.PUBLISHED
    page.save()

    assert found("service aid")


def test_a_draft_service_is_not_found(directory):
    directory.status = Service.Status.DRAFT
    directory.save()

    assert found("service aid") == []


# ── History, transactions, faults ──────────────────────────────────────────


def test_a_reverted_and_a_recovered_page_are_found_as_they_were():
    with reversion.create_revision():
        page = make_page("compensation", Section.RIGHTS, {"en": page_words(title="Money")})
        make_card(page, "deadline", {"en": {"title": "Seven years", "body": "<p>The zebra rule.</p>"}})
    with reversion.create_revision():
        words = CardWords.objects.get()
        words.body = "<p>The giraffe rule.</p>"
        words.save()
    assert found("giraffe")

    Version.objects.get_for_object(page).last().revision.revert(delete=True)
    assert (found("zebra"), found("giraffe")) == (["/rights/compensation/#deadline"], [])

    Page.objects.get().delete()
    assert found("zebra") == []
    Version.objects.get_deleted(Page).first().revision.revert()
    assert found("zebra") == ["/rights/compensation/#deadline"]


def test_what_is_rolled_back_was_never_there(rights):
    assert found("zebra")
    with transaction.atomic():
        words = CardWords.objects.get()
        words.body = "<p>The giraffe rule.</p>"
        words.save()
        transaction.set_rollback(True)

    assert found("zebra")
    assert found("giraffe") == []


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_nobody_has_to_wait():
    with transaction.atomic():
        make_page(words={"en": page_words(body="<p>The zebra rule.</p>")})
        assert Outdated.objects.exists()

    assert not Outdated.objects.exists()
    assert Entry.objects.filter(words__contains="zebra").exists()


def test_a_page_that_cannot_be_indexed_now_is_rather_not_found_than_found_as_it_was(rights):
    make_page("other", words={"en": page_words(body="<p>Another zebra.</p>")})
    assert found("zebra")
    rights.status = Page.Status.DRAFT
    rights.save()

    def refuse(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "DELETE", "UPDATE")):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert found("zebra") == ["/about/other/"]
    assert found("zebra") == ["/about/other/"]


def test_many_changes_cost_one_indexing(rights, monkeypatch):
    seen = []
    original = indexing._index
    monkeypatch.setattr(indexing, "_index", lambda source, roots: seen.append(list(roots)) or original(source, roots))
    for number in range(20):
        make_card(rights, f"card-{number}")
    found("statement")

    assert seen == [[rights.pk]]


# ── The command ────────────────────────────────────────────────────────────


def test_the_command_makes_the_same_index_again(rights, directory, capsys):
    found("zebra")
    fields = [field.name for field in Entry._meta.fields if field.name != "id"]
    before = sorted(Entry.objects.values_list(*fields), key=str)

    call_command("rebuild_search")

    assert sorted(Entry.objects.values_list(*fields), key=str) == before
    assert f"{len(before)} entries" in capsys.readouterr().out


def test_the_command_sees_what_was_changed_past_the_signals(rights):
    assert found("zebra")
    CardWords.objects.update(body="<p>The giraffe rule.</p>")
    assert found("giraffe") == []

    call_command("rebuild_search", verbosity=0)

    assert found("giraffe") == ["/rights/compensation/#deadline"]
    assert found("zebra") == []


def test_at_a_start_it_is_made_anew_only_by_other_code_than_before(rights, monkeypatch):
    call_command("rebuild_search", verbosity=0)
    CardWords.objects.update(body="<p>The giraffe rule.</p>")

    call_command("rebuild_search", after_update=True, verbosity=0)
    assert found("zebra")

    monkeypatch.setattr(code, "digest", lambda: "of a new release")
    call_command("rebuild_search", after_update=True, verbosity=0)
    assert found("giraffe") == ["/rights/compensation/#deadline"]
    assert Made.objects.get().code == "of a new release"


def test_an_index_that_nobody_has_made_as_a_whole_is_made_at_the_start(rights):
    Entry.objects.all().delete()
    call_command("rebuild_search", after_update=True, verbosity=0)
    assert found("zebra")


def test_a_change_of_one_line_of_code_or_one_translation_is_other_code(monkeypatch, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    files = ["requirements.txt", "idpwsp/search/folding.py", "resources/searchable.py", "idpwsp/locale/es/django.mo"]
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    seen = {code.digest()}
    for name in files:
        (tmp_path / name).write_text("after")
        seen.add(code.digest())
    assert len(seen) == 1 + len(files)
    assert code.digest() in seen


def test_whatever_is_hidden_at_this_moment_is_not_even_read_from_the_index(rights):
    found("zebra")
    Entry.objects.update(shown_until=timezone.now() - HOUR)

    assert found("zebra") == []
