"""How long each queue keeps what comes in."""

import pytest
from django.contrib.auth.models import User

from contact.inbox.models import AuditEntry, Queue
from tests.inbox.keys import make_conversation, make_keys
from tests.inbox.people import browser_of, make_colleague, words

pytestmark = pytest.mark.django_db
SETTINGS = "/staff/inbox/settings/"
DAYS = {f"days_{queue}": days for queue, days in Queue.RETENTION.items()}


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", manages=True)
    make_keys(maria)
    return maria


def test_a_change_holds_for_what_comes_and_is_written_down(maria):
    kept, _receipt = make_conversation()
    promised = kept.delete_on
    reader = browser_of(maria)
    page = reader.post(SETTINGS, {**DAYS, "days_help": 30}, follow=True)
    assert "It holds for what comes in from now on." in words(page)
    kept.refresh_from_db()
    assert kept.delete_on == promised
    after, _receipt = make_conversation()
    assert (promised - after.delete_on).days == 60
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.queue_id, entry.detail) == ("settings", "help", "Days kept: 90, now 30")


@pytest.mark.parametrize("days", ["6", "731", "", "many", "-1"])
def test_it_stays_within_bounds_and_keeps_what_was_typed(maria, days):
    response = browser_of(maria).post(SETTINGS, {**DAYS, "days_help": days, "days_press": "8"})
    assert response.status_code == 422
    assert 'value="8"' in response.content.decode()
    assert Queue.objects.named("press").retention_days == 60
    assert not AuditEntry.objects.exists()


def test_how_soon_we_answer_shows_on_the_form(maria):
    reader = browser_of(maria)
    assert reader.post(SETTINGS, {**DAYS, "answer_speakers": "5"}).status_code == 302
    assert Queue.objects.named("speakers").answer_within_days == 5
    assert AuditEntry.objects.get().detail == "Days to an answer: –, now 5"
    assert 'name="answer_speakers" value="5"' in reader.get(SETTINGS).content.decode()
    reader.post(SETTINGS, {**DAYS, "answer_speakers": ""})
    assert Queue.objects.named("speakers").answer_within_days is None


@pytest.mark.parametrize("days", ["0", "366", "soon", "-1"])
def test_how_soon_stays_within_bounds(maria, days):
    response = browser_of(maria).post(SETTINGS, {**DAYS, "answer_help": days})
    assert response.status_code == 422
    assert Queue.objects.named("help").answer_within_days is None


def test_it_takes_the_right_to_manage(maria):
    ana = browser_of(make_colleague("ana", "help"))
    assert ana.get(SETTINGS).status_code == 403
    assert ana.post(SETTINGS, {**DAYS, "days_help": 7}).status_code == 403
    assert Queue.objects.named("help").retention_days == 90
