"""How long it takes to look up a number, and whether the time tells that there is something.

    .ci/with-settings .venv/bin/python -m bench.receipts [conversations]

Fills a temporary database with conversations, each with an answer, and sends numbers to ``/messages/``, by turns one
that leads somewhere and one that nobody has. Prints for both the median and the 95th percentile in milliseconds, of
the derivation with the lookup alone and of the whole request, and the ratio of the medians. The calls are the same by
construction (asserted in tests/contact/test_messages.py); what remains is the reading of the answers, a few
hundredths of a millisecond each, beside a derivation of a tenth of a second. The two pages differ in length, which
whoever holds the number may see.
"""

import statistics
import sys
from collections.abc import Callable

from bench.seeding import prepare, timed

TIMES = 20


def main() -> None:
    prepare()
    from django.test import Client

    from contact.inbox import conversations, receipts

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    seconds = timed(lambda: fill(count))[0] / 1000
    print(f"{count} conversations written in {seconds:.0f} s\n")
    receipt = conversations.new_receipt()
    write(receipt)
    client = Client(SERVER_NAME="example.org")

    def ask(number: str) -> None:
        client.post("/messages/", {"number": number}, secure=True)

    def look_up(number: str) -> None:
        conversations.answers(conversations.find(number))

    print(f"{'':22}{'known':>16}{'unknown':>16}{'ratio':>8}")
    for name, call in (("lookup", look_up), ("whole request", ask)):
        compare(name, call, receipt.number, receipts.new)


def fill(count: int) -> None:
    """Conversations of others. Their numbers are made up: a derivation each would take minutes."""
    from contact.inbox import conversations, keyholders, receipts, sealing
    from contact.inbox.models import Queue

    keyholders.new_queue_key(Queue.objects.named("help"), [])
    salt = bytes(conversations.current_salt().salt)
    for _each in range(count):
        write(receipts.Receipt(receipts.new(), sealing.new_key(), sealing.KeyPair.new(), salt))


def write(receipt: object) -> None:
    from contact.inbox import conversations
    from contact.inbox.letters import Letter

    letter = Letter("en", "A heron at the pond", [("What happened", "Marmalade sky. " * 100)])
    found = conversations.start(form="message", queue="help", letter=letter, receipt=receipt)  # type: ignore[arg-type]
    conversations.answer(found, "Come on Tuesday. " * 20)


def compare(name: str, call: Callable[[str], None], known: str, new: Callable[[], str]) -> None:
    """By turns, so that whatever else the machine does falls on both."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    call(known)
    for _each in range(TIMES):
        for is_known in (True, False):
            number = known if is_known else new()
            taken[is_known].append(timed(lambda number=number: call(number))[0])  # type: ignore[misc]
    middle = {is_known: statistics.median(times) for is_known, times in taken.items()}
    shown = [f"{middle[each]:7.1f} {statistics.quantiles(taken[each], n=20)[-1]:7.1f}" for each in (True, False)]
    print(f"{name:22}{shown[0]:>16}{shown[1]:>16}{middle[True] / middle[False]:8.3f}")


if __name__ == "__main__":
    main()
