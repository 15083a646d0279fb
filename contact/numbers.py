"""Numbers as public forms use them: where there is no room to derive one, the guard gives the words back."""

from contact.inbox import conversations, derivation
from contact.inbox.conversations import Found
from contact.inbox.receipts import Receipt
from idpwsp.foundation.guard import held


def new_receipt() -> Receipt:
    """A number for whoever writes. Raises ``held.Busy``. It takes its time: so before a transaction, not in it."""
    try:
        return conversations.new_receipt()
    except derivation.Busy as error:
        raise held.Busy from error


def find(number: str) -> Found:
    """What the 20 digits of a number lead to, if anything. Raises ``held.Busy``."""
    try:
        return conversations.find(number)
    except derivation.Busy as error:
        raise held.Busy from error
