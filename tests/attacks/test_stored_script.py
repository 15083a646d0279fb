"""Whatever staff or strangers have stored, in whichever field, no page makes a program or an element of it.

Every text field of every model is found by itself, so a new one is tried too. It is written past forms and sanitiser,
straight into the database: what a page shows has to be harmless whoever has put it there.
"""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
import reversion
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from campaigns.models import Article, Campaign, Event, Reply
from campaigns.shipping import load_shipped_campaigns
from contact.inbox.models import AuditEntry
from idpwsp.foundation.links.models import OutwardLink
from idpwsp.search.indexing import rebuild
from idpwsp.signin.models import Invitation, SecurityEntry
from resources.models import Page, Service
from resources.shipping import load_shipped_content
from tests.attacks.markup import ADDRESS, PAYLOADS, got_through
from tests.conftest import Reader
from tests.crawl import crawl
from tests.factories import make_endorsement, make_reply
from tests.markup import Document
from tests.samples import make_samples
from tests.staff_addresses import staff_addresses

pytestmark = pytest.mark.django_db

# The tables of others in which no words of anybody's are: of Django itself, of what is searched (made anew here), and
# of who is counted at the door, where nothing is kept.
NO_WORDS = ("contenttypes", "sessions", "search", "axes")
# What our own migrations make, and no page of staff changes.
MADE_BY_US = ("resources.Shipped", "foundation.FormerAddress", "auth.Group", "auth.Permission")
# The third begins as the first does; two crawls of the whole site are enough.
EACH = pytest.mark.parametrize("payload", [PAYLOADS["markup"], PAYLOADS["address"]], ids=["markup", "address"])
# What the program writes there itself, and nobody types: addresses in a form of their own, hashes, codes, dates.
NOT_TYPED = {
    "language_code",
    "token",
    "key",
    "slug",
    "address",
    "since",
    "reviewed_state",
    "source_state",
    "words_state",
    "calendar_state",
    "code_hash",
    "name_key",
    "fact_numbers",
    "password",
    "token_hash",
    "object_id",
    "db",
    "format",
    "serialized_data",
    "message_id",
    "backend_alias",
    "mimetype",
}


def typed_fields():
    """Every model with the fields in which somebody's words are kept."""
    for model in apps.get_models():
        if model._meta.app_label in NO_WORDS or model._meta.label in MADE_BY_US:
            continue
        text = [
            field for field in model._meta.concrete_fields if isinstance(field, (models.CharField, models.TextField))
        ]
        # The addresses that the check of links has found are typed elsewhere; those of pages are not typed at all.
        fields = [
            field
            for field in text
            if not field.choices and (field.name not in NOT_TYPED or (model is OutwardLink and field.name == "address"))
        ]
        if fields:
            yield model, fields


def value_for(field, payload):
    is_address = isinstance(field, models.URLField) or field.model is OutwardLink
    return (ADDRESS if is_address else payload)[: field.max_length]


def poison(payload):
    for model, fields in typed_fields():
        for field in fields:
            value = value_for(field, payload)
            if field.unique:
                for thing in model._base_manager.all():
                    model._base_manager.filter(pk=thing.pk).update(**{field.name: f"{thing.pk}{value}"[: len(value)]})
                continue
            try:
                with transaction.atomic():
                    model._base_manager.update(**{field.name: value})
            except IntegrityError:
                # The database itself keeps nothing where nothing is to be shown.
                model._base_manager.exclude(**{field.name: ""}).update(**{field.name: value})
    rebuild()


def note_in_history():
    """What is there now becomes a step in the history of everything that has one."""
    with reversion.create_revision():
        for model in (Page, Service, Campaign, Article, Event):
            for thing in model._base_manager.order_by("pk")[:2]:
                reversion.add_to_revision(thing)


@pytest.fixture
def everything():
    load_shipped_content()
    load_shipped_campaigns()
    make_samples()
    make_endorsement(Campaign.objects.get(slug="everything"), name="Ana")
    make_reply(Article.objects.get(slug="everything"), state="waiting")
    OutwardLink.objects.create(address="https://other.example/", outcome="broken", asked_at=timezone.now())
    AuditEntry.objects.create(action="opened", by_name="maria", detail="x")
    note_in_history()


@pytest.fixture
def office(everything, maria):
    """What stands in the lists of who works here: an invitation, a line of the security log, a step, a mail."""
    now = timezone.now()
    Invitation.objects.create(
        username="ana",
        shown_name="Ana",
        role="editor",
        token_hash="x",
        made_by=maria,
        expires_at=now + timedelta(days=1),
    )
    SecurityEntry.objects.create(at=now, who="maria", kind="rights", about="ana")
    LogEntry.objects.log_actions(maria.pk, Reply.objects.all()[:1], CHANGE, "approved", single_object=True)
    Email.objects.create(from_email="site@example.org", to="maria@example.org", subject="x", message="x")


@pytest.fixture
def maria():
    return User.objects.create_superuser("maria", first_name=PAYLOADS["markup"][:150], email="maria@example.org")


