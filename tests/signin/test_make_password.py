"""``make password`` on a demonstration machine: a lost phone is no dead end."""

import pytest
from django.contrib.auth.models import User

from idpwsp import run
from idpwsp.signin import second_step
from tests.conftest import Reader
from tests.signin.phones import PASSWORD, give_password, make_phone, sign_in

pytestmark = pytest.mark.django_db


def test_it_gives_a_new_password_and_takes_the_phone_away(organisation, capsys):
    staff = User.objects.create_superuser("staff", password=PASSWORD)
    make_phone(staff)
    second_step.new_recovery_codes(staff)
    reader = Reader()
    sign_in(reader, "staff")

    run.renew_password()

    shown = capsys.readouterr().out
    password = shown.split("Password  ", 1)[1].split()[0]
    assert "the next sign-in sets up a phone" in shown
    assert not staff.recovery_codes.exists()
    assert reader.get("/staff/").status_code == 302
    response = give_password(Reader(), "staff", password, follow=True)
    assert response.redirect_chain[-1][0] == "/staff/login/phone/"
