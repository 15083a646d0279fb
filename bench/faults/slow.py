"""500 clients send one byte a second each: half of them headers, half the body of a form. Through nginx, and without.

    .venv/bin/python -m bench.faults.slow

Without nginx there is no promise: the guide for operators has one in front. What is seen is said.
"""

import socket
import statistics
import threading
import time

from bench.faults.site import REST, Sent, behind_nginx, compare, form, make_site, proving, timed
from bench.rounds import QUICK

CLIENTS = 500
LASTS = 10 if QUICK else 30  # seconds
HEADER = b"GET /help/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 1000
BODY = (
    b"POST /contact/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 5000\r\n\r\nabout=other&message="
)


class Slow(threading.Thread):
    """All of them, in one thread."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.lines = [socket.create_connection(("127.0.0.1", port), timeout=30) for _each in range(CLIENTS)]
        self.open = CLIENTS
        for number, line in enumerate(self.lines):
            line.setblocking(False)
            # Up to here at once: it is the rest that is slow.
            line.send(HEADER[:60] if number % 2 else BODY)

    def run(self) -> None:
        while not self.over.wait(1):
            for line in [line for line in self.lines if line.fileno() >= 0]:
                try:
                    line.send(b"x")
                except OSError:
                    self.open -= 1
                    line.close()

    def stop(self) -> None:
        self.over.set()
        self.join()
        for line in self.lines:
            line.close()


def others(port: int, sent: Sent, name: str) -> tuple[list[float], int]:
    """Seconds that pages and forms took meanwhile, and how many answers were none."""
    took, none, end, number = [], 0, time.monotonic() + LASTS, 0
    while time.monotonic() < end:
        for path in ("/", "/search/?q=court", "/contact/"):
            answer, seconds = timed(port, path)
            took.append(seconds)
            none += answer.status != 200
        words = f"{name} {number} {REST}"
        answer, seconds = timed(port, "/contact/", form(words))
        none += not sent.note(words, answer)
        took.append(seconds)
        number += 1
        time.sleep(0.2)
    return took, none


def main() -> None:
    with proving() as (proof, scratch):
        site, sent = make_site(scratch / "data"), Sent()
        with behind_nginx(site, scratch) as front, site.serving():
            proof.of(f"{CLIENTS} slow clients through nginx, {LASTS} s")
            slow = Slow(front)
            slow.start()
            took, none = others(front, sent, "front")
            slow.stop()
            proof.holds("everybody else is served", not none, f"{len(took)} answers, {none} without what was asked for")
            proof.holds("… within a second", max(took) < 1,
                        f"median {statistics.median(took) * 1000:.0f} ms, slowest {max(took):.2f} s; "
                        f"{slow.open} slow ones still there")  # fmt: skip
            proof.of(f"{CLIENTS} slow clients straight to gunicorn, {LASTS} s")
            slow = Slow(site.port)
            slow.start()
            answer, first = timed(site.port, "/help/")
            print(f"  seen   the next reader gets {answer.status or 'nothing'} after {first:.1f} s")
            slow.stop()
            time.sleep(1)
            answer, seconds = timed(site.port, "/help/")
            proof.holds("when they are gone, it serves again", answer.status == 200, f"{seconds:.2f} s")
        compare(proof, site, sent)


if __name__ == "__main__":
    main()
