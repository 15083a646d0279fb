"""Inviting somebody by a link: it works once, for a week, and gives what was chosen. Every other way is closed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from idpwsp.roles import ADMINISTRATOR, EDITOR, MODERATOR, TRANSLATOR, queues_of, role_of
from idpwsp.signin import invitations, joining
from idpwsp.signin.models import Invitation
from tests.accounts import make_staff, signed_in
from tests.admin_forms import fields_of, send
from tests.conftest import Reader
from tests.disk import make_disk
from tests.markup import Document, text
from tests.signin.invited import FORM, INVITE, NEW_PASSWORD, invite, is_refused
from tests.signin.phones import give_password

pytestmark = pytest.mark.django_db

WITHDRAW = "/staff/invite/withdraw/"


# ── It works ───────────────────────────────────────────────────────────────


def test_who_is_invited_sets_a_password_and_signs_in_like_everybody(link):
    door = Reader()
    page = door.get(link)
    assert page.status_code == 200
    assert "<strong>ana</strong>" in page.content.decode()

    assert "Your account is ready" in door.post(link, FORM).content.decode()

    ana = User.objects.get(username="ana")
    assert (ana.first_name, ana.is_staff, ana.is_active, ana.is_superuser) == ("Ana", True, True, False)
    assert role_of(ana) == MODERATOR
    assert queues_of(ana) == ["help", "press"]
    # Not in yet: the password alone leads to setting up a phone.
    assert door.get("/staff/").status_code == 302
    assert give_password(door, "ana", NEW_PASSWORD).status_code == 302
    assert door.get("/staff/login/code/").headers["Location"] == "/staff/login/phone/"
    assert door.get("/staff/").status_code == 302


def test_the_page_says_who_invites_to_what_and_lets_the_browser_keep_the_name_with_the_password(link):
    document = Document(Reader().get(link).content.decode())
    assert "nora invites you" in text(document.root)
    assert "Moderator, Help, Press" in text(document.root)
    [field] = [each for each in document.all("input") if each.get("autocomplete") == "username"]
    assert field.get("value") == "ana"


def test_the_name_that_comes_back_with_the_password_changes_nothing(link):
    Reader().post(link, {**FORM, "username": "root"})
    assert list(User.objects.exclude(username="nora").values_list("username", flat=True)) == ["ana"]


def test_beside_the_link_there_is_no_form_to_invite(administrator):
    html = send(administrator, INVITE, "invite-form", username="ana", role="editor").content.decode()
    assert 'id="invite-form"' not in html
    assert 'href="/staff/invite/">Invite another person' in html


def test_the_link_has_the_name_of_the_site_by_whatever_name_it_was_asked_for(settings, administrator):
    settings.ALLOWED_HOSTS = ["mirror.example"]
    here = {"HTTP_HOST": "mirror.example", "HTTP_ORIGIN": "https://mirror.example"}
    sent = fields_of(administrator.get(INVITE, **here).content.decode(), "invite-form") | {"username": "ana"}
    html = administrator.post(INVITE, {**sent, "role": "moderator"}, **here).content.decode()
    assert "<code>https://example.org/staff/join/" in html


@pytest.mark.parametrize("role", [EDITOR, TRANSLATOR, MODERATOR, ADMINISTRATOR], ids=lambda role: role.key)
def test_an_administrator_invites_to_any_role(role, administrator):
    Reader().post(invite(administrator, role=role.key, queues=None), FORM)
    ana = User.objects.get(username="ana")
    assert role_of(ana) == role
    assert queues_of(ana) == []


def test_somebody_is_invited_for_the_inbox_alone(administrator):
    Reader().post(invite(administrator, role="inbox", queues=["help"]), FORM)
    assert User.objects.get(username="ana").get_all_permissions() == {"inbox.read_help"}


def test_the_form_checks_its_token_and_takes_it(link):
    door = Reader(enforce_csrf_checks=True)
    assert door.post(link, FORM).status_code == 403
    sent = fields_of(door.get(link).content.decode(), "join-form") | FORM
    assert door.post(link, sent, HTTP_ORIGIN="https://example.org").status_code == 200
    assert User.objects.filter(username="ana").exists()


def test_an_open_invitation_is_listed_with_what_it_gives_and_without_its_link(administrator, link):
    html = administrator.get(INVITE).content.decode()
    assert "Moderator, Help, Press" in html
    assert "nora" in html
    assert link.split("/")[3] not in html


# ── The secret ─────────────────────────────────────────────────────────────


def test_the_link_is_nowhere_but_in_the_answer(administrator, link):
    token = link.split("/")[3]
    assert len(token) == 43
    connection.ensure_connection()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names of our own tables
            assert token not in repr(cursor.fetchall()), table


def test_nothing_of_the_page_is_kept_or_sent_along(link):
    for response in (Reader().get(link), Reader().post(link, FORM), Reader().get(link)):
        assert response.headers["Referrer-Policy"] == joining.REFERRER_POLICY
        assert response.headers["Cache-Control"] == "no-store"
        assert link not in response.content.decode()


def test_a_fault_of_ours_does_not_write_the_link_into_the_log(link, log, monkeypatch):
    def fail(token):
        raise RuntimeError(token)

    monkeypatch.setattr(invitations, "find", fail)
    door = Reader(raise_request_exception=False)
    for response in (door.get(link), door.post(link, FORM), door.post(link + "?next=" + link, FORM)):
        assert response.status_code == 500
        assert link not in response.content.decode()
    assert "/staff/join/…" in log.getvalue()
    assert link.split("/")[3] not in log.getvalue()


def test_a_password_that_is_refused_does_not_come_back_in_the_page(link):
    html = Reader().post(link, {"new_password1": "secret-typo", "new_password2": "other-typo"}).content.decode()
    assert "secret-typo" not in html
    assert "other-typo" not in html


# ── Refused, and all in the same words ─────────────────────────────────────


def test_a_link_works_once(link):
    Reader().post(link, FORM)
    assert is_refused(Reader().get(link))
    assert is_refused(Reader().post(link, {"new_password1": "quite another one", "new_password2": "quite another one"}))
    assert User.objects.get(username="ana").check_password(NEW_PASSWORD)


def test_an_expired_link_opens_nothing(link):
    Invitation.objects.update(expires_at=timezone.now())
    assert is_refused(Reader().get(link))
    assert is_refused(Reader().post(link, FORM))
    assert not User.objects.filter(username="ana").exists()


def test_a_link_works_for_a_week(link):
    left = Invitation.objects.get().expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_a_withdrawn_link_opens_nothing(administrator, link):
    response = administrator.post(WITHDRAW, {"invitation": Invitation.objects.get().pk}, follow=True)
    assert "Withdrawn" in response.content.decode()
    assert is_refused(Reader().get(link))
    assert is_refused(Reader().post(link, FORM))
    assert not User.objects.filter(username="ana").exists()


@pytest.mark.parametrize(
    "tampered",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token[:-1],
        lambda token: token.swapcase(),
        lambda token: token + "%00",
        lambda token: "x",
        lambda token: Invitation.objects.get().token_hash,
    ],
)
def test_a_tampered_link_opens_nothing(link, tampered):
    token = link.split("/")[3]
    address = link.replace(token, tampered(token))
    assert is_refused(Reader().get(address))
    assert is_refused(Reader().post(address, FORM))
    assert Invitation.objects.count() == 1


def test_who_presses_twice_reads_first_that_all_is_well(link):
    Reader().post(link, FORM)
    html = Reader().post(link, FORM).content.decode()
    assert html.index("If you have just set a password, all is well") < html.index("somebody else may have")


def test_every_refusal_says_the_same(administrator, link):
    pages = [Reader().get("/staff/join/unknown/").content]
    Reader().post(link, FORM)
    pages.append(Reader().get(link).content)
    expired = invite(administrator, username="eva")
    Invitation.objects.update(expires_at=timezone.now())
    pages.append(Reader().get(expired).content)
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    ("first", "second"), [("short", "short"), (NEW_PASSWORD, "another password"), ("", ""), ("password1234",) * 2]
)  # fmt: skip
def test_a_weak_password_is_refused_and_the_link_stays_open(link, first, second):
    response = Reader().post(link, {"new_password1": first, "new_password2": second})
    assert response.status_code == 200
    assert not User.objects.filter(username="ana").exists()
    assert Reader().post(link, FORM).status_code == 200
    assert User.objects.filter(username="ana").exists()


def test_who_is_signed_in_already_uses_nothing_up(link):
    emma = signed_in(make_staff("emma", EDITOR))
    for response in (emma.get(link), emma.post(link, FORM)):
        assert response.status_code == 409
        assert "emma" in response.content.decode()
    assert Invitation.objects.count() == 1
    assert not User.objects.filter(username="ana").exists()


def test_of_two_who_send_at_once_one_gets_the_account(link):
    """Both have found the invitation open before either has used it."""
    found = [invitations.find(link.split("/")[3]) for _ in range(2)]
    invitations.accept(found[0], "first")
    with pytest.raises(invitations.Gone):
        invitations.accept(found[1], "second")
    assert User.objects.get(username="ana").password == "first"


def test_many_at_the_same_moment_make_one_account(tmp_path):
    """In threads of their own, on a real disk."""
    printed = make_disk(tmp_path).python("""
