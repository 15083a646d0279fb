"""What nobody approved is deleted after thirty days, whoever comes by first."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from campaigns import moderation
from campaigns.models import Endorsement, Reply
from idpwsp import run
from resources.models import Section
from tests.campaigns.signing import sign
from tests.factories import make_article, make_campaign, make_endorsement, make_page
from tests.markup import read

pytestmark = pytest.mark.django_db

CAME = date(2027, 3, 1)
# Noon in Los Angeles.
DAY_30, DAY_31 = "2027-03-31 19:00:00+00:00", "2027-04-01 19:00:00+00:00"


@pytest.fixture
def campaign(organisation):
    with time_machine.travel("2027-03-01 20:00:00+00:00"):
        return make_campaign()


@pytest.mark.parametrize(
    ("state", "decided", "is_kept"),
    [
        ("waiting", None, False),
        ("set-aside", None, False),
        ("declined", CAME, False),
        ("declined", date(2027, 3, 20), True),
        ("approved", CAME, True),
    ],
)
def test_thirty_days_after_its_day_it_is_gone(campaign, state, decided, is_kept):
    make_endorsement(campaign, state=state, received_on=CAME, decided_on=decided)
    with time_machine.travel(DAY_30, tick=False):
        assert moderation.delete_expired() == 0
    with time_machine.travel(DAY_31, tick=False):
        assert moderation.delete_expired() == (not is_kept)
    assert Endorsement.objects.exists() == is_kept


def test_the_day_is_that_of_los_angeles(campaign):
    make_endorsement(campaign, received_on=CAME)
    # Already the first of April in London, still the last of March in Los Angeles.
    with time_machine.travel("2027-04-01 05:00:00+00:00", tick=False):
        assert moderation.delete_expired() == 0


def test_replies_go_too(campaign):
    Reply.objects.create(article=make_article(), text="Words", language_code="en", received_on=CAME)
    with time_machine.travel(DAY_31, tick=False):
        assert moderation.delete_expired() == 1
    assert not Reply.objects.exists()


@time_machine.travel(DAY_31, tick=False)
def test_it_happens_when_something_comes_in(client, campaign):
    old = make_endorsement(campaign, "Zoë", received_on=CAME)
    assert sign(client).status_code == 200
    assert not Endorsement.objects.filter(pk=old.pk).exists()
    assert Endorsement.objects.count() == 1


@pytest.mark.parametrize("address", ["/staff/campaigns/endorsement/", "/staff/campaigns/endorsement/sheet/"])
def test_it_happens_when_staff_look(staff, campaign, address):
    make_endorsement(campaign, received_on=date(2020, 1, 1))
    staff.get(address)
    assert not Endorsement.objects.exists()


def test_the_command_for_all_that_has_a_date_deletes_it(campaign):
    make_endorsement(campaign, received_on=date(2020, 1, 1))
    call_command("expire", verbosity=0)
    assert not Endorsement.objects.exists()


def test_it_happens_at_each_start(monkeypatch, campaign):
    called = []
    monkeypatch.setattr(run, "call_command", lambda name, **_options: called.append(name))
    monkeypatch.setattr(run, "collect_static_files", lambda: None)
    monkeypatch.setattr(run, "make_first_account", lambda: None)

    run.prepare_site()

    assert called.index("migrate") < called.index("expire")


def test_the_privacy_page_says_how_long(client, organisation):
    make_page("privacy", Section.SITE, at_root=True)
    assert (
        "Signatures and replies that were not approved Not sealed. 30 days from the day it came"
        in read(client, "/privacy/").main
    )