@EACH
def test_no_public_page_runs_what_was_stored(everything, payload):
    poison(payload)

    visits = crawl(Reader()).visits.values()

    assert len(visits) > 150
    wrong = {visit.path: found for visit in visits if visit.document and (found := got_through(visit.document))}
    assert wrong == {}
    shown = [visit for visit in visits if visit.document and "zqx" in visit.document.words]
    assert len(shown) > 100, "the words are on the pages, as words"


@EACH
def test_nor_do_search_feeds_and_what_programs_read(everything, payload):
    poison(payload)
    reader = Reader()

    for address in ("/feed/", "/es/feed/", "/campaigns/everything/feed/"):
        feed = ET.fromstring(reader.get(address).content)  # noqa: S314 - our own
        assert not [element.tag for element in feed.iter() if "zqx" in element.tag]
        inner = [Document(element.text or "") for element in feed.iter() if element.get("type") == "html"]
        assert [got_through(document) for document in inner] == [[]] * len(inner)
    for address in ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-articles.xml"):
        if (response := reader.get(address)).status_code == 200:
            root = ET.fromstring(response.content)  # noqa: S314 - our own
            assert not [element.tag for element in root.iter() if "zqx" in element.tag]
    for line in reader.get("/events/calendar.ics").content.decode().replace("\r\n ", "").split("\r\n"):
        assert not line.startswith(("\"'", "zqx", "<"))
    found = Document(reader.post("/search/", {"q": "zqx"}).content.decode())
    assert "zqx" in found.words
    assert got_through(found) == []


@EACH
def test_no_page_of_staff_does(office, maria, payload):
    poison(payload)
    note_in_history()
    staff = Reader()
    staff.force_login(maria)
    of_one = [
        f"/staff/campaigns/reply/{LogEntry.objects.get().object_id}/history/",
        f"/staff/auth/user/{maria.pk}/change/",
    ]

    wrong, shown, looked_at = {}, set(), 0
    for address in (*(address for _name, address in staff_addresses()), *of_one, "/staff/codes/"):
        response = staff.get(address)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            looked_at += 1
            document = Document(response.content.decode())
            if found := got_through(document):
                wrong[address] = found
            # Every page names who is signed in, in its head.
            if "zqx" in " ".join("".join(main.itertext()) for main in document.all("main")):
                shown.add(address)
    assert wrong == {}
    assert looked_at > 50
    assert {"/staff/invite/", "/staff/security/", "/staff/auth/user/", "/staff/inbox/audit/", of_one[0]} <= shown


def test_every_model_is_looked_at_but_those_named_above():
    found = {model._meta.label: {field.name for field in fields} for model, fields in typed_fields()}

    assert {"auth.User", "admin.LogEntry", "post_office.Email", "reversion.Revision", "resources.Page"} <= set(found)
    assert found["signin.Invitation"] == {"username", "shown_name", "role"}
    assert found["signin.SecurityEntry"] == {"who", "about"}


def test_what_is_looked_for_would_be_found():
    found = got_through(Document(f"<title>x</title><p title='{PAYLOADS['attribute']}'>{PAYLOADS['markup']}</p>"))

    assert {"<zqx>", "<zqx zqx='1'>", "<script> with it"} <= set(found)
    assert any("svg onload" in each for each in found)
    assert any("p onx" in each for each in found)
    for bad in ("javascript:zqx()", " JaVaScript:1", "data:text/html,x", "\x01vbscript:x"):
        assert got_through(Document(f'<a href="{bad}">x</a>'))
    assert got_through(Document('<script src="https://other.example/x.js"></script>'))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:zqx()",
        "JavaScript:zqx()",
        "data:text/html,x",
        "vbscript:x",
        " javascript:x",
        "java\nscript:x",
        "//other.example/x\n",
        "file:///etc/passwd",
        "https:// x",
        "https://a.example/\r\nX: y",
    ],
)
def test_no_field_for_an_address_takes_a_program(address):
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.URLField)
    ]
    assert len(fields) >= 6
    for field in fields:
        with pytest.raises(ValidationError):
            field.clean(address, None)


# ── What strangers send ────────────────────────────────────────────────────


@EACH
def test_a_form_that_comes_back_with_its_words_shows_them_as_words(everything, payload):
    reader = Reader()
    for name, sent in PUBLIC_FORMS.items():
        address = reverse(name, kwargs=sent)
        page = Document(reader.get(address).content.decode())
        names = {element.get("name") for element in page.all("input", "textarea", "select")} - {None}
        for headers in ({}, {"sec-fetch-site": "cross-site"}):
            response = reader.post(address, dict.fromkeys(names, payload), headers=headers)
            assert response.status_code in (200, 403, 422), address
            assert got_through(Document(response.content.decode())) == [], address


PUBLIC_FORMS = {
    "contact": {},
    "speaker": {},
    "volunteer": {},
    "brochure_order": {},
    "messages": {},
    "messages_write": {},
    "messages_contact": {},
    "messages_delete": {},
    "messages_check": {},
    "withdraw": {},
    "endorse": {"slug": "everything"},
    "campaign_reply": {"slug": "everything"},
    "article_reply": {"slug": "everything"},
}
