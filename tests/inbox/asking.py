"""Requests for a speaker and volunteers, as the public forms seal them, and staff who read one queue."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from contact.inbox.letters import Contact
from contact.inbox.models import Conversation
from tests.conftest import Reader
from tests.inbox.keys import make_conversation, make_keys, make_letter, unlock


def make_staff(name: str, *queues: str) -> User:
    """A colleague who may read these queues and holds their keys."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"read_{queue}" for queue in queues]))
    make_keys(user, queues=queues)
    return user


def signed_in(user: User, is_unlocked: bool = True) -> Reader:
    reader = Reader()
    reader.force_login(user)
    if is_unlocked:
        unlock(reader, user)
    return reader


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days)).isoformat()


def make_request(subject: str = "Marmalade evening", language: str = "en", **data: Any) -> Conversation:
    """Somebody has asked for a speaker."""
    said = {
        "inviter_kind": "college",
        "inviter": "The Heron College",
        "contact_name": "Ruth Quarry",
        "email": "ruth@college.example",
        "phone": "415-555-0123",
        "date": in_days(30),
        "time": "18:30",
        "other_dates": "or the Tuesday after",
        "place_kind": "in-person",
        "place": "Hall 7",
        "travel": "We pay the train",
        **data,
    }
    letter = make_letter(subject, language=language, data=said, fields=[("Who invites", said["inviter"])])
    return make_conversation("speakers", "speaker", letter=letter)[0]


def make_volunteer(name: str = "Juniper", contact: Contact | None = None, **data: Any) -> Conversation:
    """Somebody wants to help, and may be written to."""
    said = {"name": name, "interests": ["web"], "languages": "Welsh", "skills": "Maps", "when": "Mondays", **data}
    reached = Contact(way="email", address="juniper@mail.example") if contact is None else contact
    letter = make_letter(name, data=said, contact=reached)
    return make_conversation("volunteers", "volunteer", letter=letter)[0]
