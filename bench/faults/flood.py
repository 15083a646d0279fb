"""Ten times the usual load for a minute, through nginx: twenty who read and twenty who write without a pause.

    .venv/bin/python -m bench.faults.flood

Usual are two of each, which is far more than the site has in a day.
"""

import statistics
import threading
import time
from dataclasses import dataclass, field

from bench.faults.site import REST, Sent, behind_nginx, compare, form, gives_back, is_plain, make_site, proving, timed
from bench.rounds import QUICK

USUAL, TIMES = 2, 10
LASTS = 10 if QUICK else 60  # seconds
# The first two are kept, the others are made each time.
READ = ("/", "/help/", "/search/?q=court", "/contact/", "/search/?q=money", "/es/search/?q=ley")


@dataclass
class Seen:
    """What readers and writers got."""

    sent: Sent = field(default_factory=Sent)
    read: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)
    # Where a form came back with its words, and pages that said to come back in a minute.
    busy: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        total = len(self.read) + len(self.written)
        return (
            f"{total} answers, {self.busy / total:.1%} busy; reading median {middle(self.read)} slowest "
            f"{max(self.read):.2f} s; writing median {middle(self.written)} slowest {max(self.written):.2f} s"
        )


def middle(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s"


def loaded(port: int, people: int, seconds: float, name: str) -> Seen:
    """So many readers and so many writers, each without a pause."""
    seen, end = Seen(), time.monotonic() + seconds

    def read(who: int) -> None:
        number = who
        while time.monotonic() < end:
            path = READ[number % len(READ)]
            answer, took = timed(port, path)
            seen.read.append(took)
            seen.busy += answer.status == 503
            if answer.status not in (200, 503) or not is_plain(answer):
                seen.wrong.append(f"{path} {answer.status}")
            number += 1

    def write(who: int) -> None:
        number = 0
        while time.monotonic() < end:
            words = f"{name} {who}.{number} {REST}"
            answer, took = timed(port, "/contact/", form(words))
            seen.written.append(took)
            if not seen.sent.note(words, answer):
                seen.busy += 1
                if not gives_back(answer, words):
                    seen.wrong.append(f"/contact/ {answer.status} {answer.words[:60]!r}")
            number += 1

    threads = [threading.Thread(target=do, args=(who,)) for do in (read, write) for who in range(people)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return seen


def main() -> None:
    with proving() as (proof, scratch):
        site = make_site(scratch / "data")
        with behind_nginx(site, scratch) as front, site.serving():
            rounds = []
            for name, people, seconds in (
                ("usual", USUAL, LASTS / 3), ("ten times", USUAL * TIMES, LASTS), ("usual again", USUAL, LASTS / 3),
            ):  # fmt: skip
                proof.of(f"The load is {name}: {people} read and {people} write without a pause, {seconds:.0f} s")
                seen = loaded(front, people, seconds, name)
                rounds.append(seen)
                proof.holds(
                    "everybody gets a page, a number, or the words back", not seen.wrong, seen.wrong[:5] or seen.line()
                )
            before, after = (statistics.median(rounds[at].written) for at in (0, 2))
            proof.holds("afterwards it is as quick as before", after < 2 * before, f"{before:.2f} and {after:.2f} s")
        compare(proof, site, Sent([words for seen in rounds for words in seen.sent.received]))


if __name__ == "__main__":
    main()
