"""What was sent is taken back with its code, by whoever has it and nobody else."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from idpwsp.foundation.guard import codes
from idpwsp.foundation.guard.withdrawal import Withdrawable, WithdrawForm
from tests.guard.pressing import document_of
from tests.markup import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry_model():
    """A model that stands in no app, with a table that is gone after the test."""
    with isolate_apps("tests.guard"):

        class Entry(Withdrawable):
            text = models.TextField()

            class Meta:
                app_label = "guard"

            def __str__(self) -> str:
                return self.text

        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE guard_entry (id integer PRIMARY KEY, text text, code_hash varchar(64) UNIQUE)"
            )
        yield Entry


@pytest.fixture
def form(entry_model):
    class TakeDownForm(WithdrawForm):
        model = entry_model

    return TakeDownForm


def test_it_works(entry_model, form):
    kept = entry_model(text="My words").lodge()

    found = form({"code": kept.code.lower().replace("-", " ")})

    assert found.is_valid()
    assert found.entry.text == "My words"
    assert kept.id == found.entry.pk


def test_the_code_itself_is_kept_nowhere(entry_model):
    kept = entry_model(text="My words").lodge()

    (row,) = entry_model.objects.values_list()
    assert codes.hash_of(kept.code) in row
    assert codes.read(kept.code) not in str(row)
    assert kept.code not in str(row)


def test_a_new_code_replaces_the_old(entry_model):
    first = entry_model(text="My words").lodge()
    second = entry_model.objects.lodge_again(first.id)

    assert second.id == first.id
    assert not entry_model.objects.with_code(first.code).exists()
    assert entry_model.objects.with_code(second.code).get().text == "My words"


def test_what_is_gone_gets_no_new_code(entry_model):
    assert entry_model.objects.lodge_again(1) is None


def test_several_entries_may_have_no_code(entry_model):
    entry_model.objects.create(text="On paper")
    entry_model.objects.create(text="On paper too")
    assert not entry_model.objects.with_code("").exists()


@pytest.mark.parametrize("code", ["short", "7K2Q-9XWM-04BC-TZ5", "%", "' OR 1=1 --", "x" * 101])
def test_what_is_no_code_is_said_to_be_none(entry_model, form, code):
    entry_model(text="My words").lodge()

    refused = form({"code": code})

    assert not refused.is_valid()
    assert refused.entry is None


def test_another_code_finds_nothing(entry_model, form):
    entry_model(text="My words").lodge()

    refused = form({"code": codes.new()})

    assert "already taken down" in refused.errors["code"][0]
    assert refused.entry is None


def test_the_page_shows_the_code_and_says_how_to_keep_it(send):
    document = document_of(send())

    (code,) = document.all("code")
    assert text(code) == "CODE-1-1"
    # A browser that translates the page must leave it alone.
    assert code.get("translate") == "no"
    assert "Write it on paper" in document.main
    assert "cannot find a lost one" in document.main


def test_a_new_code_takes_nothing_back_that_staff_decide_meanwhile(entry_model, monkeypatch):
    kept = entry_model(text="My words").lodge()
    new = codes.new

    def staff_were_quicker() -> str:
        entry_model.objects.update(text="My words, without the number")
        return new()

    monkeypatch.setattr(codes, "new", staff_were_quicker)
    again = entry_model.objects.lodge_again(kept.id)

    assert entry_model.objects.get().text == "My words, without the number"
    assert entry_model.objects.with_code(again.code).exists()
    assert not entry_model.objects.with_code(kept.code).exists()


def test_there_is_no_new_code_for_what_is_gone(entry_model):
    assert entry_model.objects.lodge_again(1) is None
