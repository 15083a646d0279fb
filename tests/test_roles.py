"""What each role may and may not do. A model that comes into the admin without a line in the table fails here."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management.sql import emit_post_migrate_signal
from django.db.models import Model
from django.urls import reverse

from idpwsp.roles import (
    ADMINISTRATOR,
    EDITOR,
    MODERATOR,
    READERS,
    ROLES,
    TRANSLATOR,
    bring_groups_up_to_date,
)
from resources.models import Need, Organisation, Page, Section, Service
from tests.accounts import make_staff, signed_in
from tests.admin_forms import fields_of, send
from tests.conftest import Reader
from tests.factories import (
    make_article,
    make_campaign,
    make_card,
    make_endorsement,
    make_event,
    make_landing,
    make_need,
    make_page,
    make_picture,
    make_reply,
    make_service,
    make_step,
)
from tests.markup import Document

pytestmark = pytest.mark.django_db

# What editors write and translators translate.
WRITTEN = [
    "resources.page",
    "resources.need",
    "resources.service",
    "resources.picture",
    "campaigns.campaign",
    "campaigns.article",
    "campaigns.event",
]
EVERYTHING = {"view", "add", "change", "delete"}
# Our own details are one row: nobody adds a second or deletes it.
LOOK = {"view"}
MAY = {
    **{
        content: {EDITOR: EVERYTHING, TRANSLATOR: LOOK, MODERATOR: LOOK, ADMINISTRATOR: EVERYTHING}
        for content in WRITTEN
    },
    "resources.organisation": {EDITOR: LOOK, TRANSLATOR: LOOK, MODERATOR: LOOK, ADMINISTRATOR: {"view", "change"}},
    **{
        # They come from strangers; staff add endorsements by the sheet alone, and write no reply.
        sent: {
            EDITOR: EVERYTHING - {"add"},
            TRANSLATOR: set(),
            MODERATOR: {"view", "change"},
            ADMINISTRATOR: EVERYTHING - {"add"},
        }
        for sent in ("campaigns.endorsement", "campaigns.reply")
    },
    "auth.user": {EDITOR: set(), TRANSLATOR: set(), MODERATOR: set(), ADMINISTRATOR: EVERYTHING},
}
# What one has to be allowed for each view of the admin, all of it.
VIEWS = {
    "changelist": {"view"},
    "history": {"view"},
    "add": {"add"},
    "delete": {"delete"},
}
REGISTERED = [pytest.param(model, id=model._meta.label_lower) for model in admin.site._registry]
BOTH_WRITERS = pytest.mark.parametrize("role", [EDITOR, ADMINISTRATOR], ids=lambda role: role.key)
EACH_ROLE = pytest.mark.parametrize("role", ROLES, ids=[role.key for role in ROLES])


@pytest.fixture
def content(organisation: Organisation) -> dict[str, Model]:
    """One of each thing that the admin knows."""
    page = make_page("compensation", Section.RIGHTS)
    make_card(page)
    need = make_need()
    campaign = make_campaign()
    make_step(campaign)
    things = [organisation, page, need, make_service(need), make_picture(), User.objects.create_user("somebody")]
    things += [campaign, make_article(campaign=campaign), make_event(campaign=campaign)]
    things += [make_endorsement(campaign), make_reply(campaign)]
    return {thing._meta.label_lower: thing for thing in things}


def somebody(role, name: str = "maria") -> Reader:
    """Somebody signed in who has this role and nothing else."""
    return signed_in(make_staff(name, role))


def address(model: type[Model], view: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


# ── Every view of every model ──────────────────────────────────────────────


@pytest.mark.parametrize("model", REGISTERED)
def test_every_model_has_its_line_in_the_table(model):
    assert set(MAY[model._meta.label_lower]) == set(ROLES)


@EACH_ROLE
@pytest.mark.parametrize("model", REGISTERED)
def test_each_view_is_open_to_whom_the_table_says(model, role, content):
    reader = somebody(role)
    thing = content[model._meta.label_lower]
    may = MAY[model._meta.label_lower][role]
    for view, wanted in VIEWS.items():
        arguments = [thing.pk] if view in ("history", "delete") else []
        status = reader.get(address(model, view, *arguments)).status_code
        assert status == (200 if wanted <= may else 403), f"{view}: {status}"


@BOTH_WRITERS
@pytest.mark.parametrize(
    "place",
    [
        "checks/",
        "deleted/",
        "links/",
        "pictures/",
        "help/",
        "campaigns/endorsement/sheet/",
        "checked/card/{card}/",
        "checked/step/{step}/",
        "preview/page/{page}/en/",
        "preview/campaign/{campaign}/en/",
    ],
)
def test_who_writes_looks_after_the_content(role, place, content):
    page, campaign = content["resources.page"], content["campaigns.campaign"]
    parts = {"card": page.cards.get().pk, "step": campaign.steps.get().pk}
    address = "/staff/" + place.format(page=page.pk, campaign=campaign.pk, **parts)
    assert somebody(role).get(address).status_code == 200


@EACH_ROLE
@pytest.mark.parametrize("model", REGISTERED)
def test_a_form_may_be_opened_by_who_may_look_and_sent_by_who_may_change(model, role, content):
    reader = somebody(role)
    thing = content[model._meta.label_lower]
    may = MAY[model._meta.label_lower][role]
    form = address(model, "change", thing.pk)

    opened = reader.get(form)
    assert opened.status_code == (200 if "view" in may else 403)
    sent = reader.post(form, {"nothing": "in it"})
    # 200: the form again, with what is missing.
    assert sent.status_code == (200 if "change" in may else 403)


@EACH_ROLE
@pytest.mark.parametrize("model", REGISTERED)
def test_only_who_may_delete_deletes(model, role, content):
    reader = somebody(role)
    thing = content[model._meta.label_lower]
    may = MAY[model._meta.label_lower][role]

    response = reader.post(address(model, "delete", thing.pk), {"post": "yes"})

    assert response.status_code == (302 if "delete" in may else 403)
    assert model.objects.filter(pk=thing.pk).exists() == ("delete" not in may)


@EACH_ROLE
def test_each_role_previews_pages(role, content):
    page = content["resources.page"]
    assert somebody(role).get(reverse("preview", args=["page", page.pk, "en"])).status_code == 200


def test_an_editor_writes_a_page(content):
    page = content["resources.page"]
    response = send(somebody(EDITOR), address(Page, "change", page.pk), "page_form", title="Written by an editor")
    assert response.status_code == 302
    assert Page.objects.get(pk=page.pk).source_words.title == "Written by an editor"


def test_an_editor_reads_our_own_details_and_cannot_send_them(content, organisation):
    reader = somebody(EDITOR)
    html = reader.get(address(Organisation, "change", organisation.pk)).content.decode()
    assert organisation.phone in html
    assert "phone" not in fields_of(html, "organisation_form")
    reader.post(address(Organisation, "change", organisation.pk), {"phone": "1", "exit_url": "https://evil.example/"})
    organisation.refresh_from_db()
    assert (organisation.phone, organisation.exit_url) == ("415-555-0100", "https://weather.example/")


def test_an_administrator_changes_our_own_details(content, organisation):
    form = address(Organisation, "change", organisation.pk)
    assert send(somebody(ADMINISTRATOR), form, "organisation_form", phone="415-555-0199").status_code == 302
    organisation.refresh_from_db()
    assert organisation.phone == "415-555-0199"


@EACH_ROLE
def test_the_front_page_has_no_link_that_leads_to_a_closed_door(role, content):
    make_landing("help")
    reader = somebody(role)
    document = Document(reader.get("/staff/").content.decode(), "https://example.org/staff/")
    inside = [each for each in document.addresses if each.startswith("https://example.org/staff/") and "#" not in each]
    assert len(inside) > 10
    assert [each for each in inside if reader.get(each).status_code != 200] == []


@EACH_ROLE
def test_groups_have_no_page(role, content):
    reader = somebody(role)
    assert reader.get("/staff/auth/group/").status_code == 404
    assert "/group/" not in reader.get("/staff/").content.decode()


# ── How roles come to be ───────────────────────────────────────────────────


def test_migrating_again_brings_a_role_back_to_what_the_table_says(db):
    group = Group.objects.get(name=EDITOR.key)
    before = set(group.permissions.all())
    group.permissions.remove(Permission.objects.get(codename="change_page"))
    group.permissions.add(Permission.objects.get(codename="change_organisation"))

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert set(group.permissions.all()) == before


def test_a_new_model_of_content_is_an_editors_without_a_new_line(db):
    permission = Permission.objects.create(
        codename="change_leaflet", name="x", content_type=Permission.objects.get(codename="change_page").content_type
    )
    bring_groups_up_to_date()
    assert permission in Group.objects.get(name=EDITOR.key).permissions.all()


def test_no_role_reads_the_inbox_and_an_administrator_manages_it(db):
    reached = {
        role.key: set(
            Group.objects.get(name=role.key).permissions.filter(content_type__app_label="inbox")
            .values_list("codename", flat=True)
        )
        for role in ROLES
    }  # fmt: skip
    assert reached == {"editor": set(), "translator": set(), "moderator": set(), "administrator": {"manage_inbox"}}


@pytest.mark.parametrize("name", READERS)
def test_who_reads_a_queue_reads_that_one_alone(name, db):
    group = Group.objects.get(name=f"inbox-{name}")
    assert list(group.permissions.values_list("codename", flat=True)) == [f"read_{name}"]


@EACH_ROLE
def test_no_role_reaches_sessions_groups_or_permissions(role):
    names = Group.objects.get(name=role.key).permissions.values_list("content_type__app_label", "codename")
    reached = {f"{app}.{codename}" for app, codename in names}
    if role is ADMINISTRATOR:
        # To read it, which is all that anybody can.
        reached.remove("signin.view_securityentry")
    assert not {
        name
        for name in reached
        if name.startswith(("sessions.", "contenttypes.", "admin.", "reversion.", "otp_totp.", "axes.", "signin."))
    }
    assert not {name for name in reached if name.endswith(("_group", "_permission"))}


@pytest.mark.parametrize("role", [EDITOR, TRANSLATOR, MODERATOR], ids=lambda role: role.key)
def test_no_role_has_anything_that_an_administrator_has_not(role):
    each, administrator = (set(Group.objects.get(name=key).permissions.all()) for key in (role.key, "administrator"))
    assert each < administrator


def test_the_names_are_for_the_table_and_the_labels_for_people(db):
    assert [(role.key, str(role.label)) for role in ROLES] == [
        ("editor", "Editor"),
        ("translator", "Translator"),
        ("moderator", "Moderator"),
        ("administrator", "Administrator"),
    ]


def test_the_first_account_may_do_everything_without_a_role(content):
    reader = Reader()
    reader.force_login(User.objects.create_superuser("staff", password="a long password"))
    for model in (Page, Need, Service, User):
        assert reader.get(address(model, "add")).status_code == 200
