"""Accounts of staff in tests, and browsers in which they are signed in."""

from typing import Any

from django.contrib.auth.models import User

from idpwsp.roles import Role, give
from tests.conftest import Reader
from tests.signin.phones import PASSWORD


def make_staff(name: str, role: Role | None = None, **fields: Any) -> User:
    """Somebody on the staff who has this role and nothing else."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True, **fields)
    give(user, role)
    return user


def signed_in(user: User) -> Reader:
    reader = Reader()
    reader.force_login(user)
    return reader
