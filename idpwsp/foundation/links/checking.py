"""The check itself: every outward address in the content is asked, and what was learned is kept.

The only code of the project that asks other hosts for anything, and it runs only when staff start it.
"""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from idpwsp.foundation.links.asking import Asker
from idpwsp.foundation.links.models import LinkCheck, OutwardLink
from idpwsp.foundation.links.outcome import Answer
from idpwsp.foundation.links.places import addresses

AT_A_TIME = 8
SIGN_EVERY = 10  # seconds
# If not one of so many addresses answers, it is this machine that is cut off.
ENOUGH_TO_TELL = 3


def check_links(check: LinkCheck, asker: Asker | None = None) -> None:
    """Run a check that has begun. What it found is recorded at its end, whole or not at all.

    Where nobody answers at all, it ends as offline and leaves everything as it was. Raises ``AlreadyRunningError``
    when it was given up meanwhile.
    """
    try:
        found = addresses()
        check.keep_alive(found=len(found))
        answers = _ask_all(check, found, asker or Asker())
        if len(answers) >= ENOUGH_TO_TELL and not any(answer.status for answer in answers.values()):
            check.end(LinkCheck.State.OFFLINE)
        else:
            _record(check, answers)
    except BaseException:
        LinkCheck.objects.filter(pk=check.pk, state=LinkCheck.State.RUNNING).update(state=LinkCheck.State.STOPPED)
        raise


def _ask_all(check: LinkCheck, found: set[str], asker: Asker) -> dict[str, Answer]:
    """Every address and its answer: host by host, those with most addresses first, as they take longest."""
    by_host = defaultdict(list)
    for address in sorted(found):
        by_host[_host(address)].append(address)
    answers: dict[str, Answer] = {}

    def ask_host(group: list[str]) -> None:
        for address in group:
            answers[address] = asker.ask(address)

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        pending: set[Any] = {pool.submit(ask_host, group) for group in sorted(by_host.values(), key=len, reverse=True)}
        try:
            while pending:
                done, pending = wait(pending, timeout=SIGN_EVERY)
                for future in done:
                    future.result()
                check.keep_alive(asked=len(answers))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return answers


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


@transaction.atomic
def _record(check: LinkCheck, answers: dict[str, Answer]) -> None:
    """Bring the rows up to date, forget addresses that are no longer used, and earlier checks."""
    now = timezone.now()
    known = {link.address: link for link in OutwardLink.objects.all()}
    for address, answer in answers.items():
        known.setdefault(address, OutwardLink(address=address)).learn(answer, now)
    fields = ["asked_at", "outcome", "reason", "status", "moved_to", "failing_since"]
    OutwardLink.objects.bulk_create([link for link in known.values() if link.pk is None])
    asked = [link for address, link in known.items() if address in answers]
    OutwardLink.objects.bulk_update([link for link in asked if link.pk is not None], fields, batch_size=200)
    OutwardLink.objects.filter(pk__in=[link.pk for at, link in known.items() if at not in answers]).delete()
    check.end(LinkCheck.State.DONE)
    LinkCheck.objects.exclude(pk=check.pk).delete()
