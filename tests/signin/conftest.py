"""Maria, who is on the staff and has set up a phone, and somebody's browser at the door."""

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.roles import ADMINISTRATOR, EDITOR
from idpwsp.signin.models import SecurityEntry
from tests.accounts import make_staff, signed_in
from tests.conftest import Reader
from tests.signin.invited import invite
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


@pytest.fixture
def nora(organisation) -> User:
    """An administrator."""
    return make_staff("nora", ADMINISTRATOR)


@pytest.fixture
def administrator(nora) -> Reader:
    """Nora, signed in."""
    return signed_in(nora)


@pytest.fixture
def link(administrator) -> str:
    """That of Ana, who is to moderate and to read two queues."""
    return invite(administrator)


@pytest.fixture
def emma(organisation) -> User:
    """An editor."""
    return make_staff("emma", EDITOR)


@pytest.fixture
def logged(administrator) -> Reader:
    """Nora, of whom the security log says nothing yet: how she came in is not what these tests look at."""
    SecurityEntry.objects.all().delete()
    return administrator
