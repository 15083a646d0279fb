"""Distinctive words are written through every form, by both doors; then all that a thief could take is searched.

The browser has no script. What the site keeps of the words is sealed: so neither they nor any number that was shown
may be found, in whatever way they could have been written.
"""

import base64
import hashlib
import json
import pickle
import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from contact.forms.again import ContactForm, WriteForm
from contact.forms.brochure import BrochureForm
from contact.forms.message import MessageForm
from contact.forms.speaker import SpeakerForm
from contact.forms.volunteer import VolunteerForm
from contact.inbox.agreement_form import AgreementForm
from contact.inbox.handling_forms import AnswerForm, EnterForm, NoteForm
from tests.inbox.smtp import MailServer
from tests.journeys.conftest import DESKTOP
from tests.journeys.filling import BY_POST, DAY, fill_in, form_with, send
from tests.journeys.server import Server

# In five scripts. The first is as it stands in an address too.
LATIN = "zanzibarquince"
SCRIPTS = (LATIN, "сиреневыйполдень", "مرمرالبحيرة", "琥珀色鹭鸟", "🦩🪁🦔")
WORDS = " ".join(SCRIPTS)
E_MAIL, PHONE = f"{LATIN}@mail.example", "415-555-7193"
# Each form of the public: what is chosen, besides the first of everything.
PUBLIC = {
    "/contact/": (MessageForm, BY_POST),
    "/speaker/": (SpeakerForm, {"email": E_MAIL, "phone": PHONE, "topic": "other"}),
    "/volunteer/": (VolunteerForm, {**BY_POST, "interests": "other"}),
    "/brochure/order/": (BrochureForm, BY_POST),
}
# Tells staff and opens everything with the passphrase, as JSON: what was kept, and what the site keeps beside it.
LOOK = """
import json
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from contact.inbox import conversations, keyholders, notices
from contact.inbox.models import Conversation, Keyholder
from idpwsp.foundation import mail
notices.tell()
mail.send_waiting()
keyring = keyholders.unlock(Keyholder.objects.get(user__username="staff"), "PASSPHRASE")
bodies = [
    {"form": conversation.form, "kind": opened.record.kind, "body": opened.body, "problem": opened.problem}
    for conversation in Conversation.everything.order_by("pk")
    for opened in conversations.open_all(conversation, keyring)
]
cached = connection.cursor().execute("SELECT cache_key FROM foundation_guard").fetchall()
kept = [session.get_decoded() for session in Session.objects.all()]
kept += [[key, caches["guard"].get(key.rpartition(":")[2])] for (key,) in cached]
print(json.dumps({"bodies": bodies, "kept": kept}, ensure_ascii=False))
"""


@dataclass
class Written:
    """What came of it, and what has to be searched. ``places`` are names with the bytes found there."""

    numbers: list[str]
    bodies: list[dict]
    places: dict[str, bytes]


# ── Writing ────────────────────────────────────────────────────────────────


def write_by_public_door(page: Page) -> list[str]:
    """Every form of the public. Returns the numbers that were shown."""
    numbers = []
    for address, (form_class, given) in PUBLIC.items():
        page.goto(address)
        fields = form_class.base_fields
        form = form_with(page, next(iter(given)))
        fill_in(form, fields, WORDS, **given)
        if address == "/contact/":
            # Refused first, so that the words have been in a page with errors too.
            form.locator("[name='until']").fill("2001-01-01")
            send(form)
            expect(page.get_by_role("alert")).to_be_visible()
            form = form_with(page, "way")
            form.locator("[name='until']").fill(DAY)
        send(form)
        expect(page.get_by_role("heading", name="It has reached us")).to_be_visible()
        numbers.append(page.locator("main code").inner_text())
    return numbers


def come_back(page: Page, number: str) -> None:
    """Check the number, write again, change the contact."""
    page.goto("/messages/")
    ask = form_with(page, "number")
    ask.locator("[name='number']").fill(number)
    send(ask)
    expect(page.get_by_role("heading", name="Our answer")).to_be_visible()
    expect(page.locator("main")).to_contain_text(LATIN)
    more = page.locator("form[action$='/messages/write/']")
    fill_in(more, WriteForm.base_fields, WORDS)
    send(more)
    expect(page.get_by_role("heading", name="It has reached us")).to_be_visible()
    page.get_by_role("button", name="Back to our answers").click()
    contact = page.locator("form[action$='/messages/contact/']")
    fill_in(contact, ContactForm.base_fields, WORDS, **BY_POST)
    send(contact)
    expect(page.get_by_role("heading", name="It is changed")).to_be_visible()


