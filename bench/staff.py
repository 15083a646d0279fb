"""How long the pages for staff take on a site with 100, and with 10,000, of everything.

    .ci/with-settings .venv/bin/python -m bench.staff [many]

Fills a temporary database in bulk: pages with a card each, services, articles, events, replies, endorsements, pictures,
deleted pages, steps in the history of one page, outward links, entries of the audit, and conversations that are really
sealed. Prints for each address the number of queries, which must not depend on how much there is (asserted in
tests/test_staff_growth.py), the median of five askings in milliseconds of the processor (the database works in the same
process) with few and with many, and their ratio.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.rounds import grown
from bench.seeding import prepare
from bench.table import report

FEW, MANY, TIMES = 100, 10_000, 5


def main(many: int = MANY) -> None:
    prepare()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.db import connection

    from bench.inbox import fill as fill_inbox
    from bench.inbox import give_keys, unlocked
    from contact.inbox import passphrases
    from tests.many import fill

    settings.ALLOWED_HOSTS = ["*"]
    user, passphrase = User.objects.create_superuser("bench"), passphrases.new()
    give_keys(user, passphrase)
    staff, measured, made = unlocked(user, passphrase), [], 0
    for number in (FEW, many):
        fill(made, number)
        fill_inbox(number - made, user)
        # As the periodic worker does it.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        measured.append({name: measure(ask) for name, ask in askings(staff)})
        made = number
    print(f"{'':58} {'queries':>8} {FEW:>6} ms {many:>6} ms   ratio")
    for (name, (few_queries, few)), (queries, time_many) in zip(measured[0].items(), measured[1].values(), strict=True):
        number = f"{queries}" if queries == few_queries else f"{few_queries}/{queries}"
        print(f"{name:58} {number:>8} {few:>9.0f} {time_many:>9.0f} {time_many / few:>7.1f}")
    print()
    report(grown(f"staff's {len(measured[0])} pages, {FEW} → {many} of everything", *measured))


def askings(staff: Any) -> list[tuple[str, Callable[[], Any]]]:
    """What is asked, by name: every list that staff have, and the forms that choose from long ones."""
    from tests.staff_addresses import staff_addresses

    def ask(address: str) -> Callable[[], Any]:
        return lambda: staff.get(address, secure=True)

    found = [(name, ask(address)) for name, address in staff_addresses()]
    for sought in ("xylophone", "the"):
        sent = {"sought": sought}
        post = lambda sent=sent: staff.post("/staff/inbox/help/search/", sent, secure=True)  # noqa: E731
        found.append((f"/staff/inbox/help/search/ ({sought})", post))
    return found


def measure(ask: Callable[[], Any]) -> tuple[int, float]:
    """The number of queries, and the median of the times in milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # What is asked now and then, whoever comes, is none of the page's own.
    numbers = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = ask()
        numbers.append(len(queries))
    assert response.status_code == 200, f"{response.request['PATH_INFO']}: {response.status_code}"  # noqa: S101 - a bench, not the site
    times = []
    for _each in range(TIMES):
        start = time.process_time()
        ask()
        times.append((time.process_time() - start) * 1000)
    return min(numbers), statistics.median(times)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
