"""Who can sign in: what an administrator does, and every way to more rights that is closed."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from idpwsp.roles import ADMINISTRATOR, EDITOR, queues_of, role_of
from tests.accounts import make_staff, signed_in
from tests.admin_forms import fields_of, send
from tests.conftest import Reader
from tests.markup import Document
from tests.signin.phones import PASSWORD, make_phone

pytestmark = pytest.mark.django_db

LIST = "/staff/auth/user/"
NEW = "/staff/auth/user/add/"


@pytest.fixture
def editor(organisation) -> User:
    return make_staff("emma", EDITOR)


@pytest.fixture
def root(organisation) -> User:
    return User.objects.create_superuser("root", password=PASSWORD)


def form(user: User) -> str:
    return f"/staff/auth/user/{user.pk}/change/"


def password_form(user: User) -> str:
    return f"/staff/auth/user/{user.pk}/password/"


def fresh(user: User) -> User:
    """The account as it is now, with no permission remembered."""
    return User.objects.get(pk=user.pk)


# ── What an administrator does ─────────────────────────────────────────────


@pytest.mark.parametrize("role", [EDITOR, ADMINISTRATOR])
def test_a_person_is_given_an_account_with_a_role(administrator, role):
    response = send(
        administrator, NEW, "user_form",
        username="ana", first_name="Ana", role=role.key, password1=PASSWORD, password2=PASSWORD,
    )  # fmt: skip
    assert response.status_code == 302
    ana = User.objects.get(username="ana")
    assert role_of(ana) == role
    assert (ana.is_staff, ana.is_active, ana.is_superuser) == (True, True, False)
    assert Reader().post("/staff/login/?next=/staff/", {"username": "ana", "password": PASSWORD}).status_code == 302


def test_somebody_may_be_there_for_the_inbox_alone(administrator):
    fields = {"username": "ana", "role": "inbox", "password1": PASSWORD, "password2": PASSWORD}
    assert send(administrator, NEW, "user_form", **fields).status_code == 200
    assert send(administrator, NEW, "user_form", **fields, queues=["help", "press"]).status_code == 302
    ana = User.objects.get(username="ana")
    assert role_of(ana) is None
    assert queues_of(ana) == ["help", "press"]
    assert ana.get_all_permissions() == {"inbox.read_help", "inbox.read_press"}
    assert "The inbox only" in administrator.get(LIST).content.decode()
    reader = signed_in(ana)
    front = Document(reader.get("/staff/").content.decode(), "https://example.org/staff/")
    inside = [each for each in front.addresses if each.startswith("https://example.org/staff/") and "#" not in each]
    # The queues lead to the locked screen.
    assert [each for each in inside if reader.get(each, follow=True).status_code != 200] == []
    assert reader.get("/staff/resources/page/").status_code == 403


def test_queues_are_given_and_taken_beside_the_role(administrator, editor):
    assert send(administrator, form(editor), "user_form", queues=["speakers"]).status_code == 302
    assert fresh(editor).has_perm("inbox.read_speakers")
    assert role_of(fresh(editor)) == EDITOR
    assert send(administrator, form(editor), "user_form", queues=None).status_code == 302
    assert not fresh(editor).has_perm("inbox.read_speakers")


def test_a_queue_that_does_not_exist_is_refused(administrator, editor):
    assert send(administrator, form(editor), "user_form", queues=["everything"]).status_code == 200
    assert queues_of(fresh(editor)) == []


def test_an_address_for_notices_is_kept(administrator, editor):
    assert send(administrator, form(editor), "user_form", email="emma@example.org").status_code == 302
    assert fresh(editor).email == "emma@example.org"


def test_an_account_needs_a_role(administrator):
    response = send(administrator, NEW, "user_form", username="ana", password1=PASSWORD, password2=PASSWORD)
    assert response.status_code == 200
    assert not User.objects.filter(username="ana").exists()


def test_two_accounts_cannot_differ_by_capitals_alone(administrator, editor):
    fields = {"role": "editor", "password1": PASSWORD, "password2": PASSWORD}
    assert send(administrator, NEW, "user_form", username="EMMA", **fields).status_code == 200
    assert User.objects.filter(username__iexact="emma").count() == 1


def test_a_weak_password_is_refused(administrator):
    fields = {"role": "editor", "password1": "short", "password2": "short"}
    assert send(administrator, NEW, "user_form", username="ana", **fields).status_code == 200
    assert not User.objects.filter(username="ana").exists()


def test_a_role_is_changed_at_once(administrator, editor):
    other = signed_in(editor)
    assert other.get(LIST).status_code == 403
    assert send(administrator, form(editor), "user_form", role="administrator").status_code == 302
    assert other.get(LIST).status_code == 200
    assert send(administrator, form(editor), "user_form", role="editor").status_code == 302
    assert other.get(LIST).status_code == 403
    assert list(fresh(editor).groups.values_list("name", flat=True)) == ["editor"]


def test_groups_that_are_no_role_stay(administrator, editor):
    editor.groups.add(Group.objects.create(name="later"))
    send(administrator, form(editor), "user_form", role="administrator")
    assert set(fresh(editor).groups.values_list("name", flat=True)) == {"later", "administrator"}


def test_who_may_no_longer_sign_in_is_out_at_once(administrator, editor):
    other = signed_in(editor)
    assert other.get("/staff/").status_code == 200
    assert send(administrator, form(editor), "user_form", is_active=None).status_code == 302
    assert other.get("/staff/").status_code == 302
    assert Reader().post("/staff/login/", {"username": "emma", "password": PASSWORD}).status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old(administrator, editor):
    other = signed_in(editor)
    new = {"password1": "another long one", "password2": "another long one"}
    assert send(administrator, password_form(editor), "user_form", **new).status_code == 302
    assert other.get("/staff/").status_code == 302
    assert fresh(editor).check_password("another long one")


def test_the_account_says_whether_a_phone_is_set_up(administrator, editor):
    assert "No phone is set up yet" in administrator.get(form(editor)).content.decode()
    make_phone(editor)
    words = administrator.get(form(editor)).content.decode()
    assert "0 recovery codes left" in words
    assert f"/staff/auth/user/{editor.pk}/phone/" in words


def test_a_phone_is_taken_away_only_by_who_may_change_the_account(administrator, nora, editor, root):
    make_phone(root)
    assert signed_in(editor).post(f"/staff/auth/user/{nora.pk}/phone/").status_code == 403
    assert administrator.post(f"/staff/auth/user/{root.pk}/phone/").status_code == 403
    assert administrator.post(f"/staff/auth/user/{nora.pk}/phone/").headers["Location"] == "/staff/codes/"
    assert administrator.post("/staff/auth/user/999/phone/").status_code == 404
    assert {user.totpdevice_set.count() for user in (nora, editor, root)} == {1}


def test_a_password_cannot_be_taken_away(administrator, editor):
    send(administrator, password_form(editor), "user_form", "unset-password", usable_password="false")
    assert fresh(editor).check_password(PASSWORD)


def test_the_list_shows_who_has_which_role(administrator, editor, root):
    words = administrator.get(LIST).content.decode()
    for cell in ("Administrator", "Editor", "May do everything"):
        assert cell in words


def test_forms_ask_for_nothing_but_what_is_needed(administrator, editor):
    fields = set(fields_of(administrator.get(form(editor)).content.decode(), "user_form"))
    assert fields - {"csrfmiddlewaretoken"} == {"username", "first_name", "email", "role", "is_active"}
    fields = set(fields_of(administrator.get(NEW).content.decode(), "user_form")) | {"role"}
    assert fields - {"csrfmiddlewaretoken"} == {"username", "first_name", "email", "role", "password1", "password2"}


def test_how_a_password_is_stored_is_nobodys_business(administrator, editor, root):
    for user in (editor, root):
        html = administrator.get(form(user)).content.decode()
        assert user.password.split("$")[-1][:6] not in html
        assert "pbkdf2" not in html


# ── Every way to more rights is closed ─────────────────────────────────────

MORE_RIGHTS = {"is_superuser": "1", "is_staff": "1", "groups": ["1", "2"], "user_permissions": ["1", "2", "3"]}


def test_nobody_becomes_a_superuser_by_a_form(administrator, nora, editor):
    for user in (nora, editor):
        send(administrator, form(user), "user_form", **MORE_RIGHTS)
        assert not fresh(user).is_superuser
        assert not fresh(user).user_permissions.exists()
    assert role_of(fresh(editor)) == EDITOR


def test_nor_by_a_new_account(administrator):
    fields = {"username": "ana", "role": "editor", "password1": PASSWORD, "password2": PASSWORD}
    send(administrator, NEW, "user_form", **fields, **MORE_RIGHTS)
    ana = User.objects.get(username="ana")
    assert not ana.is_superuser
    assert not ana.user_permissions.exists()
    assert role_of(ana) == EDITOR


def test_a_role_that_does_not_exist_is_refused(administrator, editor):
    Group.objects.create(name="everything").permissions.set(Permission.objects.all())
    assert send(administrator, form(editor), "user_form", role="everything").status_code == 200
    assert role_of(fresh(editor)) == EDITOR


def test_a_superusers_account_is_out_of_an_administrators_reach(administrator, root):
    before = User.objects.values().get(pk=root.pk)
    assert administrator.get(form(root)).status_code == 200
    assert fields_of(administrator.get(form(root)).content.decode(), "user_form").keys() <= {"csrfmiddlewaretoken"}
    changes = {"username": "mine", "password1": "taken over now", "password2": "taken over now", "post": "yes"}
    for address in (form(root), password_form(root), f"/staff/auth/user/{root.pk}/delete/"):
        assert administrator.post(address, changes).status_code == 403
    assert User.objects.values().get(pk=root.pk) == before


def test_deleting_many_spares_superusers_oneself_and_then_all_of_them(administrator, nora, root, editor):
    chosen = [user.pk for user in (nora, root, editor)]
    administrator.post(LIST, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    assert User.objects.filter(pk__in=chosen).count() == 3


def test_an_editor_reaches_no_account(editor, nora):
    reader = signed_in(editor)
    for address in (LIST, NEW, form(nora), form(editor), password_form(nora), f"/staff/auth/user/{nora.pk}/delete/"):
        assert reader.get(address).status_code == 403
        assert reader.post(address, {"role": "administrator", "post": "yes", **MORE_RIGHTS}).status_code == 403
    assert role_of(fresh(editor)) == EDITOR


def test_nobody_gives_themselves_a_queue(administrator, nora):
    assert send(administrator, form(nora), "user_form", queues=["help"]).status_code == 302
    assert queues_of(fresh(nora)) == []


@pytest.mark.parametrize("number", ["0{}", "+{}", " {}", "_2B{}"])
def test_nor_by_writing_its_number_in_another_way(administrator, nora, number):
    address = f"/staff/auth/user/{number.format(nora.pk)}/password/"
    written = {"password1": "quite another one", "password2": "quite another one"}
    administrator.post(address, written)
    assert User.objects.get(pk=nora.pk).check_password(PASSWORD)


@pytest.mark.parametrize("change", [{"role": "editor"}, {"is_active": None}])
def test_nobody_takes_their_own_rights_away(administrator, nora, change):
    make_staff("second", ADMINISTRATOR)
    send(administrator, form(nora), "user_form", **change)
    assert role_of(fresh(nora)) == ADMINISTRATOR
    assert fresh(nora).is_active


def test_nobody_deletes_themselves(administrator, nora):
    make_staff("second", ADMINISTRATOR)
    assert administrator.post(f"/staff/auth/user/{nora.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=nora.pk).exists()


def test_ones_own_password_is_changed_where_the_old_one_is_asked_for(administrator, nora):
    new = {"password1": "another long one", "password2": "another long one"}
    response = administrator.post(password_form(nora), new)
    assert response.headers["Location"] == reverse("admin:password_change")
    assert fresh(nora).check_password(PASSWORD)


@pytest.mark.parametrize("change", [{"role": "editor"}, {"is_active": None}])
def test_the_last_administrator_stays_whoever_asks(nora, change):
    """As when two administrators take each other's rights away at the same moment."""
    other = make_staff("other")
    other.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    reader = signed_in(other)
    response = send(reader, form(nora), "user_form", **change)
    assert response.status_code == 200
    assert "There must be one administrator" in response.content.decode()
    assert reader.post(f"/staff/auth/user/{nora.pk}/delete/", {"post": "yes"}).status_code == 403
    assert role_of(fresh(nora)) == ADMINISTRATOR
    assert fresh(nora).is_active


def test_an_administrator_who_cannot_sign_in_does_not_count(nora):
    make_staff("gone", ADMINISTRATOR, is_active=False)
    test_the_last_administrator_stays_whoever_asks(nora, {"role": "editor"})


def test_a_superuser_counts_as_an_administrator(nora, root):
    assert send(signed_in(root), form(nora), "user_form", role="editor").status_code == 302
    assert role_of(fresh(nora)) == EDITOR


def test_a_superuser_changes_another_one(root):
    second = User.objects.create_superuser("second", password=PASSWORD)
    assert send(signed_in(root), form(second), "user_form", first_name="Two").status_code == 302
    assert (fresh(second).first_name, fresh(second).is_superuser) == ("Two", True)
