"""What was taken back, or taken off the site, is noted, and goes again when a backup has brought it back."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from campaigns import moderation
from campaigns.models import Endorsement, Moderated, Reply
from idpwsp.foundation import deleted_early
from idpwsp.foundation.deleted_early import Noted
from tests.campaigns.signing import code_on, post, sign
from tests.conftest import Reader
from tests.factories import make_campaign, make_endorsement, make_reply
from tests.markup import read

pytestmark = pytest.mark.django_db

APPROVED, DECLINED = Moderated.State.APPROVED, Moderated.State.DECLINED
QUEUE = "/staff/campaigns/endorsement/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def campaign(organisation):
    return make_campaign()


@pytest.fixture
def endorsement(campaign) -> Endorsement:
    return with_code(make_endorsement(campaign, "Ana", state=APPROVED, decided_on=timezone.localdate()))


@pytest.fixture
def reply(campaign) -> Reply:
    return with_code(make_reply(campaign))


def with_code(thing: Any) -> Any:
    thing.lodge()
    return thing


def one(thing: Moderated) -> Any:
    return type(thing).objects.filter(pk=thing.pk)


def bring_back(*things: Moderated) -> None:
    """As they were in a backup."""
    for thing in things:
        one(thing).delete()
        thing.save(force_insert=True)


def noted() -> dict[Noted, date]:
    return deleted_early.remembered()


# ── Noted ──────────────────────────────────────────────────────────────────


def test_taken_back_with_a_code_it_is_noted_by_the_hash_of_that_code_alone(campaign):
    client = Reader()
    code = code_on(sign(client))
    kept = Endorsement.objects.get()

    post(client, "/withdraw/", {"code": code})

    today = timezone.localdate()
    assert noted() == {Noted("words", kept.code_hash): today}
    assert deleted_early.file().read_text().split() == ["words", kept.code_hash, str(today)]


def test_so_is_a_reply(reply, campaign):
    code = reply.lodge().code
    post(Reader(), "/withdraw/", {"code": code})
    assert set(noted()) == {Noted("words", reply.code_hash)}


def test_so_is_what_staff_delete_one_or_many(staff, campaign, endorsement):
    many = [with_code(make_endorsement(campaign, name, state=APPROVED)) for name in ("Bea", "Cleo")]
    with_code(make_endorsement(campaign, "Dora", state=APPROVED))

    staff.post(f"{QUEUE}{endorsement.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [each.pk for each in many], "post": "yes"}
    staff.post(f"{QUEUE}?state=all", chosen)

    assert [each.name for each in Endorsement.objects.all()] == ["Dora"]
    assert set(noted()) == {Noted("words", each.code_hash) for each in (endorsement, *many)}


def test_so_is_a_line_of_a_paper_sheet(staff, campaign):
    lines = {"line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-kind": "person",
             "line-0-shown_as": "full-name", "line-0-name": "Ana"}  # fmt: skip
    staff.post(f"{QUEUE}sheet/", {"campaign": campaign.pk, **lines})
    paper = Endorsement.objects.get()

    staff.post(f"{QUEUE}{paper.pk}/delete/", {"post": "yes"})
    bring_back(paper)

    assert moderation.take_away_again() == 1
    assert not Endorsement.objects.exists()


def test_many_are_noted_at_once(campaign, monkeypatch):
    written: list[int] = []
    things = [Endorsement(campaign=campaign, shown_as="full-name", name=f"Ana {number}") for number in range(600)]
    for thing in things:
        thing.new_code()
    Endorsement.objects.bulk_create(things)

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", written.append)
        assert moderation.delete(Endorsement.objects.all()) == 600

    # The list, and the folder in which it is new.
    assert len(written) == 2
    assert len(noted()) == 600
    Endorsement.objects.bulk_create(things)
    assert moderation.take_away_again() == 600


def test_what_has_no_code_is_deleted_all_the_same_and_counted_where_it_comes_back(campaign):
    old = make_endorsement(campaign, is_from_paper=True)
    assert moderation.without_code() == 1
    assert moderation.delete(one(old)) == 1
    assert not deleted_early.file().exists()


def test_what_expires_is_not_noted_it_expires_again(endorsement, campaign):
    with_code(make_endorsement(campaign, received_on=date(2020, 1, 1)))
    assert moderation.delete_expired() == 1
    assert noted() == {}


def test_what_goes_with_its_campaign_is_not_noted_it_comes_back_with_that(endorsement, reply, campaign):
    campaign.delete()
    assert not Endorsement.objects.exists()
    assert noted() == {}


def test_what_cannot_be_noted_is_not_deleted(endorsement, settings, folder):
    settings.DATA_DIR = folder / "missing"
    with pytest.raises(FileNotFoundError):
        moderation.delete(one(endorsement))
    assert one(endorsement).exists()


# ── Gone again ─────────────────────────────────────────────────────────────


def test_what_a_backup_brings_back_goes_again_and_nothing_else(endorsement, reply, campaign):
    stays = with_code(make_endorsement(campaign, "Bea")), with_code(make_reply(campaign))
    moderation.delete(one(endorsement))
    moderation.delete(one(reply))
    bring_back(endorsement, reply)

    assert moderation.take_away_again() == 2

    assert [*Endorsement.objects.all(), *Reply.objects.all()] == list(stays)
    assert moderation.take_away_again() == 0


def test_whoever_has_its_number_now_stays(endorsement, campaign):
    moderation.delete(one(endorsement))
    other = with_code(make_endorsement(campaign, "Bea", pk=endorsement.pk))
    assert moderation.take_away_again() == 0
    assert one(other).exists()


def test_readers_do_not_see_it_any_more(endorsement, campaign):
    moderation.delete(one(endorsement))
    bring_back(endorsement)
    client = Reader()
    assert "Ana" in read(client, "/endorse/sample/names/").words

    call_command("expire", verbosity=0)

    assert "Ana" not in read(client, "/endorse/sample/names/").words


def test_a_deletion_that_was_cut_off_is_finished_within_the_hour(endorsement, monkeypatch):
    def fall_over(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr("django.db.models.deletion.Collector.delete", fall_over)
        with pytest.raises(DatabaseError):
            moderation.delete(one(endorsement))
    assert one(endorsement).exists()

    call_command("expire", verbosity=0)

    assert not one(endorsement).exists()


def test_without_a_list_there_is_nothing_to_do(endorsement):
    assert moderation.take_away_again() == 0
    assert one(endorsement).exists()


# ── Shown once, and declined since ─────────────────────────────────────────


@pytest.mark.parametrize("name", ["endorsement", "reply"])
def test_what_was_shown_and_declined_does_not_show_again_and_goes_on_its_day(name, request):
    thing = request.getfixturevalue(name)
    moderation.decline(one(thing))
    ten_days_ago = timezone.localdate() - timedelta(days=10)
    assert noted() == {Noted("declined", thing.code_hash): timezone.localdate()}
    deleted_early.remember("declined", {thing.code_hash: ten_days_ago})
    bring_back(thing)

    assert moderation.take_away_again() == 1

    thing.refresh_from_db()
    assert (thing.state, thing.decided_on) == (DECLINED, ten_days_ago)
    assert moderation.take_away_again() == 0


def test_what_was_never_shown_waits_again_for_staff(campaign):
    waiting = with_code(make_endorsement(campaign))
    moderation.decline(one(waiting))
    assert noted() == {}


def test_what_is_approved_after_all_stays_so(endorsement, django_capture_on_commit_callbacks):
    moderation.decline(one(endorsement))
    with django_capture_on_commit_callbacks(execute=True):
        moderation.approve(one(endorsement))

    assert moderation.take_away_again() == 0
    assert noted() == {}
    assert one(endorsement).get().state == APPROVED


def test_a_decision_that_was_not_kept_changes_nothing_on_the_list(endorsement, django_capture_on_commit_callbacks):
    moderation.decline(one(endorsement))
    with django_capture_on_commit_callbacks():
        moderation.approve(one(endorsement))
    assert set(noted()) == {Noted("declined", endorsement.code_hash)}
