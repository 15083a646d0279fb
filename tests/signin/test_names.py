"""Names of people, in invitations and in accounts: none that looks like another, and nothing that cannot be seen."""

import pytest
from django.contrib.auth.models import User

from idpwsp.roles import EDITOR
from idpwsp.signin.models import Invitation
from tests.accounts import make_staff
from tests.admin_forms import send
from tests.conftest import Reader
from tests.signin.invited import FORM, INVITE, NEW_PASSWORD, invite
from tests.signin.phones import PASSWORD, give_password

pytestmark = pytest.mark.django_db


def test_a_name_in_wide_letters_is_kept_as_the_door_reads_it(administrator):
    Reader().post(invite(administrator, username="ａｎａ"), FORM)
    assert User.objects.filter(username="ana").exists()
    for typed in ("ａｎａ", "ana"):
        assert give_password(Reader(), typed, NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize("name", ["ñora", "ÑORA", "ｎora", "nоra"])
def test_a_name_that_looks_like_another_is_refused(name, administrator):
    """The last has a Cyrillic letter."""
    make_staff("Ñora", EDITOR)
    administrator.post(INVITE, {"username": name, "role": "editor"})
    assert not Invitation.objects.exists()


def test_nor_beside_an_open_invitation(administrator):
    invite(administrator, username="Ñu")
    html = administrator.post(INVITE, {"username": "ñu", "role": "editor"}).content.decode()
    assert "invited under this user name already" in html
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("name", ["Иванна", "ñandú", "王小明", "たかはし花子", "Ana-2"])
def test_names_in_any_one_script_are_fine(name, administrator):
    assert Reader().get(invite(administrator, username=name)).status_code == 200


@pytest.mark.parametrize("character", ["\n", "\u202e", "\u2028", "\x00", "\u200b"])
def test_a_shown_name_has_nothing_that_cannot_be_seen(character, administrator):
    administrator.post(INVITE, {"username": "ana", "first_name": f"An{character}a", "role": "editor"})
    assert not Invitation.objects.exists()


# ── Accounts ───────────────────────────────────────────────────────────────

NEW = "/staff/auth/user/add/"
BOTH = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.mark.parametrize("name", ["ñora", "ｎora", "nоra"])
def test_an_account_is_neither_made_nor_renamed_so_that_it_looks_like_another(name, administrator):
    make_staff("Ñora", EDITOR)
    emma = make_staff("emma", EDITOR)
    assert send(administrator, NEW, "user_form", username=name, role="editor", **BOTH).status_code == 200
    form = f"/staff/auth/user/{emma.pk}/change/"
    assert send(administrator, form, "user_form", username=name).status_code == 200
    assert set(User.objects.values_list("username", flat=True)) == {"nora", "Ñora", "emma"}


def test_what_an_account_is_called_already_stays_and_may_change_its_capitals(administrator):
    old = make_staff("nоra", EDITOR)
    form = f"/staff/auth/user/{old.pk}/change/"
    assert send(administrator, form, "user_form", first_name="Nora").status_code == 302
    emma = make_staff("emma", EDITOR)
    assert send(administrator, f"/staff/auth/user/{emma.pk}/change/", "user_form", username="Emma").status_code == 302


def test_the_shown_name_of_an_account_has_nothing_that_cannot_be_seen(administrator):
    emma = make_staff("emma", EDITOR)
    form = f"/staff/auth/user/{emma.pk}/change/"
    assert send(administrator, form, "user_form", first_name="Em\u202ema").status_code == 200
    sent = {"username": "ana", "first_name": "A\nna", "role": "editor", **BOTH}
    assert send(administrator, NEW, "user_form", **sent).status_code == 200
    assert not User.objects.filter(username="ana").exists()
    assert User.objects.get(username="emma").first_name == ""
