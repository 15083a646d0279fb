"""Requests a second and waiting time of cached public pages, as a share of what the same server can do at all.

    .venv/bin/python -m bench.throughput

Under gunicorn against a bare WSGI function that returns the same bytes; and, where nginx is installed, against nginx
with the same bytes as files, alone and with nginx as deploy/ has it in front.
"""

import math
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench import files, load, servers
from bench.load import Ask, Result
from bench.nginx import nginx_in_front
from bench.rounds import SLICE, compared, interleaved, ratios
from bench.scratch import scratch_folder, seed
from bench.servers import Server, fetch
from bench.table import Row, report

CONNECTIONS = 16
OF_BARE, OF_NGINX = 0.95, 0.7
PAGES = {"home": "/", "rights": "/rights/", "Spanish": "/es/", "form": "/contact/"}


@dataclass(frozen=True)
class Slice:
    """One turn of one server."""

    load: Result
    processor: float  # seconds that the server's processes took for each request


Contenders = dict[str, tuple[Server, Ask]]


def asking(path: str, coding: str, method: str = "GET", **more: str) -> Ask:
    """As a browser asks. More headers have _ for -."""
    headers = {"Accept-Encoding": coding, "Accept-Language": "en-US,en;q=0.9", "Sec-Fetch-Mode": "navigate"}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    return Ask(path, tuple(headers.items()), method, 304 if "If_None_Match" in more else 200)


def ways(server: Server) -> dict[str, Ask]:
    """All pages as most browsers ask for them; the front page also in every other way."""
    found = {f"{name}, br": asking(path, "br") for name, path in PAGES.items()}
    found |= {f"home, {coding}": asking("/", coding) for coding in ("gzip", "identity")}
    found["home, HEAD"] = asking("/", "br", "HEAD")
    if etag := fetch(server.port, found["home, br"]).header("ETag"):
        found["home, 304"] = asking("/", "br", If_None_Match=etag)
    return found


# ── Rounds ─────────────────────────────────────────────────────────────────


def measure(
    what: str, contenders: Contenders, keep_alive: bool, least: float | None = None, judged_by_processor: bool = False
) -> list[Row]:
    """The first of the contenders against each of the others. ``least`` is for the share of the second."""
    for server, ask in contenders.values():
        # So that every worker has the page in memory.
        load.run_apart(server.port, ask, CONNECTIONS, 0.5, keep_alive)
    turns: dict[str, Callable[[], Slice]] = {
        name: lambda server=server, ask=ask: turn(server, ask, keep_alive)
        for name, (server, ask) in contenders.items()
    }  # fmt: skip
    (_first, ours), *others = interleaved(turns).items()
    made = []
    for name, theirs in others:
        share = ratios([each.load.rate for each in ours], [each.load.rate for each in theirs])
        # Time, and not requests in a time: the less the better.
        processor = ratios([each.processor for each in theirs], [each.processor for each in ours])
        decides = processor if judged_by_processor and not math.isnan(processor.median) else share
        row = compared(what, figures(ours), f"{name} {figures(theirs)}", share, least, processor, decides)
        print(f"  {what}: {row.ratio} of {name}, {row.spread}", flush=True)
        made.append(row)
        least = None
    return made


def turn(server: Server, ask: Ask, keep_alive: bool) -> Slice:
    before = server.processor()
    result = load.run_apart(server.port, ask, CONNECTIONS, SLICE, keep_alive)
    return Slice(result, (server.processor() - before) / result.requests)


def figures(slices: list[Slice]) -> str:
    """Requests a second, and the median and the 99th percentile of waiting."""
    rate = statistics.median(each.load.rate for each in slices)
    middle, late = (statistics.median(getattr(each.load, name) for each in slices) for name in ("median", "p99"))
    return f"{rate:,.0f}/s {middle * 1e3:.1f} / {late * 1e3:.1f} ms"


# ── Who is compared ────────────────────────────────────────────────────────


def under_gunicorn(folder: Path, data_dir: Path, kind: str, workers: int, chosen: tuple[str, ...] = ()) -> list[Row]:
    """The site against the bare function, both under the same gunicorn; the first case against nginx too."""
    with ExitStack() as stack:
        site = stack.enter_context(servers.gunicorn(data_dir, kind, workers))
        asked = {name: ask for name, ask in ways(site).items() if not chosen or name in chosen}
        answers = {name: fetch(site.port, ask) for name, ask in asked.items()}
        numbered = {name: f"/{number}" for number, name in enumerate(asked)}
        kept = servers.keep_answers(folder / "answers.json", [(numbered[name], answers[name]) for name in asked])
        bare = stack.enter_context(servers.bare(data_dir, kind, workers, kept))
        rows = []
        for name, ask in asked.items():
            contenders = {"site": (site, ask), "bare": (bare, replace(ask, path=numbered[name]))}
            title = f"gunicorn {kind}, {workers} worker{'s' * (workers > 1)}: {name}"
            rows += measure(title, contenders, kind != "sync", OF_BARE)
        return rows


@contextmanager
def in_front(folder: Path, site_port: int) -> Iterator[Server]:
    folder.mkdir()
    port = servers.free_port()
    with nginx_in_front(port, site_port, folder) as process:
        yield Server("nginx in front", port, process.pid)


def behind_nginx(folder: Path, data_dir: Path) -> list[Row]:
    """The site with nginx in front, as deploy/ has it, against nginx with the same bytes as files."""
    with ExitStack() as stack:
        site = stack.enter_context(servers.gunicorn(data_dir, "gthread", 2))
        front = stack.enter_context(in_front(folder / "front", site.port))
        asked = ways(front)
        kept = {ask: fetch(front.port, ask) for ask in asked.values() if ask.method == "GET" and ask.status == 200}
        disk = stack.enter_context(files.static(folder / "files", kept))
        theirs = ways(disk)
        rows = []
        for name, ask in asked.items():
            # A form never stays in a proxy: it comes from gunicorn each time. And the target is for whole pages.
            is_kept = not name.startswith("form") and ask in kept
            contenders = {"site": (front, ask), "files": (disk, theirs[name])}
            least = OF_NGINX if is_kept else None
            # nginx is quicker than the generator, and connections fall to one of its workers or to all by chance.
            rows += measure(f"nginx in front: {name}", contenders, True, least, judged_by_processor=True)
        rows += measure(
            "gunicorn without nginx: home, br",
            {"site": (site, asked["home, br"]), "files": (disk, theirs["home, br"])}, True,
        )  # fmt: skip
        return rows


def main() -> None:
    with scratch_folder() as folder:
        data_dir = seed(folder / "data")
        rows = under_gunicorn(folder, data_dir, "sync", 1)
        rows += under_gunicorn(folder, data_dir, "sync", 2, ("home, br", "form, br"))
        rows += under_gunicorn(folder, data_dir, "gthread", 2, ("home, br", "form, br"))
        if servers.NGINX:
            rows += behind_nginx(folder, data_dir)
        report(rows)


if __name__ == "__main__":
    main()
