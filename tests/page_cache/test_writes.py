"""Whoever changes what readers see, and however, makes the kept pages old; nothing else does."""

import pytest
import reversion
from django.db import connection, transaction
from reversion.models import Version

from campaigns import moderation
from campaigns.models import Article, Reply
from contact.inbox import keyholders
from contact.inbox.models import Queue
from idpwsp.foundation.page_cache import generation
from idpwsp.foundation.page_cache.writes import public_tables
from resources.models import Card, Organisation, Page, Service
from tests.factories import make_article, make_card, make_landing, make_need, make_page, make_reply, make_service
from tests.front import Front
from tests.inbox.keys import make_keys

pytestmark = pytest.mark.django_db


def moves(change):
    """Whether a change makes pages old."""
    before = generation.read().token
    change()
    return generation.read().token != before


def test_saving_a_page_or_what_stands_on_it_does(rights, organisation):
    card = rights.cards.get()
    service = make_service(make_need())

    assert moves(rights.save)
    assert moves(card.save)
    assert moves(organisation.save)
    assert moves(service.save)
    assert moves(service.needs.clear)
    assert moves(service.delete)


def test_so_does_everything_that_goes_past_save(rights):
    assert moves(lambda: Page.objects.update(order=3))
    assert moves(lambda: Card.objects.filter(page=rights).delete())
    assert moves(lambda: Page.objects.bulk_create([Page(slug="new", section="about", address="about/new/")]))
    assert moves(lambda: Page.translations.field.model.objects.update(title="Another"))


def test_going_back_in_history_does(rights):
    with reversion.create_revision():
        rights.save()
    first = Version.objects.get_for_object(rights).last()

    assert moves(first.revision.revert)


def test_deleting_what_others_hang_on_does():
    page = make_page("with-card")
    make_card(page, "one")

    assert moves(page.delete)


def test_what_is_rolled_back_changes_nothing():
    page = make_page("page")

    def in_vain():
        with transaction.atomic():
            page.save()
            transaction.set_rollback(True)

    assert not moves(in_vain)


def test_while_an_older_database_is_migrated_there_is_nothing_to_move_yet(rights, monkeypatch):
    monkeypatch.setattr(generation, "_is_there", False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE foundation_generation RENAME TO not_there_yet")
    try:
        rights.save()
        assert Page.objects.update(order=3) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE not_there_yet RENAME TO foundation_generation")

    assert moves(rights.save)


def test_reading_does_not():
    make_landing("help")

    assert not moves(lambda: Front().get("/help/"))


def test_what_strangers_send_does_not_until_staff_show_it():
    article = make_article()
    replies = Reply.objects.all()

    assert not moves(lambda: make_reply(article, state=Reply.State.WAITING))
    assert not moves(lambda: replies.lodge_again(replies.get().pk))
    assert moves(lambda: moderation.approve(replies))
    assert moves(lambda: moderation.decline(replies))
    assert not moves(replies.get().delete)


def test_a_reply_that_readers_saw_and_that_is_taken_back_does():
    reply = make_reply(make_article(), state=Reply.State.APPROVED)

    assert moves(reply.delete)


def test_a_reply_goes_from_the_page_as_soon_as_it_is_taken_back():
    article = make_article()
    reply = make_reply(article, text="Take me back", state=Reply.State.APPROVED)
    process = Front()
    assert "Take me back" in process.get(article.get_absolute_url()).text
    reply.delete()

    assert "Take me back" not in process.get(article.get_absolute_url()).text


def test_the_days_and_the_keys_that_forms_stand_on_do():
    queue = Queue.objects.named(Queue.Name.HELP)
    queue.retention_days = 30

    assert moves(queue.save)
    assert moves(make_keys)
    assert moves(lambda: keyholders.renew_key(queue))


def test_a_message_does_not():
    queue = Queue.objects.named(Queue.Name.HELP)

    assert not moves(lambda: Queue.objects.filter(pk=queue.pk).update(untold=1))
    assert "inbox_conversation" not in public_tables()
    assert "inbox_record" not in public_tables()


def test_all_content_is_watched_with_its_words_and_its_links():
    tables = {model._meta.db_table for model in (Page, Card, Service, Organisation, Article)}

    assert tables <= public_tables()
    assert Page.translations.field.model._meta.db_table in public_tables()
    assert Service.needs.through._meta.db_table in public_tables()
    assert Reply._meta.db_table not in public_tables()
