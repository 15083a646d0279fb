"""Three on the staff with different rights: each sees what they should, and is refused the rest.

Maria reads Help and Press, Ana reads Help, Lupe reads Speakers.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User

from contact.inbox.models import Conversation
from tests.conftest import Reader
from tests.inbox.keys import make_conversation, make_letter
from tests.inbox.staff import INBOX, Colleague, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db

MAY = {"maria": {"help", "press"}, "ana": {"help"}, "lupe": {"speakers"}}
LABELS = {
    "help": "Help",
    "speakers": "Speakers",
    "volunteers": "Volunteers",
    "brochures": "Brochures",
    "press": "Press",
}
CASES = [(name, queue) for name in MAY for queue in LABELS]
READING = ("", "answer/", "note/", "delete/")
ACTIONS = ("answer/", "note/", "assign/", "mark/", "move/", "delete/", "contact/")


@pytest.fixture
def staff() -> dict[str, Colleague]:
    found = dict(zip(MAY, make_staff(), strict=True))
    for queue in LABELS:
        make_conversation(queue, letter=make_letter(f"Subject of {queue}"))
    return found


def in_queue(queue: str) -> Conversation:
    return Conversation.objects.get(queue=queue)


def pages(who: Colleague) -> Any:
    front = Document(who.reader.get("/staff/").content.decode()).words
    return who.words(), front


@pytest.mark.parametrize(("name", "queue"), CASES)
def test_the_lists(staff, organisation, name, queue):
    who, may = staff[name], queue in MAY[name]
    assert who.get(f"{queue}/").status_code == (200 if may else 404)
    if may:
        assert f"Subject of {queue}" in who.words(f"{queue}/")


@pytest.mark.parametrize(("name", "queue"), CASES)
def test_the_counts(staff, organisation, name, queue):
    index, front = pages(staff[name])
    may = queue in MAY[name]
    assert (f"{LABELS[queue]} 1" in index) == may
    assert (f"1 waiting in {LABELS[queue]}" in front) == may


@pytest.mark.parametrize(("name", "queue"), CASES)
def test_reading(staff, name, queue):
    may = queue in MAY[name]
    for page in READING:
        assert staff[name].get(f"c/{in_queue(queue).pk}/{page}").status_code == (200 if may else 404), page


@pytest.mark.parametrize(("name", "queue"), [(name, queue) for name, queue in CASES if queue not in MAY[name]])
def test_every_action_is_refused(staff, name, queue):
    before = Conversation.objects.filter(queue=queue).values().get()
    for action in ACTIONS:
        sent = {"text": "Words", "seen": "0", "state": "done", "queue": "press", "to": staff[name].user.pk}
        assert staff[name].post(f"c/{in_queue(queue).pk}/{action}", **sent).status_code == 404, action
    assert Conversation.objects.filter(queue=queue).values().get() == before
    assert in_queue(queue).records.count() == 1


def test_what_may_not_be_seen_looks_like_what_there_is_not(staff):
    ids = (in_queue("press").pk, "00000000-0000-4000-8000-000000000000")
    hidden, nothing = (staff["ana"].get(f"c/{pk}/") for pk in ids)
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content


def test_whoever_loses_the_right_loses_it_at_once(staff):
    ana = staff["ana"]
    assert ana.get("help/").status_code == 200
    ana.user.user_permissions.clear()
    assert ana.get("help/").status_code == 403
    assert ana.get(f"c/{in_queue('help').pk}/").status_code == 403


def test_the_right_without_a_key_opens_nothing(staff):
    root = Reader()
    user = User.objects.create_superuser("root")
    root.force_login(user)
    response = root.get(f"{INBOX}c/{in_queue('help').pk}/")
    assert response.status_code == 302
    assert "/unlock/" in response.url


def test_another_browser_of_the_same_person_is_locked(staff):
    maria = staff["maria"]
    other = Reader()
    other.cookies["staff"] = maria.reader.cookies["staff"].value
    response = other.get(f"{INBOX}help/")
    assert response.status_code == 302
    assert "/unlock/" in response.url


@pytest.mark.parametrize("page", ["", "help/", "enter/"])
def test_without_signing_in_there_is_nothing(staff, page):
    assert Reader().get(f"{INBOX}{page}").url.startswith("/staff/login/")


# ── Pages ──────────────────────────────────────────────────────────────────

PAGES = ("", "help/", "help/?state=done", "enter/", "c/ID/", "c/ID/answer/", "c/ID/note/", "c/ID/delete/")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_whole_and_holds_no_script_or_style_of_its_own(staff, page):
    response = staff["maria"].get(page.replace("ID", str(in_queue("help").pk)))
    document = Document(response.content.decode())
    assert document.errors == []
    assert len(document.ids) == len(set(document.ids))
    assert len(document.all("h1")) == 1
    assert document.all("style") == []
    assert all(each.get("src") for each in document.all("script"))
    assert not any(each.get("style") for each in document.elements)
    assert "no-store" in response.headers["Cache-Control"]
