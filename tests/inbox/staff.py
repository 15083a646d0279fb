"""Three on the staff with different rights, each with a browser in which the inbox is unlocked."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission, User

from contact.inbox.models import AuditEntry
from tests.conftest import Reader
from tests.inbox.keys import make_keyholder, make_keys, unlock
from tests.markup import Document

INBOX = "/staff/inbox/"


@dataclass
class Colleague:
    """Somebody on the staff and their browser."""

    user: User
    reader: Reader

    def get(self, address: str, /) -> Any:
        return self.reader.get(f"{INBOX}{address}")

    def post(self, address: str, /, **sent: Any) -> Any:
        return self.reader.post(f"{INBOX}{address}", sent)

    def words(self, address: str = "") -> str:
        """All that a page of the inbox says."""
        response = self.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return Document(response.content.decode()).words


def make_colleague(name: str, *queues: str, manages: bool = False) -> Colleague:
    """Somebody who may read these queues and has a key pair of their own. Not unlocked."""
    user = User.objects.create_user(name, is_staff=True, first_name=name.capitalize())
    codes = [f"read_{queue}" for queue in queues] + (["manage_inbox"] if manages else [])
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    reader = Reader(raise_request_exception=False)
    reader.force_login(user)
    make_keyholder(user)
    return Colleague(User.objects.get(pk=user.pk), reader)


def make_staff() -> tuple[Colleague, Colleague, Colleague]:
    """Maria reads Help and Press and manages, Ana reads Help, Lupe reads Speakers. All have unlocked."""
    maria = make_colleague("maria", "help", "press", manages=True)
    ana, lupe = make_colleague("ana", "help"), make_colleague("lupe", "speakers")
    make_keys(maria.user, ana.user, queues=("help",))
    make_keys(maria.user, queues=("press",))
    make_keys(lupe.user, queues=("speakers", "volunteers", "brochures"))
    for each in (maria, ana, lupe):
        unlock(each.reader, each.user)
    return maria, ana, lupe


def done(action: str) -> list[AuditEntry]:
    """What was written down of one kind, the oldest first."""
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))
