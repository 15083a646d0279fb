"""An invitation does not outlast whoever made it: her session may have been somebody else's."""

import pytest

from idpwsp.roles import ADMINISTRATOR, EDITOR, give
from idpwsp.signin.models import Invitation, SecurityEntry
from tests.accounts import make_staff, signed_in
from tests.admin_forms import send
from tests.conftest import Reader
from tests.signin.invited import FORM, invite, is_refused
from tests.signin.phones import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def close(nora, reader):
    send(reader, f"/staff/auth/user/{nora.pk}/change/", "user_form", is_active=None)
    send(reader, f"/staff/auth/user/{nora.pk}/change/", "user_form", is_active="on")


def take_the_role_away(nora, reader):
    send(reader, f"/staff/auth/user/{nora.pk}/change/", "user_form", role="editor")
    send(reader, f"/staff/auth/user/{nora.pk}/change/", "user_form", role="administrator")


def delete(nora, reader):
    reader.post(f"/staff/auth/user/{nora.pk}/delete/", {"post": "yes"})


def set_another_password(nora, reader):
    new = {"password1": "another long one", "password2": "another long one"}
    reader.post(f"/staff/auth/user/{nora.pk}/password/", new)


def take_the_phone_away(nora, reader):
    reader.post(f"/staff/auth/user/{nora.pk}/phone/")


def change_their_own_password(nora, reader):
    new = {"new_password1": "another long one", "new_password2": "another long one"}
    signed_in(nora).post("/staff/password_change/", {"old_password": PASSWORD, **new})


def leave_the_group_by_a_command(nora, reader):
    give(nora, EDITOR)
    give(nora, ADMINISTRATOR)


@pytest.mark.parametrize(
    "change",
    [
        close,
        take_the_role_away,
        delete,
        set_another_password,
        take_the_phone_away,
        change_their_own_password,
        leave_the_group_by_a_command,
    ],
)
def test_an_invitation_falls_for_good_with_whoever_made_it(change, link, nora):
    """Who had her session for a minute keeps no way back, also when she is an administrator again."""
    second = signed_in(make_staff("second", ADMINISTRATOR))
    kept = invite(second, username="eva")
    change(nora, second)
    assert is_refused(Reader().get(link))
    assert is_refused(Reader().post(link, FORM))
    assert [each.username for each in Invitation.objects.all()] == ["eva"]
    withdrawn = SecurityEntry.objects.filter(kind=SecurityEntry.Kind.WITHDRAWN)
    assert [each.about for each in withdrawn] == ["ana"]
    assert Reader().get(kept).status_code == 200


def test_it_stays_open_where_nothing_of_that_happens(link, nora):
    second = signed_in(make_staff("second", ADMINISTRATOR))
    send(second, f"/staff/auth/user/{nora.pk}/change/", "user_form", first_name="Nora", email="nora@example.org")
    nora.refresh_from_db()
    sign_in(Reader(), "nora")
    assert Reader().get(link).status_code == 200
