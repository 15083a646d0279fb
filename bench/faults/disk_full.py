"""No room is left in the data folder, a small file system in memory; then there is room again.

    .venv/bin/python -m bench.faults.disk_full

Needs the right to mount.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.asking import Proof
from bench.faults.site import (
    REST,
    Sent,
    Site,
    ask,
    behind_nginx,
    compare,
    gives_back,
    is_plain,
    make_site,
    proving,
    send,
)  # fmt: skip
from bench.scratch import seed

ROOM = 24  # MB besides what a fresh site takes
# Longer than what SQLite's own log may still have room for.
LONG = REST * 8


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    options = f"size={megabytes}m,mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room, to the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return filler


def main() -> None:
    with proving() as (proof, scratch):
        seeded = seed(scratch / "seeded")
        size = sum(path.stat().st_size for path in seeded.rglob("*") if path.is_file()) >> 20
        with small_disk(scratch / "disk", size + ROOM) as disk:
            site, sent = make_site(disk / "data"), Sent()
            with behind_nginx(site, scratch) as front, site.serving():
                proof.of("Before")
                before = send(front, f"before {LONG}")
                proof.holds("a message arrives", sent.note(f"before {LONG}", before), before.status)
                filler = fill(disk)
                full(proof, site, front, sent)
                filler.unlink()
                proof.of("There is room again")
                after = send(front, f"after {LONG}")
                proof.holds("a message arrives, without a restart", sent.note(f"after {LONG}", after), after.status)
                compare(proof, site, sent)


def full(proof: Proof, site: Site, front: int, sent: Sent) -> None:
    room = os.statvfs(site.data_dir).f_bavail
    proof.of(f"The disk is full ({room} blocks free)")
    answers = []
    for number in range(8):
        words = f"full {number} {LONG}"
        answer = send(front, words)
        if not sent.note(words, answer):
            answers.append((words, answer))
    proof.holds("forms are not taken", answers, f"{len(answers)} of 8 refused")
    proof.holds("… and come back with 503, the words and the phone number",
                all(answer.status == 503 and gives_back(answer, words) for words, answer in answers),
                sorted({answer.status for _words, answer in answers}))  # fmt: skip
    for path in ("/", "/rights/", "/search/?q=court", "/help/", "/contact/", "/messages/", "/es/", "/about/?page=1"):
        answer = ask(front, path)
        proof.holds(f"{path} can be read", answer.status == 200 and is_plain(answer), answer.status)
    for path in ("/staff/login/", "/leave/", "/no-such-page/"):
        answer = ask(front, path)
        proof.holds(f"{path} is a plain page", is_plain(answer), answer.status)
    said = ask(site.port, "/readyz")
    words = said.words.split()
    proof.holds("/readyz says it, /healthz that it lives",
                said.status == 503 and "disk" in words and ask(site.port, "/healthz").status == 200, words)  # fmt: skip


if __name__ == "__main__":
    main()
