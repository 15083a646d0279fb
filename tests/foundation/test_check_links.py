"""``manage.py check_links``: what it asks, what it keeps, and that there is never a second one."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from idpwsp.foundation.links import checking
from idpwsp.foundation.links.checking import check_links
from idpwsp.foundation.links.models import GIVEN_UP_AFTER, AlreadyRunningError, LinkCheck, OutwardLink
from idpwsp.foundation.links.outcome import Answer, Outcome, Reason
from tests.factories import make_card, make_page
from tests.foundation.hosts import serving
from tests.foundation.test_link_asking import asker_for

pytestmark = pytest.mark.django_db

GONE = Answer(Reason.GONE, 404)
SILENT = Answer(Reason.SILENT)
FINE = Answer(status=200)
DAY = timedelta(days=1)


class Told:
    """An asker that is told what each address says; anything else is fine."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = {f"https://source.example/{path}/0": answer for path, answer in answers.items()}
        self.asked: list[str] = []

    def ask(self, address: str) -> Answer:
        self.asked.append(address)
        return self.answers.get(address, FINE)


def run(**answers: Answer) -> Told:
    asker = Told(**answers)
    check_links(LinkCheck.objects.begin(), asker)
    return asker


def link(key: str) -> OutwardLink:
    return OutwardLink.objects.get(address=f"https://source.example/{key}/0")


@pytest.fixture
def cards(organisation):
    page = make_page()
    return {key: make_card(page, key) for key in ("one", "two", "three")}


def test_it_works(organisation):
    page = make_page()
    with serving() as host:
        # The exit site is a link like any other.
        organisation.exit_url = host.at("/exit")
        organisation.save()
        card = make_card(page, sources=0)
        for order, path in enumerate(("/fine", "/404", "/301/new", "/403", "/503", "/hang")):
            card.sources.create(title=path, url=host.at(path), order=order)
        check_links(LinkCheck.objects.begin(), asker_for(host, timeout=0.5))
        outcomes = {each.address.removeprefix(host.at("")): each.outcome for each in OutwardLink.objects.all()}
        assert outcomes == {
            "/exit": Outcome.FINE,
            "/fine": Outcome.FINE,
            "/404": Outcome.BROKEN,
            "/301/new": Outcome.MOVED,
            "/403": Outcome.DOUBTFUL,
            "/503": Outcome.DOUBTFUL,
            "/hang": Outcome.DOUBTFUL,
        }
    check = LinkCheck.objects.get()
    assert (check.state, check.found, check.asked) == (LinkCheck.State.DONE, 7, 7)


def test_nothing_of_the_answers_is_kept_but_what_was_learned(cards):
    run(one=GONE, two=Answer(status=200, moved_to="https://new.example/"))
    assert (link("one").words, link("one").moved_to) == ("The page is not there (404)", "")
    assert link("two").moved_to == "https://new.example/"
    assert link("three").words == ""
    fields = {field.name for field in OutwardLink._meta.fields}
    assert fields == {"id", "address", "asked_at", "outcome", "reason", "status", "moved_to", "failing_since"}


def test_no_answer_is_broken_only_at_the_second_check_in_a_row(cards):
    run(one=SILENT, two=Answer(Reason.HOST_ERROR, 503), three=SILENT)
    first = link("one").failing_since
    assert {each.outcome for each in OutwardLink.objects.exclude(reason="")} == {Outcome.DOUBTFUL}
    run(one=SILENT, two=SILENT)
    assert [link(key).outcome for key in ("one", "two", "three")] == [Outcome.BROKEN, Outcome.BROKEN, Outcome.FINE]
    # Since it was first seen so, not since it was called so.
    assert link("one").failing_since == first
    assert link("three").failing_since is None
    run(three=SILENT)
    assert link("three").outcome == Outcome.DOUBTFUL


def test_a_link_that_works_again_is_broken_no_longer(cards):
    run(one=GONE)
    assert link("one").failing_since is not None
    run()
    assert (link("one").outcome, link("one").failing_since, link("one").reason) == (Outcome.FINE, None, "")


def test_what_refuses_programs_is_never_called_broken(cards):
    for _time in range(3):
        run(one=Answer(Reason.TURNED_AWAY, 403))
    assert link("one").outcome == Outcome.DOUBTFUL


def test_an_address_that_is_no_longer_used_is_forgotten(cards):
    run(one=GONE)
    cards["one"].delete()
    run()
    assert not OutwardLink.objects.filter(address__contains="/one/").exists()


def test_an_address_that_is_used_twice_is_asked_once(cards):
    cards["one"].sources.create(title="Again", url="https://source.example/two/0#part")
    assert run().asked.count("https://source.example/two/0") == 1


def test_where_nobody_answers_the_site_is_cut_off_and_nothing_changes(cards):
    run(one=GONE)
    before = list(OutwardLink.objects.order_by("pk").values())
    asker = Told()
    asker.ask = lambda address: Answer(Reason.NO_HOST)
    check_links(LinkCheck.objects.begin(), asker)
    assert list(OutwardLink.objects.order_by("pk").values()) == before
    assert LinkCheck.objects.first().state == LinkCheck.State.OFFLINE


# ── Never two at a time ────────────────────────────────────────────────────


def test_a_second_check_is_refused(cards):
    LinkCheck.objects.begin()
    with pytest.raises(AlreadyRunningError):
        LinkCheck.objects.begin()
    with pytest.raises(CommandError, match="Another check is running"):
        call_command("check_links")


def test_a_check_that_died_makes_way(cards):
    dead = LinkCheck.objects.begin(timezone.now() - GIVEN_UP_AFTER - timedelta(seconds=1))
    assert not dead.is_running
    assert dead.has_died
    run(one=GONE)
    assert LinkCheck.objects.get().state == LinkCheck.State.DONE


def test_a_check_that_was_given_up_records_nothing(cards):
    late = LinkCheck.objects.begin(timezone.now() - DAY)
    LinkCheck.objects.begin()
    with pytest.raises(AlreadyRunningError):
        check_links(late, Told(one=GONE))
    assert not OutwardLink.objects.exists()


def test_a_check_that_fails_says_so_and_the_next_may_begin(cards, monkeypatch):
    def fail(self, address):
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(Told, "ask", fail)
        with pytest.raises(RuntimeError, match="a defect"):
            run()
    assert LinkCheck.objects.get().state == LinkCheck.State.STOPPED
    run()
    assert LinkCheck.objects.get().state == LinkCheck.State.DONE


# ── The command ────────────────────────────────────────────────────────────


def command(monkeypatch, asker, *arguments):
    monkeypatch.setattr(checking, "Asker", lambda: asker)
    call_command("check_links", *arguments)


def test_the_command_says_what_it_found(cards, monkeypatch, capsys):
    command(monkeypatch, Told(one=GONE))
    assert capsys.readouterr().out == "Outward links: 3 fine, 0 moved, 1 broken, 0 doubtful.\n"


def test_the_command_goes_on_with_a_check_that_has_begun(cards, monkeypatch):
    begun = LinkCheck.objects.begin()
    command(monkeypatch, Told(), "--begun", str(begun.pk))
    begun.refresh_from_db()
    assert begun.state == LinkCheck.State.DONE
    with pytest.raises(CommandError, match="no check"):
        command(monkeypatch, Told(), "--begun", str(begun.pk))


def test_the_command_fails_where_the_machine_is_cut_off(cards, monkeypatch):
    asker = Told()
    asker.ask = lambda address: SILENT
    with pytest.raises(CommandError, match="No other host could be reached"):
        command(monkeypatch, asker)