def write_by_staff_door(page: Page, passphrase: str) -> str:
    """Search, answer, note, confirm, enter a call. Returns the number that was shown for it."""
    page.goto("/staff/inbox/unlock/?next=/staff/inbox/help/")
    page.locator("[name='passphrase']").fill(passphrase)
    page.keyboard.press("Enter")
    page.locator("[name='sought']").fill(LATIN)
    page.keyboard.press("Enter")
    page.locator(".rows th a", has_text=LATIN).click()
    for link, form_class in (("Answer", AnswerForm), ("Note to colleagues", NoteForm)):
        page.get_by_role("link", name=link).click()
        form = form_with(page, "text")
        fill_in(form, form_class.base_fields, WORDS)
        send(form)
        expect(page.locator(".messagelist")).to_be_visible()
    page.goto("/staff/inbox/speakers/")
    page.locator(".rows th a", has_text=LATIN).click()
    page.goto(f"{page.url}confirm/")
    form = form_with(page, "for_speaker")
    fill_in(form, AgreementForm.base_fields, WORDS, until="19:30")
    form.locator("[name='_confirm']").click()
    expect(page.locator(".paper-sheet")).to_contain_text(LATIN)
    page.goto("/staff/inbox/enter/")
    form = form_with(page, "came_by")
    fill_in(form, EnterForm.base_fields, WORDS, way="post", came_on="2026-01-02")
    send(form)
    return page.locator(".receipt code").inner_text()


# ── Searching ──────────────────────────────────────────────────────────────


def encoded(text: str) -> set[bytes]:
    """A text in every way in which it could have been written, but for large and small letters."""
    in_json = json.dumps(text)[1:-1]
    in_address = quote(text, safe="")
    plain = {text, in_json, json.dumps(in_json)[1:-1], in_json.upper(), in_address, in_address.lower()}
    raw = {each.encode() for each in plain} | {text.encode("utf-16-le"), text.encode("utf-16-be")}
    hexed = {each.hex().encode() for each in raw}
    return raw | hexed | {part for each in raw for part in in_base64(each)}


def in_base64(raw: bytes) -> Iterator[bytes]:
    """What of it stands in base64 at each of the three places where it can begin, whatever stands around it."""
    for before in range(3):
        code = base64.b64encode(b"\0" * before + raw)
        sure = code[(before * 4 + 2) // 3 : len(code.rstrip(b"=")) - bool((before + len(raw)) % 3)]
        yield from (sure, sure.translate(bytes.maketrans(b"+/", b"-_")))


def number_encoded(number: str) -> set[bytes]:
    """A number in every way in which it could have been kept, also as what can be found out from it by trying."""
    digits = number.replace(" ", "")
    groups = number.split()
    found = {part for between in ("", " ", "-", "+") for part in encoded(between.join(groups))}
    for value in (digits, digits[:18]):
        found |= {pickle.dumps(int(value))[2:-1], int(value).to_bytes(9, "big"), bytes.fromhex(value)}
    for text in (digits, number):
        for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.blake2b):
            found |= {digest(text.encode()).digest(), digest(text.encode()).hexdigest().encode()}
    return found


def sought(written: Written) -> set[bytes]:
    words = {part for word in (*SCRIPTS, PHONE, DAY) for part in encoded(word)}
    return words.union(*map(number_encoded, written.numbers))


def found_in(places: dict[str, bytes], patterns: set[bytes]) -> list[tuple[str, bytes]]:
    return [
        (name, content[max(0, at - 40) : at + 60])
        for name, content in places.items()
        for pattern in patterns
        if (at := content.find(pattern)) >= 0
    ]


