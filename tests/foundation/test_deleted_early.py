"""The list of what was deleted early: nothing on it is lost, whatever else happens at that moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from idpwsp.foundation import deleted_early
from idpwsp.foundation.deleted_early import Noted, forget, forget_before, in_batches, remember, remembered, take_in

DAY = date(2027, 3, 1)
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def new(digits: int = 64) -> str:
    return (uuid4().hex + uuid4().hex)[:digits]


def test_each_line_says_its_kind_its_id_and_its_day(folder: Path) -> None:
    conversation, words = new(32), new()
    remember("", {conversation: DAY})
    remember("words", {words: TOMORROW})

    assert remembered() == {Noted("", conversation): DAY, Noted("words", words): TOMORROW}
    lines = (folder / "deleted-early").read_text().split("\n")
    assert [line for line in lines if line] == [f"{conversation} 2027-03-01", f"words {words} 2027-03-02"]
    assert (folder / "deleted-early").stat().st_mode & 0o777 == 0o600


def test_a_list_from_before_there_were_kinds_is_read(folder: Path) -> None:
    old = new(32)
    (folder / "deleted-early").write_text(f"\n{old} 2027-03-01\n")
    assert list(in_batches("")) == [{old: DAY}]
    assert list(in_batches("words")) == []


def test_many_come_in_batches() -> None:
    every = {new(): DAY for _number in range(1200)}
    remember("words", every)
    batches = list(in_batches("words"))
    assert [len(batch) for batch in batches] == [500, 500, 200]
    assert batches[0] | batches[1] | batches[2] == every


def test_nothing_to_note_makes_no_list(folder: Path) -> None:
    remember("words", {})
    assert forget_before(DAY) == 0
    forget("words", [new()])
    assert not deleted_early.file().exists()


def test_the_list_of_another_machine_is_added_and_neither_is_lost(folder: Path) -> None:
    ours, both, later, theirs = new(), new(), new(), new(32)
    remember("words", {ours: DAY, both: DAY, later: DAY})
    other = folder / "other"
    other.write_text(f"\nwords {both} {DAY}\n\n{theirs} {DAY}\nwords {later} {TOMORROW}\nhalf a li")

    assert take_in(other) == 3

    words = {ours: DAY, both: DAY, later: TOMORROW}
    assert remembered() == {Noted("", theirs): DAY, **{Noted("words", each): day for each, day in words.items()}}


@pytest.mark.parametrize(
    "rest", [new(9), f"{new(32)} 2027-0", f"{new()} 2027-03-01", f"words {new(32)} 2027-03-01", "words",
             f"words {new()} 2027-13-45\n", "\0\xff"],
)  # fmt: skip
def test_a_line_that_was_cut_short_spoils_no_other(rest: str) -> None:
    first, last = new(), new()
    remember("words", {first: DAY})
    with deleted_early.file().open("ab") as file:
        file.write(rest.encode("latin-1"))

    remember("words", {last: DAY})

    assert remembered() == {Noted("words", first): DAY, Noted("words", last): DAY}


def test_what_is_forgotten_goes_by_kind_and_id() -> None:
    one, other = new(), new()
    remember("words", {one: DAY})
    remember("declined", {one: DAY, other: DAY})

    forget("declined", [one])

    assert set(remembered()) == {Noted("words", one), Noted("declined", other)}


def test_lines_of_a_kind_that_nobody_knows_stay_when_others_go() -> None:
    old, strange = new(), new()
    remember("words", {old: DAY})
    remember("herons", {strange: TOMORROW})

    assert forget_before(TOMORROW) == 1

    assert remembered() == {Noted("herons", strange): TOMORROW}
    assert deleted_early.file().stat().st_mode & 0o777 == 0o600


def test_noting_and_forgetting_at_once_loses_nothing() -> None:
    ids = [new() for _number in range(40)]

    def note(number: int) -> None:
        remember("words", {ids[number]: date(2999, 1, 1)})
        remember("words", {new(): date(2000, 1, 1)})
        forget_before(DAY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(len(ids))))

    forget_before(DAY)
    assert {noted.id for noted in remembered()} == set(ids)


def test_where_nothing_can_be_written_it_says_so(folder: Path, settings) -> None:
    settings.DATA_DIR = folder / "missing"
    with pytest.raises(FileNotFoundError):
        remember("words", {new(): DAY})
