"""Volunteers as a file: what leaves the sealed inbox says until when it may be kept, and runs nothing."""

import csv
import io
import re

import pytest

from contact.inbox.letters import Contact
from contact.inbox.models import AuditEntry, Conversation
from contact.inbox.spreadsheet import harmless
from tests.conftest import Reader
from tests.inbox.asking import in_days, make_staff, make_volunteer, signed_in

FILE = "/staff/inbox/volunteers/table.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def maria():
    return make_staff("maria", "volunteers")


@pytest.fixture
def reader(maria) -> Reader:
    return signed_in(maria)


def rows(reader: Reader, **data: str) -> list[dict[str, str]]:
    response = reader.post(FILE, data)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_it_works(reader):
    conversation = make_volunteer("Zoë Ngọc 木")
    response = reader.post(FILE)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "no-store" in response.headers["Cache-Control"]
    assert "Refresh" not in response.headers
    [row] = rows(reader)
    assert row == {
        "Delete this row before": conversation.delete_on.isoformat(),
        "Came on": conversation.started_on.isoformat(),
        "Name": "Zoë Ngọc 木",
        "Interests": "Web work",
        "Languages": "Welsh",
        "Skills": "Maps",
        "When": "Mondays",
        "How to reach them": "By e-mail",
        "Number or address": "juniper@mail.example",
        "Hours": "",
        "Voicemail": "",
        "Say you are": "",
        "Allowed until": "",
    }


def test_its_name_says_until_when_it_may_be_kept_and_nothing_else(reader):
    make_volunteer()
    Conversation.objects.filter(pk=make_volunteer().pk).update(delete_on=in_days(5))
    disposition = reader.post(FILE).headers["Content-Disposition"]
    assert disposition == f'attachment; filename="delete-before-{in_days(5)}.csv"'


def test_it_holds_the_rows_that_were_chosen(reader):
    make_volunteer("Juniper")
    make_volunteer("Rowan", interests=["research"])
    assert [row["Name"] for row in rows(reader, interest="research")] == ["Rowan"]


def test_lines_quotes_and_commas_stay_in_their_cell(reader):
    make_volunteer(skills='Maps, "big"\r\nand small;\ttoo')
    assert rows(reader)[0]["Skills"] == 'Maps, "big"\r\nand small;\ttoo'


@pytest.mark.parametrize(
    "contact",
    [Contact(), Contact(way="phone", address="415-555-0199", say_you_are="the library", until=in_days(-1))],
    ids=["never", "no longer"],
)
def test_who_may_not_be_contacted_has_nothing_to_be_reached_by(reader, contact):
    make_volunteer(contact=contact)
    [row] = rows(reader)
    assert row["How to reach them"] in ("Do not contact", "No longer allowed")
    assert [row[name] for name in ("Number or address", "Hours", "Voicemail", "Say you are")] == [""] * 4


# ── Formulas ───────────────────────────────────────────────────────────────

FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u200b=1", "\ufeff=1", "\u202e=1", "\xa0=1",
    "＝1", "＋1", "－1", "＠SUM", "﹦1", "﹢1", "﹣1", "﹫A", "−1", "|cmd", "%0A=1", '=HYPERLINK("https://evil.example")',
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_defused(formula):
    made = harmless(formula)
    assert made.startswith("'")
    assert made.replace("'", "") == formula


@pytest.mark.parametrize("text", ["", "Maps", "a=1", "1-2", "木=", "'=1", "é", "mail@mail.example", " spaced"])
def test_other_words_stay_as_they_are(text):
    assert harmless(text) == text


@pytest.mark.parametrize("separator", [";", "\n", "\r\n", "\t", "\u2028", "; ", ";\t", '";"', "\n\u200b"])
def test_a_program_that_separates_otherwise_finds_no_formula_within_a_cell(separator):
    """Excel in Spanish separates by semicolons: to it most quotes are letters, and each line begins a cell."""
    made = harmless(f"I can help{separator}=cmd")
    assert made.replace("'", "") == f"I can help{separator}=cmd"
    assert re.search(r"[;\s]'[^;\w]*=cmd$", made)


def test_a_zero_byte_hides_no_formula():
    assert harmless("\0=1") == "'=1"


@pytest.mark.parametrize("name", ["name", "languages", "skills", "when", "interests_other"])
def test_no_field_carries_a_formula(reader, name):
    make_volunteer(**{"name": "Juniper", name: "=cmd|' /C calc'!A0"})
    cells = [cell for row in rows(reader) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith("=")]
    assert [cell for cell in cells if "cmd" in cell]


def test_no_way_to_be_reached_carries_one(reader):
    contact = Contact(way="phone", address="+1 415", hours="=1", say_you_are="@A", may_leave_voicemail=True)
    make_volunteer(contact=contact)
    [row] = rows(reader)
    assert [row[name] for name in ("Number or address", "Hours", "Say you are")] == ["'+1 415", "'=1", "'@A"]


# ── What is noted ──────────────────────────────────────────────────────────


def test_that_it_was_saved_is_noted_with_how_many(reader, maria):
    make_volunteer()
    make_volunteer()
    reader.post(FILE)
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.queue_id, entry.detail) == (maria, "exported", "volunteers", "2")


def test_without_anybody_there_is_no_file(reader):
    response = reader.post(FILE, follow=True)
    assert response.redirect_chain == [("/staff/inbox/volunteers/table/", 302)]
    assert "There is nobody to export." in response.content.decode()
    assert not AuditEntry.objects.filter(action="exported").exists()


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_link_does_not_fetch_it(reader):
    make_volunteer()
    assert reader.get(FILE).status_code == 405
    assert not AuditEntry.objects.exists()


def test_locked_it_leads_to_the_locked_screen(maria):
    make_volunteer()
    response = signed_in(maria, is_unlocked=False).post(FILE)
    assert (response.status_code, response.url) == (302, "/staff/inbox/unlock/")


def test_whoever_may_read_another_queue_alone_gets_none(maria):
    make_volunteer()
    response = signed_in(make_staff("ana", "speakers")).post(FILE)
    assert response.status_code == 404
    assert "Juniper" not in response.content.decode()


def test_whoever_may_read_no_queue_is_refused(maria):
    assert signed_in(make_staff("ana"), is_unlocked=False).post(FILE).status_code == 403


def test_nobody_without_signing_in(client):
    assert client.post(FILE).status_code in (302, 403)


def test_a_key_that_is_not_shared_exports_nothing(maria):
    make_volunteer()
    ana = make_staff("ana", "help")
    ana.user_permissions.set([*ana.user_permissions.all(), *maria.user_permissions.all()])
    response = signed_in(ana).post(FILE)
    assert response.status_code == 302
