"""The database is locked by another program, then moved away, then overwritten in the middle.

.venv/bin/python -m bench.faults.database
"""

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bench.asking import Proof
from bench.faults.site import (
    REST,
    Sent,
    Site,
    ask,
    behind_nginx,
    compare,
    form,
    gives_back,
    is_plain,
    make_site,
    proving,
    send,
    timed,
)  # fmt: skip

WORDS = f"in the meantime {REST}"
# Twice SQLite's own patience (settings.py), and what a number takes.
BOUND = 25  # seconds
VISITED = ("/", "/rights/", "/help/", "/search/?q=court", "/search/?q=money", "/contact/", "/messages/", "/withdraw/",
           "/staff/login/", "/no-such-page/")  # fmt: skip


def main() -> None:
    with proving() as (proof, scratch):
        site, sent = make_site(scratch / "data"), Sent()
        with behind_nginx(site, scratch) as front:
            with site.serving():
                arrives(proof, front, sent, "before")
                locked(proof, site, front, sent)
                missing(proof, site, front, sent)
            compare(proof, site, sent)
            corrupt(proof, site, front, sent)
            compare(proof, site, sent)


def arrives(proof: Proof, front: int, sent: Sent, when: str) -> None:
    words = f"{when} {REST}"
    answer = send(front, words)
    proof.holds(f"a message arrives {when}", sent.note(words, answer), answer.status)


def visit(proof: Proof, site: Site, front: int, sent: Sent, when: str, *, has_phone: bool = True) -> None:
    """Everybody gets a plain page, and a form its words. The phone number is known to who could read it once."""
    answers = [(path, ask(front, path)) for path in VISITED for _each in range(4)]
    strange = [f"{path} {answer.status}" for path, answer in answers if not is_plain(answer)]
    seen = sorted({(path, answer.status) for path, answer in answers})
    proof.holds("every page is a plain page", not strange, strange or " ".join(f"{path} {code}" for path, code in seen))
    for number in range(4):
        words = f"{when} {number} {WORDS}"
        answer = send(front, words)
        is_received = sent.note(words, answer)
        comes_back = gives_back(answer, words) if has_phone else words.strip() in answer.words
        proof.holds(f"a form arrives, or comes back with its words{' and the phone number' * has_phone}",
                    is_received or comes_back, answer.status)  # fmt: skip
    out = ask(site.port, "/leave/")
    proof.holds("the way out works", out.status == 303, out.status)
    proof.holds("/healthz lives", ask(site.port, "/healthz").status == 200)
    ready = ask(site.port, "/readyz")
    proof.holds("/readyz says it", ready.status == 503 and "database" in ready.words, ready.words.split())


def locked(proof: Proof, site: Site, front: int, sent: Sent) -> None:
    proof.of("Another program holds the database")
    with closing(sqlite3.connect(site.data_dir / "db.sqlite3", isolation_level=None)) as own:
        own.execute("BEGIN EXCLUSIVE")
        words = f"locked {REST}"
        answer, seconds = timed(front, "/contact/", form(words))
        proof.holds("a form comes back with 503, its words and the phone number",
                    answer.status == 503 and gives_back(answer, words), answer.status)  # fmt: skip
        proof.holds(f"… within {BOUND} s", seconds < BOUND, f"{seconds:.1f} s")
        for path in VISITED:
            answer, seconds = timed(front, path)
            proof.holds(f"{path} is a plain page at once", is_plain(answer) and seconds < 2,
                        f"{answer.status}, {seconds:.2f} s")  # fmt: skip
        ready = ask(site.port, "/readyz")
        proof.holds("/readyz says it", ready.status == 503 and "database" in ready.words, ready.words.split())
        own.execute("ROLLBACK")
    arrives(proof, front, sent, "when it is let go")


def missing(proof: Proof, site: Site, front: int, sent: Sent) -> None:
    proof.of("The database is moved away while the site runs")
    away = site.data_dir / "away"
    away.mkdir()
    for path in site.data_dir.glob("db.sqlite3*"):
        path.rename(away / path.name)
    visit(proof, site, front, sent, "missing")
    left = sorted(path.name for path in site.data_dir.glob("db.sqlite3*"))
    proof.holds("no empty database is made in its place", not left, left or "")
    for path in site.data_dir.glob("db.sqlite3*"):
        path.unlink()
    for path in away.iterdir():
        path.rename(site.data_dir / path.name)
    for number in range(8):
        arrives(proof, front, sent, f"when it is back, {number}")
    proof.holds("/readyz is ready", "database" not in ask(site.port, "/readyz").words)


def corrupt(proof: Proof, site: Site, front: int, sent: Sent) -> None:
    proof.of("The database is overwritten in the middle")
    database, kept = site.data_dir / "db.sqlite3", site.data_dir / "kept"
    kept.mkdir()
    with closing(sqlite3.connect(database)) as own:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(database, kept)
    meanwhile = Sent()
    with site.serving():
        # Until the last worker is there.
        time.sleep(2)
        overwrite(database)
        visit(proof, site, front, meanwhile, "corrupt")
    proof.of("… and the site is started anew over it")
    with site.serving():
        visit(proof, site, front, meanwhile, "corrupt anew", has_phone=False)
    proof.holds("no message is taken meanwhile: it would go with the database", not meanwhile.received,
                len(meanwhile.received))  # fmt: skip
    for path in site.data_dir.glob("db.sqlite3*"):
        path.unlink()
    shutil.copy(kept / "db.sqlite3", database)
    with site.serving():
        arrives(proof, front, sent, "with the copy put back")


def overwrite(database: Path) -> None:
    """All but the first page and the last, with noise."""
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(9).randbytes(size - 8192))  # noqa: S311 - so that it is the same each time


if __name__ == "__main__":
    main()
