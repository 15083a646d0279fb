"""Keys for tests: who can open which queue, and browsers with an unlocked inbox."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse

from contact.inbox import conversations, keyholders, unlocking
from contact.inbox.letters import Contact, Letter
from contact.inbox.models import Conversation, Keyholder, Queue
from contact.inbox.receipts import Receipt

PASSPHRASE = "pagan litter circling shallow oak tutor"
SHEET = "2X0V-K40N-8GGC-Y4BC-MTNP-P3MH-WMVF"


def make_keyholder(user: Any, passphrase: str = PASSPHRASE) -> Keyholder:
    return keyholders.new_keyholder(user, passphrase)


def make_keys(*users: Any, queues: tuple[str, ...] = tuple(Queue.Name.values)) -> None:
    """The inbox as it is after set-up: a key for each queue, shared with these people and with a recovery sheet."""
    holders = [getattr(user, "keyholder", None) or make_keyholder(user) for user in users]
    sheet = Keyholder.objects.filter(is_sheet=True).first() or keyholders.new_sheet(SHEET)
    for name in queues:
        keyholders.new_queue_key(Queue.objects.named(name), [*holders, sheet])


def make_letter(subject: str = "A heron at the pond", **values: Any) -> Letter:
    fields = {"language": "en", "fields": [("What happened", "Marmalade sky over the quarry")], "contact": Contact()}
    return Letter(**{**fields, "subject": subject, **values})


def make_conversation(queue: str = "help", form: str = "message", **values: Any) -> tuple[Conversation, Receipt]:
    """Somebody has written. Returns the number too, which nobody else knows."""
    receipt, letter = conversations.new_receipt(), values.pop("letter", None) or make_letter()
    return conversations.start(form=form, queue=queue, letter=letter, receipt=receipt, **values), receipt


def unlock(reader: Any, user: Any, passphrase: str = PASSPHRASE) -> None:
    """Let somebody's browser, which is signed in, have the inbox unlocked."""
    request, response = SimpleNamespace(session=reader.session), HttpResponse()
    unlocking.unlock(request, response, keyholders.unlock(user.keyholder, passphrase))  # type: ignore[arg-type]
    request.session.save()
    reader.cookies[unlocking.COOKIE] = response.cookies[unlocking.COOKIE].value
