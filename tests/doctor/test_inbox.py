from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from contact.inbox import early_deletions
from contact.inbox.models import Keyholder, Queue, QueueKey
from idpwsp.doctor import inbox
from tests.doctor.asking import said, states
from tests.inbox.keys import make_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    people = [User.objects.create_user(name) for name in ("maria", "ana")]
    make_keys(*people)
    return people


def test_two_keyholders_everywhere_are_right(people):
    assert states(inbox.keys) == ["ok"]


def test_an_inbox_that_is_not_set_up_is_to_be_looked_at():
    assert states(inbox.keys) == ["look"]


def test_one_keyholder_is_to_be_looked_at(people):
    Keyholder.objects.filter(user=people[1]).delete()
    assert states(inbox.keys) == ["look"]
    assert "help, speakers, volunteers, brochures, press" in said(inbox.keys)


def test_a_keyholder_who_cannot_sign_in_is_not_counted(people):
    User.objects.filter(pk=people[1].pk).update(is_active=False)
    assert states(inbox.keys) == ["look"]


def test_the_sheet_alone_is_wrong(people):
    Keyholder.objects.filter(is_sheet=False).delete()
    assert states(inbox.keys) == ["wrong"] * 5


def test_a_queue_that_is_stopped_or_has_no_key_is_wrong(people):
    Queue.objects.filter(name="help").update(is_stopped=True)
    QueueKey.objects.filter(queue="press").delete()
    assert states(inbox.keys) == ["wrong", "wrong"]
    assert "help is stopped" in said(inbox.keys)
    assert "press has no key" in said(inbox.keys)


def test_a_demonstration_is_wrong_but_on_this_machine(people, settings):
    QueueKey.objects.update(is_demonstration=True)
    assert states(inbox.keys) == ["wrong"]
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert states(inbox.keys) == ["look"]


def test_the_list_of_early_deletions_can_be_read(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert states(inbox.early_deletions) == ["ok"]
    early_deletions.remember(uuid4(), date(2030, 1, 1))
    assert "(1 lines)" in said(inbox.early_deletions)


def test_a_list_that_cannot_be_read_fails_the_check(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "deleted-early").mkdir()
    with pytest.raises(IsADirectoryError):
        list(inbox.early_deletions())
