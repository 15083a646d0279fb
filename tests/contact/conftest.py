"""An inbox that is set up, and somebody who has written to it."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User

from contact.inbox import conversations, keyholders
from contact.inbox.conversations import Opened
from contact.inbox.models import Conversation
from contact.inbox.receipts import Receipt
from tests.conftest import Reader
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keys


@dataclass
class Written:
    """What somebody wrote, with the number that only they know, and a keyholder who can open it."""

    conversation: Conversation
    receipt: Receipt
    keyholder: User

    @property
    def number(self) -> str:
        return self.receipt.number

    def opened(self, kind: str) -> list[Opened]:
        """The records of one kind as the keyholder reads them, the oldest first."""
        keyring = keyholders.unlock(self.keyholder.keyholder, PASSPHRASE)
        return [each for each in conversations.open_all(self.conversation, keyring) if each.record.kind == kind]


@pytest.fixture
def maria(organisation: Any) -> User:
    """She holds the keys."""
    maria = User.objects.create_superuser("maria", password="a long password")
    make_keys(maria)
    return maria


@pytest.fixture
def written(maria: User) -> Written:
    return Written(*make_conversation(), maria)


@pytest.fixture
def client() -> Reader:
    return Reader(raise_request_exception=False)
