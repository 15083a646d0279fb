"""What a stranger writes to us is read by staff as words, on every page of the inbox and in every file it leaves in."""

import pytest
from django.contrib.auth.models import User

from contact.inbox.models import Conversation
from tests.attacks.markup import PAYLOADS, got_through
from tests.contact.writing import FORMS, make_form_pages, send
from tests.inbox.keys import make_keys
from tests.inbox.people import browser_of
from tests.markup import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

# Chosen from a list, read as a day or a number, or as an address to answer to.
NOT_WORDS = {
    "about",
    "would_help",
    "way",
    "until",
    "inviter_kind",
    "date",
    "place_kind",
    "topic",
    "interpreter",
    "interests",
    "copies",
    "needed_by",
    "contact_address",
    "hours",
    "say_you_are",
    "topic_other",
    "language",
    "interests_other",
    "phone",
    "plain_parcel",
    "may_leave_voicemail",
    "email",
    "audience_size",
    "language_wanted",
}
CHOSEN = {("/brochure/order/", "languages")}


@pytest.fixture
def maria():
    user = User.objects.create_superuser("maria", password="a long password")
    make_keys(user)
    make_form_pages()
    return user


def hostile(address, payload):
    """Every answer in words holds it, as much as fits there."""
    words = FORMS[address][0]
    return {name: payload[:60] for name in words if name not in NOT_WORDS and (address, name) not in CHOSEN}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_page_of_the_inbox_runs_what_a_stranger_wrote(client, maria, payload):
    for address in FORMS:
        assert send(client, address, **hostile(address, payload)).status_code == 200, address
    reader = browser_of(maria, unlocked=True)
    pages = ["", "help/", "speakers/", "volunteers/", "brochures/", "volunteers/table/", "speakers/calendar/", "audit/"]
    for conversation in Conversation.objects.all():
        pages += [f"c/{conversation.pk}/", *(f"c/{conversation.pk}/{each}/" for each in ("answer", "note", "delete"))]
    request = Conversation.objects.get(form="speaker")
    pages += [f"c/{request.pk}/confirm/"]

    shown = 0
    for page in pages:
        response = reader.get(f"/staff/inbox/{page}")
        assert response.status_code == 200, page
        document = Document(response.content.decode())
        assert got_through(document) == [], page
        shown += "zqx" in document.words
    found = reader.post("/staff/inbox/help/search/", {"sought": "zqx"})
    assert got_through(Document(found.content.decode())) == []
    assert shown >= 10, "the words are there to be read"


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_file_from_it_holds_a_line_or_a_formula_of_theirs(client, maria, payload):
    for address in ("/speaker/", "/volunteer/"):
        sent = hostile(address, f"=zqx()\r\nX-ZQX:1\r\n{payload}")
        assert send(client, address, **sent).status_code in (200, 422), address
        if not Conversation.objects.filter(form=address.strip("/")).exists():
            sent = hostile(address, f"=zqx(){payload}")
            assert send(client, address, **sent).status_code == 200, address
    reader = browser_of(maria, unlocked=True)

    calendar = reader.post("/staff/inbox/speakers/calendar.ics")
    table = reader.post("/staff/inbox/volunteers/table.csv")

    for response in (calendar, table):
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "zqx" not in str(response.headers).lower()
    lines = calendar.content.decode().replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.upper().startswith(("=ZQX", "X-ZQX"))]
    assert not [cell for cell in table.content.decode("utf-8-sig").split('"') if cell.lstrip().startswith("=")]
