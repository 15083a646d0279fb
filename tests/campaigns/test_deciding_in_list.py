"""Deciding in the list of a queue: a choice beside each thing, saved all together."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from campaigns.models import Endorsement, Reply
from tests.admin_forms import change, fields_of, send
from tests.factories import make_article, make_campaign, make_endorsement, make_reply
from tests.markup import Document, read

pytestmark = pytest.mark.django_db

LIST = "/staff/campaigns/reply/"
ENDORSEMENTS = "/staff/campaigns/endorsement/"


@pytest.fixture
def replies(organisation) -> list[Reply]:
    article = make_article()
    return [make_reply(article, f"Words {number}.", state="waiting") for number in range(3)]


def opened(staff, address=LIST) -> dict[str, str]:
    """What the form of the list would send if nothing was chosen."""
    return fields_of(staff.get(address).content.decode(), "changelist-form")


def save(staff, sent, choices=None, address=LIST) -> str:
    """Choose, by the number of each, and press the button; returns what the list says then."""
    data = {**sent, **{f"decide-{number}": choice for number, choice in (choices or {}).items()}, "_decide": "1"}
    return Document(staff.post(address, data, follow=True).content.decode()).words


def states(kind=Reply) -> list[str]:
    return list(kind.objects.order_by("pk").values_list("state", flat=True))


def test_each_is_decided_on_as_was_chosen(staff, replies):
    first, second, _third = replies
    words = save(staff, opened(staff), {first.pk: "approve", second.pk: "decline"})
    assert states() == ["approved", "declined", "waiting"]
    assert "1 approved." in words
    assert "1 declined. It is deleted in 30 days." in words
    assert "Words 0" not in words
    assert "Words 2" in words
    assert set(Reply.objects.values_list("decided_on", flat=True)) == {timezone.localdate(), None}


def test_nothing_is_chosen_before_somebody_chooses(staff, replies):
    words = save(staff, opened(staff))
    assert "Nothing was chosen, so nothing has changed." in words
    assert states() == ["waiting"] * 3


def test_the_log_names_numbers_alone(staff, replies):
    save(staff, opened(staff), {replies[0].pk: "approve"})
    (entry,) = LogEntry.objects.all()
    assert (entry.object_repr, "Words" in entry.change_message) == (f"reply {replies[0].pk}", False)


def test_what_a_colleague_has_decided_meanwhile_stays_as_she_decided(staff, replies):
    sent = opened(staff)
    send(staff, change(replies[0]), "reply_form", "_decline")
    words = save(staff, sent, {each.pk: "approve" for each in replies[:2]})
    assert states() == ["declined", "approved", "waiting"]
    assert "1 left as it is: meanwhile somebody has changed it" in words


def test_words_that_were_not_the_ones_read_are_not_approved(staff, replies):
    sent = opened(staff)
    send(staff, change(replies[0]), "reply_form", text="Other words.", note="We have changed all of it.")
    save(staff, sent, {replies[0].pk: "approve"})
    assert states() == ["waiting"] * 3


def test_one_that_was_taken_back_meanwhile_stops_none_of_the_others(staff, replies):
    sent = opened(staff)
    numbers = [each.pk for each in replies]
    replies[0].delete()
    words = save(staff, sent, dict.fromkeys(numbers, "approve"))
    assert states() == ["approved"] * 2
    assert "1 left as it is" in words


@pytest.mark.parametrize("choice", ["delete", "_save", "x" * 9000])
def test_another_choice_decides_nothing(staff, replies, choice):
    sent = opened(staff)
    save(staff, sent, {replies[0].pk: choice, "9" * 30: "approve", "x": "approve"})
    assert states() == ["waiting"] * 3


def test_it_leads_back_to_the_same_filters(staff, replies):
    address = f"{LIST}?language_code=en&p=1"
    response = staff.post(address, {f"decide-{replies[0].pk}": "", "_decide": "1"})
    assert response.headers["Location"] == f"{LIST}?language_code=en"


def test_an_onlooker_sees_no_choice_and_makes_none(onlooker, staff, replies):
    sent = opened(staff)
    document = read(onlooker, LIST)
    assert "Words 0." in document.words
    assert "Save decisions" not in str(document.all("input"))
    assert [each for each in document.all("input") if each.get("type") == "radio"] == []
    onlooker.post(LIST, {**sent, f"decide-{replies[0].pk}": "approve", "_decide": "1"})
    assert states() == ["waiting"] * 3


def test_endorsements_are_decided_on_in_the_same_way(staff, organisation):
    campaign = make_campaign()
    ana, _bea = make_endorsement(campaign, "Ana"), make_endorsement(campaign, "Bea")
    save(staff, opened(staff, ENDORSEMENTS), {ana.pk: "approve"}, ENDORSEMENTS)
    assert states(Endorsement) == ["approved", "waiting"]


def test_a_list_with_nothing_says_so(staff, organisation):
    words = read(staff, LIST).words
    assert "There is nothing here." in words
    assert "Save decisions" not in words


def test_who_shows_is_listed_by_name_for_when_somebody_rings(staff, organisation):
    campaign = make_campaign()
    for name in ("Zoe", "ana", "Maria"):
        make_endorsement(campaign, name, state="approved")
    words = read(staff, f"{ENDORSEMENTS}?state=approved").words
    assert words.index("ana") < words.index("Maria") < words.index("Zoe")


def test_the_page_of_an_endorsement_leads_to_its_double(staff, organisation):
    campaign = make_campaign()
    there = make_endorsement(campaign, "Ana Díaz", state="approved")
    document = read(staff, change(make_endorsement(campaign, "ana diaz")).partition("?")[0])
    assert "Ana Díaz (Approved)" in document.words
    assert f"/staff/campaigns/endorsement/{there.pk}/change/" in str(document.addresses)


@pytest.mark.parametrize("name", ["Bea", ""])
def test_without_a_double_there_is_none_on_its_page(staff, organisation, name):
    campaign = make_campaign()
    for _number in range(2):
        make_endorsement(campaign, "", shown_as=Endorsement.ShownAs.NOT_SHOWN, state="approved")
    shown_as = Endorsement.ShownAs.FULL_NAME if name else Endorsement.ShownAs.NOT_SHOWN
    words = read(staff, change(make_endorsement(campaign, name, shown_as=shown_as)).partition("?")[0]).words
    assert "(Approved)" not in words