def files(*folders: Path, since: float) -> Iterator[tuple[str, bytes]]:
    """What has been written since then. Nothing that is older can hold anything of it."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_mtime >= since:
                yield str(path), path.read_bytes()


def cells(database: Path) -> bytes:
    """Every value of every table, one after the other: a file may hold a value in pieces."""
    connection = sqlite3.connect(database)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = [row for (table,) in tables for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608
    connection.close()
    return b"\n".join(each if isinstance(each, bytes) else str(each).encode() for row in rows for each in row)


@pytest.fixture(scope="module")
def written(browser: Browser, inbox_server: Server, inbox_session, mail: MailServer) -> Iterator[Written]:
    site, seen = inbox_server, []
    # As long as anybody is connected, SQLite keeps its log: a backup, or another worker.
    connection = sqlite3.connect(site.database)
    connection.execute("SELECT count(*) FROM inbox_record").fetchone()
    since = time.time() - 1
    options = {"base_url": site.url, "java_script_enabled": False, "viewport": DESKTOP}
    public, staff = browser.new_context(**options), browser.new_context(**options, storage_state=inbox_session)
    for context in (public, staff):
        context.set_default_timeout(20_000)
        context.on("request", lambda request: seen.append(request.url))
        context.on("response", lambda response: seen.append(str(response.headers)))
    page, desk = public.new_page(), staff.new_page()
    numbers = write_by_public_door(page)
    numbers.append(write_by_staff_door(desk, site.passphrase))
    come_back(page, numbers[0])
    seen += [page.title(), desk.title(), str(public.cookies()), str(staff.cookies())]
    look = json.loads(site.python(LOOK.replace("PASSPHRASE", site.passphrase)))
    places = dict(files(site.data_dir, Path(site.environment["TMPDIR"]), since=since))
    # The database whole, also where all that is new is still in its log.
    places |= {str(path): path.read_bytes() for path in site.data_dir.glob("db.sqlite3*")}
    places |= {
        "log": (site.data_dir / "log").read_bytes(),
        "cells": cells(site.database),
        "sessions and cache": json.dumps(look["kept"], ensure_ascii=False).encode(),
        "mail": "\n".join(letter.text + str(letter.message.get_payload(decode=True)) for letter in mail.taken).encode(),
        "what the browsers saw besides the pages": "\n".join(seen).encode(),
    }
    yield Written(numbers, look["bodies"], places)
    connection.close()
    public.close()
    staff.close()


def test_all_that_was_written_can_be_read_with_the_passphrase(written):
    """Otherwise there would be nothing to find."""
    ours = [each for each in written.bodies if LATIN in str(each["body"])]
    assert [each["problem"] for each in ours if each["problem"]] == []
    kinds = {(each["form"], each["kind"]) for each in ours}
    assert kinds >= {
        ("message", "first"), ("message", "answer"), ("message", "note"), ("message", "more"), ("message", "contact"),
        ("speaker", "first"), ("volunteer", "first"), ("brochure", "first"), ("entered", "first"),
    }  # fmt: skip
    for word in (*SCRIPTS, PHONE, DAY):
        assert any(word in str(each["body"]) for each in ours), word


def test_no_word_and_no_number_is_anywhere(written):
    names = [Path(name).name for name in written.places]
    assert {"db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "log", "cells", "mail"} <= set(names)
    assert b"message" in written.places["mail"]
    assert len(written.places["sessions and cache"]) > 300
    assert len(set(written.numbers)) == 5
    assert found_in(written.places, sought(written)) == []


def test_the_search_finds_what_is_there(written):
    """Planted in each of the ways in which it could be there."""
    for text in (*SCRIPTS, PHONE, written.numbers[0]):
        patterns = encoded(text) if text != written.numbers[0] else number_encoded(text)
        for way in (
            text.encode(), text.encode("utf-16-le"), json.dumps([text]).encode(), quote(text).encode(),
            *(base64.b64encode(b"x" * before + text.encode() + b"yz") for before in range(3)),
            base64.urlsafe_b64encode(pickle.dumps({"text": text})), pickle.dumps(text),
            text.encode().hex().encode(),
        ):  # fmt: skip
            assert found_in({"planted": b"before " + way + b" after"}, patterns), (text, way)
    digits = re.sub(" ", "", written.numbers[0])
    for way in (digits.encode(), quote(written.numbers[0]).encode(), pickle.dumps(int(digits))):
        assert found_in({"planted": way}, number_encoded(written.numbers[0])), way


def test_the_search_looks_into_files_and_cells(inbox_server, tmp_path):
    """Planted where the server writes: the log, a file beside it, a temporary file, the table of the guard."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "upload").write_bytes(WORDS.encode())
    planted = sqlite3.connect(tmp_path / "db.sqlite3")
    planted.execute("CREATE TABLE kept (value BLOB)")
    planted.execute("INSERT INTO kept VALUES (?)", [base64.b64encode(pickle.dumps(WORDS))])
    planted.commit()
    planted.close()
    places = {**dict(files(tmp_path, since=0)), "cells": cells(tmp_path / "db.sqlite3")}
    for word in SCRIPTS:
        names = {Path(name).name for name, _around in found_in(places, encoded(word))}
        assert names == {"upload", "db.sqlite3", "cells"}
