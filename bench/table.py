"""The one table: a row for each figure, whichever part of the bench has measured it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

HEADINGS = ("what", "ours", "against", "ratio", "target", "spread", "")


@dataclass(frozen=True)
class Row:
    """One figure. All but ``what`` and ``ours`` may be empty; ``met`` is None where there is no target."""

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    target: str = ""
    spread: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        verdict = {True: "yes", False: "NO", None: ""}[self.met]
        return self.what, self.ours, self.against, self.ratio, self.target, self.spread, verdict


def report(rows: list[Row]) -> None:
    """Print a part's rows. Under ``make bench`` they are also kept for the table at the end."""
    show(rows)
    if path := os.environ.get("BENCH_ROWS"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(row)) + "\n" for row in rows)


def reported(path: Path) -> list[Row]:
    """What all parts have reported."""
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def show(rows: list[Row]) -> None:
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        first, *others = zip(line, widths, strict=True)
        cells = [f"{first[0]:<{first[1]}}", *(f"{text:>{width}}" for text, width in others)]
        print("  ".join(cells).rstrip(), flush=True)
