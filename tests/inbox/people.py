"""Colleagues with rights to some queues, and their browsers."""

from typing import Any

from django.contrib.auth.models import Permission, User

from tests.conftest import Reader
from tests.inbox.keys import PASSPHRASE, unlock
from tests.markup import Document


def make_colleague(name: str, *queues: str, manages: bool = False) -> User:
    """Somebody on the staff who may read these queues, and perhaps manage the inbox."""
    user = User.objects.create_user(name, password="a long password", is_staff=True)
    codenames = [f"read_{queue}" for queue in queues] + (["manage_inbox"] if manages else [])
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return User.objects.get(pk=user.pk)


def browser_of(user: User, unlocked: bool = False, passphrase: str = PASSPHRASE) -> Reader:
    """Somebody's browser: signed in, and unlocked if asked for."""
    reader = Reader()
    reader.force_login(user)
    if unlocked:
        unlock(reader, user, passphrase)
    return reader


def hidden(response: Any, name: str) -> str:
    """What a page carries in a hidden field."""
    fields = Document(response.content.decode()).all("input")
    [value] = [field.get("value", "") for field in fields if field.get("name") == name]
    return value


def part_of(sheet_code: str) -> str:
    """What has to be typed back of a sheet."""
    groups = sheet_code.split("-")
    return f"{groups[2]} {groups[5]}".lower()


def words(response: Any) -> str:
    return Document(response.content.decode()).words
