"""kill -9 of one worker, then of the whole server, while eight people send messages through nginx.

.venv/bin/python -m bench.faults.kill9
"""

import os
import signal
import threading
import time

from bench.asking import Proof
from bench.faults.site import REST, Sent, ask, behind_nginx, compare, make_site, proving, send
from bench.rounds import QUICK
from bench.servers import family

SENDERS = 8
TURN = 3 if QUICK else 6  # seconds
KILLS = 2 if QUICK else 4


class Sender(threading.Thread):
    """Sends one message after the other, and each again for as long as no number came back, as people do."""

    def __init__(self, port: int, name: str, sent: Sent, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.name, self.sent, self.over = port, name, sent, over

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            words = f"{self.name}.{number} {REST}"
            while not self.sent.note(words, send(self.port, words)):
                if self.over.wait(0.3):
                    return
            number += 1


def kill_a_worker(pid: int) -> None:
    os.kill(family(pid)[1], signal.SIGKILL)


def kill_all(pid: int) -> None:
    for each in family(pid):
        os.kill(each, signal.SIGKILL)


def main() -> None:
    with proving() as (proof, scratch):
        site = make_site(scratch / "data")
        with behind_nginx(site, scratch) as front:
            proof.of("One worker is killed while eight people write")
            sent = Sent()
            with site.serving() as server:
                senders, over = sending(front, "worker", sent)
                for _each in range(KILLS):
                    time.sleep(TURN / KILLS)
                    kill_a_worker(server.pid)
                time.sleep(TURN / 2)
                proof.holds("another worker has taken its place", len(family(server.pid)) == 3)
                stop(senders, over)
            plain(proof, sent)
            compare(proof, site, sent)

            proof.of("The whole server is killed while eight people write, and started again")
            sent, twice = Sent(), site.messages()
            over, senders = threading.Event(), []
            for number in range(KILLS):
                with site.serving() as server:
                    if not senders:
                        senders, over = sending(front, "server", sent)
                    time.sleep(TURN / 2)
                    kill_all(server.pid)
                if number == 0:
                    answer = ask(front, "/contact/")
                    proof.holds("meanwhile a page says to come back in a minute", answer.status == 503, answer.status)
            with site.serving():
                time.sleep(TURN / 2)
                stop(senders, over)
            plain(proof, sent)
            compare(proof, site, Sent([*sent.received, *twice]))


def plain(proof: Proof, sent: Sent) -> None:
    seen = f"{KILLS} kills, {sent.refused.total()} answers without a number"
    proof.holds("whoever got no number got a plain page", not sent.not_plain, sent.not_plain or seen)


def sending(port: int, name: str, sent: Sent) -> tuple[list[Sender], threading.Event]:
    over = threading.Event()
    senders = [Sender(port, f"{name}.{number}", sent, over) for number in range(SENDERS)]
    for each in senders:
        each.start()
    return senders, over


def stop(senders: list[Sender], over: threading.Event) -> None:
    over.set()
    for each in senders:
        each.join(timeout=60)


if __name__ == "__main__":
    main()
