"""Maria, who is on the staff and has set up a phone, and somebody's browser at the door."""

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.conftest import Reader
from tests.signin.phones import PASSWORD, make_phone


@pytest.fixture
def maria(organisation) -> User:
    return User.objects.create_superuser("maria", password=PASSWORD)


@pytest.fixture
def phone(maria) -> TOTPDevice:
    return make_phone(maria)


@pytest.fixture
def door(organisation) -> Reader:
    """A browser in which nobody is signed in, whose forms are checked for their token as in production."""
    return Reader()


@pytest.fixture
def inside(maria, phone) -> Reader:
    """Maria's browser, signed in."""
    reader = Reader()
    reader.force_login(maria)
    return reader
