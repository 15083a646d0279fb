"""What sealing costs: opening a whole queue, one guess at a number or a passphrase, and room on the disk.

    .venv/bin/python -m bench.sealing

Needs no database. 2,000 is what one page of the inbox opens at once (contact/inbox/newest.py).
"""

import secrets
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from contact.inbox import sealing
from contact.inbox.derivation import COST, derive, new_salt
from contact.inbox.sealing import SIZES, Header, KeyPair

RECORDS = 2000
ROUNDS = 5
# What a person types: a few lines, a page, all that the form takes, and that in four bytes a character.
LENGTHS = {"200 characters": "a" * 200, "2,000": "a" * 2000, "20,000": "a" * 20_000, "20,000 emoji": "🌂" * 20_000}


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU, the median of some rounds."""
    times = []
    for _round in range(ROUNDS):
        start = process_time()
        work()
        times.append(process_time() - start)
    return statistics.median(times)


def sealed(text: str, header: Header, public: bytes) -> tuple[bytes, bytes]:
    """A record as it is stored: what is sealed, and its key wrapped for the queue."""
    key = sealing.new_key()
    return sealing.seal({"text": text}, header, key), sealing.wrap(key, public)


def opened(stored: tuple[bytes, bytes], header: Header, private: bytes) -> str:
    content, wrapped = stored
    return str(sealing.unseal(content, header, sealing.unwrap(wrapped, private))["text"])


def measure_records() -> None:
    queue = KeyPair.new()
    headers = [Header(secrets.token_hex(16), secrets.token_hex(16), "first", 0) for _each in range(RECORDS)]
    print(f"{RECORDS} records           seal     open     wrap again   on the disk, each")
    for name, text in LENGTHS.items():
        stored = [sealed(text, header, queue.public) for header in headers]
        sealing_all = cpu(lambda text=text: [sealed(text, header, queue.public) for header in headers])
        opening_all = cpu(
            lambda stored=stored: [
                opened(each, header, queue.private) for each, header in zip(stored, headers, strict=True)
            ]
        )
        wrapping_all = cpu(
            lambda stored=stored: [
                sealing.wrap(sealing.unwrap(wrapped, queue.private), queue.public) for _content, wrapped in stored
            ]
        )
        size = sum(map(len, stored[0]))
        print(f"{name:<18} {sealing_all:7.2f}s {opening_all:7.2f}s {wrapping_all:7.2f}s      {size:>9,} bytes")


def measure_derivation() -> None:
    salt = new_salt()
    with tempfile.TemporaryDirectory() as folder:
        line = Path(folder) / "line"
        each = cpu(lambda: derive(secrets.token_bytes(20), salt, COST, 32, line))
    print(f"Argon2id, {COST.memory // 2**20} MiB, {COST.passes} passes: {each:.3f}s")
    print(f"  all numbers of 18 digits on 1,000 such processors: {10**18 * each / 1000 / 31_557_600:,.0f} years")


def main() -> None:
    measure_records()
    measure_derivation()
    print("Size classes: " + ", ".join(f"{size // 1024} KiB" for size in SIZES))


if __name__ == "__main__":
    main()