import threading
from django.contrib.auth.models import User
from django.db import connection
from idpwsp.roles import EDITOR
from idpwsp.signin import invitations

_made, token = invitations.make(User.objects.get(), "ana", "", EDITOR, [])
start, outcomes = threading.Barrier(4), []

def join(number):
    found = invitations.find(token)
    start.wait()
    try:
        invitations.accept(found, str(number))
        outcomes.append("in")
    except invitations.Gone:
        outcomes.append("gone")
    finally:
        connection.close()

threads = [threading.Thread(target=join, args=[number]) for number in range(4)]
[each.start() for each in threads]
[each.join() for each in threads]
print(sorted(outcomes), User.objects.filter(username="ana").count())
""")
    assert printed == "['gone', 'gone', 'gone', 'in'] 1"


def test_somebody_who_got_that_name_meanwhile_keeps_it(link):
    make_staff("ANA", EDITOR)
    assert is_refused(Reader().get(link))
    assert is_refused(Reader().post(link, FORM))
    assert User.objects.filter(username__iexact="ana").count() == 1


def test_a_name_that_is_taken_between_looking_and_saving_is_no_error(link):
    found = invitations.find(link.split("/")[3])
    make_staff("ana", EDITOR)
    with pytest.raises(invitations.Gone):
        invitations.accept(found, "hash")


# ── Who may invite ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [EDITOR, TRANSLATOR, MODERATOR, None], ids=lambda role: role.key if role else "none")
def test_nobody_else_invites_withdraws_or_sees_who_is_invited(role, link):
    reader = signed_in(make_staff("emma", role))
    assert reader.get(INVITE).status_code == 403
    assert reader.post(INVITE, {"username": "eva", "role": "editor"}).status_code == 403
    assert reader.post(WITHDRAW, {"invitation": Invitation.objects.get().pk}).status_code == 403
    assert Invitation.objects.count() == 1
    assert INVITE not in reader.get("/staff/").content.decode()


def test_who_is_not_signed_in_is_led_to_the_door():
    assert Reader().get(INVITE).headers["Location"].startswith("/staff/login/")
    assert Reader().post(WITHDRAW, {"invitation": "1"}).status_code == 403


@pytest.mark.parametrize("invited_to", ["administrator", "editor", "inbox"])
def test_nobody_invites_above_themselves(invited_to, organisation):
    """Somebody who may add accounts and is no administrator."""
    paula = make_staff("paula", EDITOR)
    paula.user_permissions.add(Permission.objects.get(codename="add_user"))
    reader = signed_in(paula)
    assert reader.get(INVITE).status_code == 403
    assert reader.post(INVITE, {"username": "ana", "role": invited_to, "queues": ["help"]}).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("more", [{"role": "superuser"}, {"role": "nothing"}, {"role": "editor", "queues": ["all"]}])
def test_an_administrator_invites_to_no_more_than_there_is(more, administrator):
    assert administrator.post(INVITE, {"username": "ana", **more}).status_code == 200
    assert not Invitation.objects.exists()
    Reader().post(invite(administrator, is_superuser="on", is_staff="on", groups=["1", "2"]), FORM)
    ana = User.objects.get(username="ana")
    assert not ana.is_superuser
    assert role_of(ana) == MODERATOR


@pytest.mark.parametrize("name", ["nora", "NORA", "", "a b"])
def test_a_name_that_is_taken_or_none_is_refused(name, administrator):
    administrator.post(INVITE, {"username": name, "role": "editor"})
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice_at_a_time(administrator, link):
    html = administrator.post(INVITE, {"username": "Ana", "role": "editor"}).content.decode()
    assert "invited under this user name already" in html
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "999999", "٣"])
def test_withdrawing_what_is_not_there_changes_nothing(number, administrator, link):
    assert administrator.post(WITHDRAW, {"invitation": number}).status_code == 302
    assert Invitation.objects.count() == 1


def test_looking_at_the_address_of_withdrawing_withdraws_nothing(administrator, link):
    assert administrator.get(WITHDRAW, {"invitation": Invitation.objects.get().pk}).status_code == 302
    assert Invitation.objects.count() == 1


def test_what_has_expired_is_deleted_by_itself(link, administrator):
    invite(administrator, username="eva")
    Invitation.objects.filter(username="ana").update(expires_at=timezone.now())
    assert b"ana" not in administrator.get(INVITE).content.split(b"Open invitations")[1]
    call_command("expire")
    assert [each.username for each in Invitation.objects.all()] == ["eva"]
