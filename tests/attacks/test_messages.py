"""What a stranger writes to us is read by staff as words, on every page of the inbox and in every file it leaves in."""

from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox.agreement_form import AgreementForm
from contact.inbox.models import Conversation
from tests.admin_forms import fields_of
from tests.attacks.markup import PAYLOADS, got_through
from tests.attacks.test_fuzzed_forms import FORMS as FORM_AT
from tests.contact.writing import FORMS, make_form_pages, send
from tests.inbox.keys import make_keys
from tests.inbox.people import browser_of
from tests.markup import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

EACH = pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
LONGEST = 400
# The form takes a real address alone: this is as bad as one can be.
EMAIL = '"<zqx>zqxemail"@example.org'
# With so many digits anything is taken for a phone.
DIGITS = " 415 555 0100"


@pytest.fixture
def maria():
    user = User.objects.create_superuser("maria", password="a long password")
    make_keys(user)
    make_form_pages()
    return user


def free(form):
    """The fields of a form that take any words, by their kind."""
    return {name: field for name, field in form.base_fields.items() if isinstance(field, forms.CharField)}


def hostile(address, payload):
    """Every answer in words holds it, as much as fits there, and how we may reach somebody too."""
    sent = {}
    for name, field in free(FORM_AT[address]).items():
        mark = f" zqx{name.replace('_', '')}{DIGITS}"
        sent[name] = payload[: min(field.max_length, LONGEST) - len(mark)] + mark
    if "email" in sent:
        sent["email"] = EMAIL
    if "way" in FORMS[address][0]:
        sent |= {"way": "phone", "until": timezone.localdate().isoformat()}
    return sent


def test_every_field_of_words_is_among_them():
    """Nobody keeps a list of them."""
    assert set(FORMS) <= set(FORM_AT)
    names = {(address, name) for address in FORMS for name in hostile(address, "x")}
    for address, name in (
        ("/contact/", "contact_address"),
        ("/contact/", "language_wanted"),
        ("/speaker/", "email"),
        ("/speaker/", "audience_size"),
        ("/volunteer/", "languages"),
        ("/volunteer/", "say_you_are"),
        ("/brochure/order/", "deliver_to"),
    ):
        assert (address, name) in names
    assert ("/brochure/order/", "languages") not in names, "chosen from a list"
    assert len(names) > 45


@EACH
def test_no_page_of_the_inbox_runs_what_a_stranger_wrote(client, maria, payload):
    marks = set()
    for address in FORMS:
        sent = hostile(address, payload)
        assert send(client, address, **sent).status_code == 200, address
        marks |= {f"zqx{name.replace('_', '')}" for name in free(FORM_AT[address])}
    reader = browser_of(maria, unlocked=True)
    pages = ["", "help/", "speakers/", "volunteers/", "brochures/", "volunteers/table/", "speakers/calendar/", "audit/"]
    for conversation in Conversation.objects.all():
        pages += [f"c/{conversation.pk}/", *(f"c/{conversation.pk}/{each}/" for each in ("answer", "note", "delete"))]
    request = Conversation.objects.get(form="speaker")
    pages += [f"c/{request.pk}/confirm/"]

    seen = [harmless(reader.get(f"/staff/inbox/{page}"), page) for page in pages]
    seen += [harmless(reader.post("/staff/inbox/help/search/", {"sought": "zqx"}), "search")]

    assert sum("zqx" in words for words in seen) >= 10, "the words are there to be read"
    assert {mark for mark in marks if not any(mark in words for words in seen)} == set()


def harmless(response, page):
    """All that a page says, once nothing in it is more than words."""
    assert response.status_code == 200, page
    document = Document(response.content.decode())
    assert got_through(document) == [], page
    return document.words


@EACH
def test_nor_does_the_page_that_shows_how_somebody_could_once_be_reached(client, maria, payload):
    for address in ("/contact/", "/volunteer/", "/brochure/order/"):
        assert send(client, address, **hostile(address, payload)).status_code == 200, address
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        reader = browser_of(maria, unlocked=True)
        for conversation in Conversation.objects.all():
            page = f"/staff/inbox/c/{conversation.pk}/"
            assert "zqxcontactaddress" not in harmless(reader.get(page), page)

            words = harmless(reader.post(f"{page}contact/"), page)

            assert {mark for mark in ("zqxcontactaddress", "zqxhours", "zqxsayyouare") if mark not in words} == set()


@EACH
def test_nor_do_the_sheets_that_are_printed(client, maria, payload):
    assert send(client, "/speaker/", **hostile("/speaker/", payload)).status_code == 200
    reader = browser_of(maria, unlocked=True)
    page = f"/staff/inbox/c/{Conversation.objects.get().pk}/"
    agreed = {name: payload[: min(field.max_length, LONGEST)] for name, field in free(AgreementForm).items()}
    form = fields_of(reader.get(f"{page}confirm/").content.decode(), "confirm_form")

    assert reader.post(f"{page}confirm/", {**form, **agreed, "_confirm": "1"}).status_code == 302

    for address in ("sheet/", "sheet/speaker/", "confirm/", ""):
        assert "zqx" in harmless(reader.get(page + address), address)
    # It comes back with what was typed, where the day is missing.
    again = reader.post(f"{page}confirm/", {**form, **agreed, "date": "", "_confirm": "1"})
    assert again.status_code == 422
    assert got_through(Document(again.content.decode())) == []


@EACH
def test_no_file_from_it_holds_a_line_or_a_formula_of_theirs(client, maria, payload):
    for address in ("/speaker/", "/volunteer/"):
        sent = hostile(address, f"=zqx()\r\nX-ZQX:1\r\n{payload}")
        assert send(client, address, **sent).status_code == 200, address
    reader = browser_of(maria, unlocked=True)

    calendar = reader.post("/staff/inbox/speakers/calendar.ics")
    table = reader.post("/staff/inbox/volunteers/table.csv")

    for response in (calendar, table):
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "zqx" not in str(response.headers).lower()
    assert "zqx" in table.content.decode("utf-8-sig")
    lines = calendar.content.decode().replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.upper().startswith(("=ZQX", "X-ZQX"))]
    assert not [cell for cell in table.content.decode("utf-8-sig").split('"') if cell.lstrip().startswith("=")]
