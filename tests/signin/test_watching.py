"""What the security log is told of accounts, content and the inbox, without being called."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from reversion.models import Revision, Version

from contact.inbox.models import AuditEntry, Queue
from contact.inbox.models.audit import note as note_in_the_inbox
from idpwsp.roles import ADMINISTRATOR
from idpwsp.signin.models import Invitation, SecurityEntry
from resources.models import Section
from tests.accounts import make_staff, signed_in
from tests.admin_forms import send
from tests.conftest import Reader
from tests.factories import make_campaign, make_card, make_endorsement, make_page, make_reply, make_step
from tests.inbox.keys import make_conversation, make_keys
from tests.signin.lines import lines, lines_of_the_server
from tests.signin.phones import PASSWORD, make_phone, sign_in

pytestmark = pytest.mark.django_db

LOG = "/staff/security/"
Kind = SecurityEntry.Kind


# ── Accounts ───────────────────────────────────────────────────────────────


def test_an_account_is_made_changed_closed_and_deleted(logged):
    fields = {"username": "ana", "role": "editor", "queues": ["help"], "password1": PASSWORD, "password2": PASSWORD}
    send(logged, "/staff/auth/user/add/", "user_form", **fields)
    ana = User.objects.get(username="ana")
    form = f"/staff/auth/user/{ana.pk}/change/"
    send(logged, form, "user_form", role="moderator", queues=["press"])
    send(logged, form, "user_form", is_active=None)
    send(logged, form, "user_form", is_active="on")
    logged.post(f"/staff/auth/user/{ana.pk}/delete/", {"post": "yes"})
    assert lines() == [
        ("nora", Kind.MADE, "ana: Editor, Help"),
        ("nora", Kind.RIGHTS, "ana: Moderator, Press"),
        ("nora", Kind.CLOSED, "ana"),
        ("nora", Kind.OPENED, "ana"),
        ("nora", Kind.REMOVED, "ana"),
    ]


def test_a_form_saved_as_it_was_leaves_no_line(logged, emma):
    send(logged, f"/staff/auth/user/{emma.pk}/change/", "user_form", first_name="Emma")
    assert lines() == []


def test_a_new_name_says_the_old_one(logged, emma):
    send(logged, f"/staff/auth/user/{emma.pk}/change/", "user_form", username="emilia")
    assert lines() == [("nora", Kind.RENAMED, "emma → emilia")]


def test_ones_own_new_name_too(logged, nora):
    send(logged, f"/staff/auth/user/{nora.pk}/change/", "user_form", username="norah")
    assert lines() == [("nora", Kind.RENAMED, "nora → norah")]


def test_an_address_for_notices_without_the_address(logged, emma):
    send(logged, f"/staff/auth/user/{emma.pk}/change/", "user_form", email="emma@example.org")
    assert lines() == [("nora", Kind.EMAIL, "emma")]


def test_one_form_that_changes_two_things_leaves_one_line_for_each(logged, emma):
    changes = {"role": "moderator", "queues": ["help"], "email": "emma@example.org"}
    send(logged, f"/staff/auth/user/{emma.pk}/change/", "user_form", **changes)
    assert lines() == [("nora", Kind.EMAIL, "emma"), ("nora", Kind.RIGHTS, "emma: Moderator, Help")]


def test_who_invited_and_is_deleted(logged, emma):
    second = make_staff("second", ADMINISTRATOR)
    reader = signed_in(second)
    send(reader, "/staff/invite/", "invite-form", username="ana", role="moderator")
    SecurityEntry.objects.all().delete()
    logged.post(f"/staff/auth/user/{second.pk}/delete/", {"post": "yes"})
    assert lines() == [("nora", Kind.WITHDRAWN, "ana"), ("nora", Kind.REMOVED, "second")]


def test_a_form_that_is_refused_leaves_no_line(logged, emma):
    new = {"password1": "short", "password2": "short"}
    logged.post(f"/staff/auth/user/{emma.pk}/password/", new)
    send(logged, f"/staff/auth/user/{emma.pk}/change/", "user_form", username="nora", role="administrator")
    assert lines() == []


# ── Commands and shells ────────────────────────────────────────────────────


def test_what_is_done_to_accounts_without_a_request_is_the_servers(organisation, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="root", email="", verbosity=0)
    root = User.objects.get(username="root")
    root.set_password("another long password")
    root.save()
    root.is_superuser = False
    root.save()
    root.groups.set(Group.objects.filter(name__in=["editor", "inbox-help"]))
    root.is_active = False
    root.save(update_fields=["is_active"])
    Group.objects.get(name="administrator").user_set.add(root)
    Group.objects.get(name="administrator").user_set.clear()
    root.delete()
    assert lines_of_the_server() == [
        (Kind.MADE, "root: May do everything"),
        (Kind.PASSWORD, "root"),
        (Kind.RIGHTS, "root"),
        (Kind.RIGHTS, "root: Editor, Help"),
        (Kind.CLOSED, "root"),
        (Kind.RIGHTS, "root: Editor, Administrator, Help"),
        (Kind.RIGHTS, "root: Editor, Help"),
        (Kind.REMOVED, "root"),
    ]


def test_the_same_password_under_a_newer_hash_is_no_new_password(door, maria, phone):
    SecurityEntry.objects.all().delete()
    User.objects.update(password=make_password(PASSWORD, salt="short"))
    sign_in(door)
    assert "$short$" not in User.objects.get().password
    assert lines() == [("maria", Kind.SIGNED_IN, "")]
    assert lines_of_the_server() == []


def test_changes_of_a_save_that_is_undone_leave_no_line(emma):
    SecurityEntry.objects.all().delete()
    with transaction.atomic():
        emma.set_password("another long password")
        emma.save()
        transaction.set_rollback(True)
    assert lines_of_the_server() == []


def test_somebodys_password_and_phone(logged, emma):
    make_phone(emma)
    new = {"password1": "another long password", "password2": "another long password"}
    logged.post(f"/staff/auth/user/{emma.pk}/password/", new)
    logged.post(f"/staff/auth/user/{emma.pk}/phone/")
    assert lines() == [("nora", Kind.PASSWORD, "emma"), ("nora", Kind.PHONE_TAKEN, "emma")]


def test_invitations_made_used_and_withdrawn(logged):
    html = send(logged, "/staff/invite/", "invite-form", username="ana", role="moderator").content.decode()
    new = {"new_password1": "seven quiet umbrellas", "new_password2": "seven quiet umbrellas"}
    token = html.split("/staff/join/")[1].split("/")[0]
    Reader().post(f"/staff/join/{token}/", new)
    send(logged, "/staff/invite/", "invite-form", username="eva", role="editor", queues=["press"])
    logged.post("/staff/invite/withdraw/", {"invitation": Invitation.objects.get().pk})
    assert lines() == [
        ("nora", Kind.INVITED, "ana: Moderator"),
        ("ana", Kind.JOINED, "ana: Moderator"),
        ("nora", Kind.INVITED, "eva: Editor, Press"),
        ("nora", Kind.WITHDRAWN, "eva"),
    ]


# ── Content and the inbox ──────────────────────────────────────────────────


def test_deleted_content_by_its_kind_and_number_and_never_its_name(logged):
    page = make_page("compensation", Section.RIGHTS)
    logged.post(f"/staff/resources/page/{page.pk}/delete/", {"post": "yes"})
    assert lines() == [("nora", Kind.DELETED, f"page {page.pk}")]
    SecurityEntry.objects.all().delete()
    campaign = make_campaign()
    numbers = [make_endorsement(campaign).pk for _ in range(3)]
    sent = {"action": "delete_selected", "_selected_action": numbers, "post": "yes"}
    logged.post("/staff/campaigns/endorsement/", sent)
    assert lines() == [("nora", Kind.DELETED, "endorsement × 3")]


def test_what_goes_with_a_campaign_is_counted(logged):
    campaign = make_campaign()
    step, reply = make_step(campaign), make_reply(campaign)
    for _ in range(2):
        make_endorsement(campaign)
    logged.post(f"/staff/campaigns/campaign/{campaign.pk}/delete/", {"post": "yes"})
    [(who, kind, about)] = lines()
    assert (who, kind) == ("nora", Kind.DELETED)
    assert about.startswith(f"campaign {campaign.pk}, ")
    assert set(about.split(", ")[1:]) == {f"step {step.pk}", f"reply {reply.pk}", "endorsement × 2"}


def test_a_card_that_is_deleted_in_the_form_of_its_page_and_brought_back(logged):
    page = make_page("compensation", Section.RIGHTS)
    card = make_card(page)
    form = f"/staff/resources/page/{page.pk}/change/"
    # So that history knows it.
    send(logged, form, "page_form")
    assert lines() == []
    send(logged, form, "page_form", **{"cards-0-DELETE": "on"})
    assert lines() == [("nora", Kind.DELETED, f"card {card.pk}")]
    SecurityEntry.objects.all().delete()
    version = Version.objects.get_deleted(type(card)).get()
    logged.post("/staff/deleted/", {"version": version.pk})
    assert lines() == [("nora", Kind.BROUGHT_BACK, f"card {card.pk}")]


def test_going_back_in_history_tells_what_it_deletes_and_brings_back(logged):
    page = make_page("compensation", Section.RIGHTS)
    form, history = (f"/staff/resources/page/{page.pk}/{name}/" for name in ("change", "history"))
    send(logged, form, "page_form")
    first = Revision.objects.latest("pk")
    card = make_card(page)
    send(logged, form, "page_form", title="With a card")
    second = Revision.objects.latest("pk")
    logged.post(history, {"revision": first.pk, "what": "everything"})
    assert lines() == [("nora", Kind.DELETED, f"card {card.pk}")]
    logged.post(history, {"revision": second.pk, "what": "everything"})
    assert lines()[1:] == [("nora", Kind.BROUGHT_BACK, f"card {card.pk}")]


def test_what_reaches_its_date_while_staff_look_was_deleted_by_nobody(logged):
    old = make_endorsement(make_campaign(), state="declined", decided_on=timezone.localdate() - timedelta(days=40))
    logged.get("/staff/campaigns/endorsement/")
    assert not type(old).objects.exists()
    assert lines() == []


def test_our_own_details_by_the_names_of_what_leads_somewhere(logged, organisation):
    form = f"/staff/resources/organisation/{organisation.pk}/change/"
    send(logged, form, "organisation_form", exit_url="https://elsewhere.example/", phone="415-555-0199")
    [(who, kind, about)] = lines()
    assert (who, kind) == ("nora", Kind.DETAILS)
    assert len(about.split(", ")) == 2
    assert "elsewhere" not in about
    send(logged, form, "organisation_form", short_name="Other")
    assert len(lines()) == 1


def test_what_the_inbox_notes_of_exports_deletions_and_keys(organisation):
    maria = User.objects.create_superuser("maria", password=PASSWORD)
    make_keys(maria)
    SecurityEntry.objects.all().delete()
    queue = Queue.objects.get(name="volunteers")
    for action in AuditEntry.Action:
        note_in_the_inbox(maria, action, queue=queue, detail="12")
    assert lines() == [
        ("maria", Kind.PASSPHRASE, "Volunteers: 12"),
        ("maria", Kind.DELETED, "conversation"),
        ("maria", Kind.EXPORTED, "Volunteers"),
        ("maria", Kind.EXPORTED, "Volunteers"),
        ("maria", Kind.KEYS, "Volunteers: 12"),
        ("maria", Kind.SETTINGS, "Volunteers: 12"),
    ]


def test_of_a_conversation_that_is_printed_only_that_it_was_one(organisation):
    maria = User.objects.create_superuser("maria", password=PASSWORD)
    make_keys(maria)
    SecurityEntry.objects.all().delete()
    conversation, _receipt = make_conversation()
    note_in_the_inbox(maria, AuditEntry.Action.PRINTED, conversation=conversation)
    assert lines() == [("maria", Kind.EXPORTED, "conversation")]
