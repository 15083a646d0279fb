"""The editor's guide is true: what it names is on the screens, its pictures and links are there, staff can read it."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.contrib.staticfiles import finders
from django.middleware.csrf import get_token
from django.test import RequestFactory
from PIL import Image

from contact.inbox.agreement import Agreement
from contact.inbox.confirming import confirm
from contact.inbox.letters import Contact
from idpwsp import held
from idpwsp.foundation.pictures import MAX_BYTES
from idpwsp.roles import ADMINISTRATOR, EDITOR, give
from resources.models import Card, Page, Section, Service
from tests.admin_forms import fields_of, send
from tests.conftest import Reader
from tests.factories import make_article, make_campaign, make_endorsement, make_event, make_picture, make_reply
from tests.inbox.asking import in_days, make_request, make_staff, make_volunteer, signed_in
from tests.inbox.keys import make_keyholder
from tests.markup import Document, text
from tests.signin.phones import code_on, give_password

GUIDE = "/staff/help/"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "staff" / "guide"
# What the editor's script puts together: how it is spoken of, and what stands in the script.
MADE_BY_THE_EDITOR = {"Heading 2": "`Heading ${", "Heading 3": "`Heading ${"}

pytestmark = pytest.mark.django_db


def somebody(name: str, role: Any) -> Reader:
    user = User.objects.create_user(name, password="a long password", is_staff=True, first_name=name.capitalize())
    give(user, role)
    reader = Reader()
    reader.force_login(user)
    return reader


@pytest.fixture(scope="module")
def maria(shipped: None) -> Reader:
    """An administrator."""
    return somebody("maria", ADMINISTRATOR)


@pytest.fixture(scope="module")
def ana(shipped: None) -> Reader:
    """An editor."""
    return somebody("ana", EDITOR)


@pytest.fixture(scope="module")
def guide(maria: Reader) -> Document:
    return Document(maria.get(GUIDE).content.decode())


def classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


# ── What a screen says ─────────────────────────────────────────────────────


def labels(html: str) -> set[str]:
    """All that can be named on a screen: the words of each element and each run of words, and what buttons show."""
    found = set()
    for element in Document(html).first("body").iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        found |= {text(element), element.text or "", *((child.tail or "") for child in element)}
        if element.tag == "input" and element.get("type") == "submit":
            found.add(element.get("value", ""))
        if formset := element.get("data-inline-formset"):
            found.add(json.loads(formset)["options"]["addText"])
        if editor := element.get("data-django-prose-editor-configurable"):
            found |= set(map(str, json.loads(editor)["extensions"]["Picture"].values()))
    runs = {" ".join(each.split()) for each in found}
    # “Open · Published” names two things; Django ends labels with a colon.
    runs |= {part for run in runs for part in run.split(" · ")}
    return runs | {run.removesuffix(":") for run in runs}


class EditorScript:
    """The rich text editor draws its buttons and windows in the browser; their words stand in its script."""

    def __init__(self) -> None:
        path = finders.find("django_prose_editor/editor.js")
        assert isinstance(path, str)
        self.script = Path(path).read_text(encoding="utf-8")

    def __contains__(self, label: str) -> bool:
        return f'"{label}"' in self.script or MADE_BY_THE_EDITOR.get(label, "\0") in self.script


@pytest.fixture(scope="module")
def screens(maria: Reader, ana: Reader) -> dict[str, Any]:
    """Every screen that the guide speaks of, brought about as staff would, by the name that the guide calls it."""
    page = Page.objects.get(slug="compensation")
    form = f"/staff/resources/page/{page.pk}/change/"
    card = Card.objects.filter(page=page).first()
    other = f"/staff/resources/page/{Page.objects.get(slug='records').pk}/"
    for each in (form, f"{other}change/"):
        # What is kept of a thing begins with the first time that it is saved.
        assert send(ana, each, "page_form", lead="In short.").status_code == 302
    html = {
        "login": Reader().get("/staff/login/"),
        "front": maria.get("/staff/"),
        "page": maria.get(form),
        "translation": maria.get(f"{form}?language=es"),
        "add": maria.get("/staff/resources/page/add/"),
        "checks": maria.get("/staff/checks/"),
        "service": maria.get(f"/staff/resources/service/{Service.objects.first().pk}/change/"),
        "picture": maria.get(f"/staff/resources/picture/{make_picture().pk}/change/"),
        "new-picture": maria.get("/staff/resources/picture/add/"),
        "campaign": maria.get(f"/staff/campaigns/campaign/{make_campaign().pk}/change/"),
        "article": maria.get(f"/staff/campaigns/article/{make_article().pk}/change/"),
        "event": maria.get(f"/staff/campaigns/event/{make_event().pk}/change/"),
        "links": maria.get("/staff/links/"),
        "details": maria.get("/staff/resources/organisation/1/change/"),
        "accounts": maria.get("/staff/auth/user/"),
        "new-account": maria.get("/staff/auth/user/add/"),
        "account": maria.get(f"/staff/auth/user/{User.objects.get(username='ana').pk}/change/"),
        "ended": Reader().post(form, {"title": "Two words"}, headers={"Sec-Fetch-Site": "same-origin"}),
    }
    html |= what_readers_sent(maria) | at_the_door() | what_was_asked_for()
    html["own-codes"] = maria.get("/staff/codes/")
    html["take-away"] = maria.get(f"/staff/auth/user/{User.objects.get(username='ana').pk}/phone/")
    Card.objects.filter(pk=card.pk).update(to_confirm="Dial it")
    html["checked"] = maria.get(f"/staff/checked/card/{card.pk}/")
    # Both have opened the form; Ana is faster.
    opened = fields_of(html["page"].content.decode(), "page_form")
    assert send(ana, form, "page_form", title="What she wrote").status_code == 302
    html["together"] = maria.post(form, {**opened, "title": "What I wrote", "_save": "1"})
    html["history"] = maria.get(f"/staff/resources/page/{page.pk}/history/")
    html["behind"] = maria.get("/staff/")
    assert send(ana, form, "page_form", slug="money").status_code == 302
    html["moved"] = maria.get(form)
    assert ana.post(f"{other}delete/", {"post": "yes"}).status_code == 302
    html["deleted"] = maria.get("/staff/deleted/")
    found: dict[str, Any] = {name: labels(response.content.decode()) for name, response in html.items()}
    found["trouble"] = set().union(*(labels(held_page(reason)) for reason in REASONS))
    found["editor"] = EditorScript()
    return found


def at_the_door() -> dict[str, Any]:
    """What somebody new sees who sets up a phone, and what she sees the next time."""
    rosa = User.objects.create_user("rosa", password="a long password", is_staff=True)
    new, again = Reader(), Reader()
    set_up = give_password(new, "rosa", follow=True)
    begun = rosa.totpdevice_set.get()
    recovery = new.post("/staff/login/phone/", {"one_time_code": code_on(begun)})
    return {"set-up": set_up, "recovery": recovery, "code": give_password(again, "rosa", follow=True)}


def what_readers_sent(maria: Reader) -> dict[str, Any]:
    """The queues and what belongs to them, with a reply and a double."""
    campaign = make_campaign("signed")
    reply = make_reply(campaign, state="waiting")
    double, _other = make_endorsement(campaign), make_endorsement(campaign)
    queue = "/staff/campaigns/endorsement/"
    sheet = fields_of(maria.get(f"{queue}sheet/").content.decode(), "sheet_form")
    line = {"campaign": campaign.pk, "line-0-name": "Ana", "line-0-shown_as": "full-name"}
    return {
        "replies": maria.get("/staff/campaigns/reply/"),
        "reply": maria.get(f"/staff/campaigns/reply/{reply.pk}/change/"),
        "endorsements": maria.get(queue),
        "endorsement": maria.get(f"{queue}{double.pk}/change/"),
        "sheet": maria.post(f"{queue}sheet/", {**sheet, **line}),
    }


def what_was_asked_for() -> dict[str, Any]:
    """A request for a speaker that is confirmed, one that is not, and volunteers who may not be reached."""
    bea = make_staff("bea", "speakers", "volunteers")
    bea.user_permissions.add(Permission.objects.get(codename="manage_inbox"))
    reader, request = signed_in(bea), make_request()
    make_request("Another")
    agreed = Agreement(date=in_days(30))
    confirm(request, agreed, message="", language="en", by=bea, at=0)
    make_volunteer(contact=Contact())
    make_volunteer(contact=Contact(way="email", address="juniper@mail.example", until=in_days(-1)))
    new = User.objects.create_user("cleo", is_staff=True)
    new.user_permissions.add(Permission.objects.get(codename="read_speakers"))
    inbox, begins = "/staff/inbox/", signed_in(new, is_unlocked=False)
    before = begins.get(f"{inbox}unlock/")
    make_keyholder(new)
    return {
        "new-colleague": before,
        "locked": begins.get(f"{inbox}unlock/"),
        "list": reader.get(f"{inbox}speakers/"),
        "conversation": reader.get(f"{inbox}c/{request.pk}/"),
        "keyholders": reader.get(f"{inbox}keyholders/"),
        "dates": reader.get(f"{inbox}speakers/calendar/"),
        "agreement": reader.get(f"{inbox}c/{request.pk}/confirm/"),
        "volunteers": reader.get(f"{inbox}volunteers/table/"),
    }


REASONS = [each for each in vars(held).values() if isinstance(each, held.Reason)]


def held_page(reason: held.Reason) -> str:
    request = RequestFactory().post("/staff/", {"title": "Two words"})
    request.user = AnonymousUser()
    get_token(request)
    form: Any = None
    if reason is held.ENDED:
        form = held.sign_in_form(request)
    if reason is held.CODE:
        form = held.code_form(request, request.user)
    return held.page(request, reason, form).content.decode()


# ── True to the screens ────────────────────────────────────────────────────


def named(guide: Document) -> Iterator[tuple[str, str, list[str]]]:
    """(chapter, label, the screens it may be on) for everything that the guide names."""
    for section in guide.all("section"):
        for element in section.iter("b"):
            where = (element.get("data-on") or section.get("data-screens", "")).split()
            yield section.get("id", ""), text(element), where


def test_everything_it_names_is_on_a_screen_of_its_chapter(guide, screens):
    names = list(named(guide))
    assert len(names) > 100
    missing = [
        f"{chapter}: {label}" for chapter, label, where in names if not any(label in screens[on] for on in where)
    ]
    assert missing == []


def test_it_speaks_of_every_screen_that_is_looked_at(guide, screens):
    assert {on for _chapter, _label, where in named(guide) for on in where} == set(screens)


def test_the_page_of_trouble_names_every_reason(guide):
    words = {label for chapter, label, _where in named(guide) if chapter == "trouble"}
    assert {str(reason.heading) for reason in REASONS} <= words


def test_it_says_how_long_a_sign_in_lasts(guide, settings):
    assert settings.SESSION_COOKIE_AGE == 10 * 3600
    assert "Ten hours after you signed in, you have to sign in again" in guide.words


def test_it_says_how_large_a_picture_may_be(guide):
    assert f"up to {MAX_BYTES // 1_000_000} MB" in guide.words


def test_every_field_of_the_forms_that_editors_use_most_is_explained(guide, maria):
    """A field that is added to a form wants a word in the guide."""
    page = Page.objects.filter(section=Section.RIGHTS, cards__isnull=False).first()
    opened = maria.get(f"/staff/resources/page/{page.pk}/change/").context
    card = opened["inline_admin_formsets"][0].formset.forms[0]
    picture = maria.get(f"/staff/resources/picture/{make_picture().pk}/change/").context["adminform"].form
    account = maria.get("/staff/auth/user/add/").context["adminform"].form
    forms = (opened["adminform"].form, card, picture, account)
    labels = {str(field.label) for form in forms for field in form.visible_fields()}
    assert len(labels) > 30
    assert labels - {label for _chapter, label, _where in named(guide)} == set()


# ── Pictures and links ─────────────────────────────────────────────────────


def test_every_picture_is_there_at_its_size_and_says_what_it_shows(guide):
    pictures = [image for image in guide.all("img") if "/guide/" in image.get("src", "")]
    assert 10 <= len(pictures) <= 16
    for picture in pictures:
        with Image.open(FOLDER / Path(picture.get("src", "")).name) as file:
            assert file.size == (int(picture.get("width", "")), int(picture.get("height", "")))
            assert file.width <= 900
        assert len(picture.get("alt", "")) > 20
        assert picture.get("loading") == "lazy"


def test_no_picture_is_left_over_and_all_together_are_small(guide):
    shown = {Path(image.get("src", "")).name for image in guide.all("img")}
    files = list(FOLDER.iterdir())
    assert {file.name for file in files} <= shown
    assert sum(file.stat().st_size for file in files) < 500_000


def test_the_contents_lead_to_every_chapter_in_order(guide):
    contents = next(nav for nav in guide.all("nav") if nav.get("aria-label") == "Contents")
    leads = [link.get("href") for link in contents.iter("a")]
    assert leads == [f"#{section.get('id')}" for section in guide.all("section")]


def test_every_link_within_it_leads_somewhere(guide, maria):
    inside = next(each for each in guide.all("div") if "guide" in classes(each))
    addresses = {link.get("href", "") for link in inside.iter("a")}
    for address in addresses:
        if address.startswith("#"):
            assert address[1:] in guide.ids
        else:
            assert maria.get(address).status_code == 200, address


def test_it_is_sound_html_with_headings_in_order(guide):
    assert guide.errors == []
    assert len(guide.ids) == len(set(guide.ids))
    levels = [level for level, _words in guide.headings]
    assert all(after <= before + 1 for before, after in pairwise(levels))


# ── Who reads it ───────────────────────────────────────────────────────────


def test_an_editor_and_an_administrator_read_the_same_guide(ana, maria):
    for reader in (ana, maria):
        response = reader.get(GUIDE)
        assert response.status_code == 200
        assert "Five things to know" in response.content.decode()


def test_nobody_else_reads_it(client):
    assert client.get(GUIDE).headers["Location"].startswith("/staff/login/")
    client.force_login(User.objects.create_user("somebody", password="a long password"))
    assert client.get(GUIDE).status_code == 302


@pytest.mark.parametrize("address", ["/staff/", "/staff/checks/", "/staff/resources/page/", "/staff/resources/need/"])
def test_every_staff_page_leads_to_it(maria, address):
    links = Document(maria.get(address).content.decode()).links
    assert [link.get("href") for link in links if text(link) == "Guide"] == [GUIDE]


def test_what_only_administrators_do_says_so(guide):
    chapters = guide.all("section")
    marked = {each.get("id") for each in chapters if any("who" in classes(line) for line in each.iter("p"))}
    assert marked == {"details", "accounts"}
