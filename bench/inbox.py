"""How long staff wait in an inbox with 10,000 conversations.

    .ci/with-settings .venv/bin/python bench/inbox.py [conversations]

Fills a temporary database: all in one queue, half of them answered, each really sealed. Prints for each address the
median of five askings in milliseconds, by the clock and of the processor, the number of queries and the size of the
answer. A search opens 2,000 conversations with all that was written in them; its budget is two seconds. The number of
queries must not depend on how much there is (asserted in tests/inbox/test_queue.py).
"""

import random
import re
import statistics
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from search import prepare, shipped_words, some, timed
from staff import signed_in

TIMES = 5


def main() -> None:
    prepare()
    from django.conf import settings
    from django.contrib.auth.models import User

    from contact.inbox import passphrases
    from contact.inbox.models import Conversation

    settings.ALLOWED_HOSTS = ["*"]
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    user, passphrase = User.objects.create_superuser("bench"), passphrases.new()
    give_keys(user, passphrase)
    print(f"{number} conversations written in {timed(lambda: fill(number, user))[0] / 1000:.0f} s\n")
    staff = unlocked(user, passphrase)
    one = Conversation.objects.order_by("pk")[0].pk
    print(f"{'':46} {'clock':>8} {'CPU':>8} {'queries':>8} {'KB':>6}")
    pages = ("", "help/", "help/?state=all", "help/?state=all&page=100", f"c/{one}/", f"c/{one}/answer/")
    for address in ("/staff/", *(f"/staff/inbox/{page}" for page in pages)):
        name = re.sub(r"[0-9a-f-]{36}", "ID", address)
        measure(name, lambda address=address: staff.get(address, secure=True))
    for sought in ("xylophone", "the", "compensation deadline"):
        sent = {"sought": sought}
        measure(f"search: {sought}", lambda sent=sent: staff.post("/staff/inbox/help/search/", sent, secure=True))


def measure(name: str, ask: Callable[[], Any]) -> None:
    """Print one row."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    status = ask().status_code
    if status != 200:
        print(f"{name:46} answers {status}")
        return
    times = [timed(ask) for _each in range(TIMES)]
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    clock, processor = (statistics.median(each[kind] for each in times) for kind in (0, 1))
    print(f"{name:46} {clock:8.0f} {processor:8.0f} {len(queries):8} {len(response.content) / 1024:6.0f}", flush=True)


def unlocked(user: Any, passphrase: str) -> Any:
    """A browser that is signed in, with the inbox unlocked."""
    from types import SimpleNamespace

    from django.http import HttpResponse

    from contact.inbox import keyholders, unlocking

    client, response = signed_in(user), HttpResponse()
    request: Any = SimpleNamespace(session=client.session)
    unlocking.unlock(request, response, keyholders.unlock(user.keyholder, passphrase))
    request.session.save()
    client.cookies[unlocking.COOKIE] = response.cookies[unlocking.COOKIE].value
    return client


def give_keys(user: Any, passphrase: str) -> None:
    """Keys for every queue, and one keyholder."""
    from contact.inbox import keyholders
    from contact.inbox.models import Queue

    keyholder = keyholders.new_keyholder(user, passphrase)
    for queue in Queue.objects.every():
        keyholders.new_queue_key(queue, [keyholder])


def fill(number: int, user: Any) -> None:
    """Without numbers for those who wrote, each of which would take a tenth of a second."""
    from django.db import transaction
    from django.utils import timezone

    from contact.inbox import conversations
    from contact.inbox.letters import Letter
    from contact.inbox.models import Conversation

    words, chance = shipped_words(), random.Random(1)  # noqa: S311 - the same inbox each time
    with transaction.atomic():
        for each in range(number):
            fields = [("What happened", some(words, chance, chance.randint(200, 2500)))]
            letter = Letter(language="en", subject=some(words, chance, 60), fields=fields)
            started = conversations.start(form="message", queue="help", letter=letter, receipt=None)
            if each % 2:
                conversations.answer(started, some(words, chance, 600))
                conversations.add_note(started, some(words, chance, 200), user)
            day = timezone.localdate() - timedelta(days=60 * each // number)
            Conversation.objects.filter(pk=started.pk).update(started_on=day, changed_on=day)


if __name__ == "__main__":
    main()
