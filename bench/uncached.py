"""What a page costs that is not in the page cache, against a plain Django site with the same views and templates.

    .venv/bin/python -m bench.uncached

Both under gunicorn with one sync worker, each with a database of its own: ours past the page cache; the other with the
middleware, the context processors and the database options of ``startproject``, which opens its database anew for every
request and remembers nothing. The ratio is told by requests a second, and by processor time.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from bench import load, servers
from bench.load import Ask
from bench.rounds import SLICE, compared, interleaved, ratios
from bench.scratch import scratch_folder, seed
from bench.servers import Server
from bench.table import Row, report

LEAST = 2.0
# One more than is served at once, so that the worker never waits.
CONNECTIONS = 2
PAGES = {
    "home": "/", "help": "/help/", "rights": "/rights/", "a page of rights": "/rights/compensation/",
    "a form": "/contact/", "news": "/news/", "campaigns": "/campaigns/", "a campaign": "/campaigns/compensation/",
    "a search": "/search/", "not there": "/no-such-page/",
}  # fmt: skip


def plain(data_dir: Path) -> servers.Running:
    """The plain site. Its database is as SQLite makes one that nobody asks for anything else."""
    database = sqlite3.connect(data_dir / "db.sqlite3")
    database.execute("PRAGMA journal_mode=DELETE")
    database.close()
    return servers.gunicorn(data_dir, "sync", 1, "bench.plain", DJANGO_SETTINGS_MODULE="bench.plain_settings")


def measure(name: str, path: str, ours: Server, theirs: Server) -> Row:
    print(f"  {name} …", flush=True)
    ask = Ask(path, status=404 if name == "not there" else 200)

    def turn(server: Server) -> tuple[float, float]:
        """Requests a second, and seconds of processor time for each."""
        before = server.processor()
        result = load.run_apart(server.port, ask, CONNECTIONS, SLICE, keep_alive=False)
        return result.rate, (server.processor() - before) / result.requests

    for server in (ours, theirs):
        turn(server)
    turns: dict[str, Callable[[], tuple[float, float]]] = {
        "ours": lambda: turn(ours),
        "theirs": lambda: turn(theirs),
    }
    measured = interleaved(turns)
    (our_rates, our_times), (their_rates, their_times) = (zip(*slices, strict=True) for slices in measured.values())
    return compared(
        f"uncached: {name}", per_second(our_rates), per_second(their_rates),
        ratios(list(our_rates), list(their_rates)), LEAST, by_processor=ratios(list(their_times), list(our_times)),
    )  # fmt: skip


def per_second(rates: tuple[float, ...]) -> str:
    return f"{sorted(rates)[len(rates) // 2]:,.0f}/s"


def main() -> None:
    with scratch_folder() as folder:
        data_dir = seed(folder / "data")
        other = seed(folder / "plain")
        with servers.gunicorn(data_dir, "sync", 1, "idpwsp.wsgi:django_application") as ours, plain(other) as theirs:
            report([measure(name, path, ours, theirs) for name, path in PAGES.items()])


if __name__ == "__main__":
    main()
