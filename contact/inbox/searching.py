"""Search in what a keyholder can open: everything is opened in memory, looked through, and forgotten.

There is no index, which would hold the words in the clear. So it looks through the newest of one queue at a time.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contact.inbox.conversations import open_record
from contact.inbox.keyring import Keyring
from contact.inbox.models import Conversation, Queue, Record

AT_A_TIME = 2_000
# How many are shown. Whoever finds more looks for something rarer.
MOST_SHOWN = 100
_BATCH = 200


@dataclass(frozen=True)
class Search:
    """What came of it. ``start`` is how many newer ones were left out, ``looked`` how many were looked through."""

    found: list[Conversation]
    found_in_all: int
    start: int
    looked: int
    # Records that this keyholder cannot open, or that are broken.
    unopened: int
    has_more: bool

    @property
    def next_start(self) -> int:
        return self.start + self.looked


def search(queue: Queue, words: str, keyring: Keyring, start: int = 0) -> Search:
    """The conversations in which every word occurs, the newest first. Accents and capital letters do not matter."""
    wanted = set(folded(words).split())
    newest = Conversation.objects.filter(queue=queue).order_by("-changed_on", "-started_on", "pk")
    ids = list(newest.values_list("pk", flat=True)[start : start + AT_A_TIME + 1])
    looked = ids[:AT_A_TIME]
    missing: dict[UUID, set[str]] = {pk: set(wanted) for pk in looked}
    unopened = 0
    # In the order of the disk: sorted, the sealed bodies would all have to be held at once.
    records = Record.objects.filter(conversation__in=looked).exclude(kind=Record.Kind.CONTACT).order_by()
    for record in records.iterator(chunk_size=_BATCH):
        left = missing.get(UUID(str(record.conversation_id)))
        if not left:
            continue
        opened = open_record(record, keyring)
        if opened.body is None:
            unopened += 1
            continue
        text = folded("\n".join(_texts(opened.body)))
        left -= {word for word in left if word in text}
    hits = [pk for pk in looked if not missing[pk]]
    return Search(_in_order(hits[:MOST_SHOWN]), len(hits), start, len(looked), unopened, len(ids) > AT_A_TIME)


def folded(text: str) -> str:
    """Without accents and capital letters, as people type who look for something."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    return "".join(each for each in plain if not unicodedata.combining(each)) if not plain.isascii() else plain


def _texts(body: dict[str, Any]) -> list[str]:
    """What is looked through: subject and answers of a first message, or the text of what came later."""
    if "fields" in body:
        return [body["subject"], *(answer for _question, answer in body["fields"])]
    return [body.get("text", "")]


def _in_order(ids: list[UUID]) -> list[Conversation]:
    found = Conversation.objects.select_related("queue", "assigned_to").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
