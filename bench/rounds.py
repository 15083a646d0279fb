"""Rounds: every contender has a short turn, again and again (A B C A B C …), so that what else the machine does falls
on all alike. Two are compared round by round; what is told is the median of those ratios, and how far they lie apart.
"""

import math
import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bench.table import Row

T = TypeVar("T")
QUICK = os.environ.get("QUICK", "") not in ("", "0")
ROUNDS = 3 if QUICK else 9
NEAR = 1.5  # times as long with a hundred times as much
SLICE = 0.3 if QUICK else 1.0  # seconds of load


@dataclass(frozen=True)
class Spread:
    """The median of some figures, and the middle half of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: list[float]) -> "Spread":
        low, _middle, high = statistics.quantiles(figures, n=4, method="inclusive")
        return cls(statistics.median(figures), low, high)

    def __str__(self) -> str:
        return f"{self.low:.2f}–{self.high:.2f}"


def interleaved(contenders: dict[str, Callable[[], T]], rounds: int = ROUNDS) -> dict[str, list[T]]:
    """Let each measure once a round. The one that begins changes, since a turn can suffer from the one before."""
    measured: dict[str, list[T]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            measured[name].append(contenders[name]())
    return measured


def ratios(ours: list[float], theirs: list[float]) -> Spread:
    """Ours as a share of theirs, round by round."""
    return Spread.of([one / other for one, other in zip(ours, theirs, strict=True)])


def compared(
    what: str,
    ours: str,
    against: str,
    share: Spread,
    least: float | None = None,
    by_processor: Spread | None = None,
    decides: Spread | None = None,
) -> Row:
    """A row for a share that is to be at least ``least``; beside it that by processor time, where it is known.
    ``decides``: which of them is judged, if not the share.
    """
    met = None if least is None else (decides or share).median >= least
    more = "" if by_processor is None or math.isnan(by_processor.median) else f" ({by_processor.median:.2f} CPU)"
    target = "" if least is None else f"≥ {least}"
    return Row(what, ours, against, f"{share.median:.2f}{more}", target, str(share), met)


def grown(what: str, few: dict[str, tuple[int, float]], many: dict[str, tuple[int, float]]) -> list[Row]:
    """Rows for what is asked of a small and of a large site: name → number of queries, milliseconds."""
    times = {name: many[name][1] / few[name][1] for name in few}
    slowest = max(times, key=lambda name: times[name])
    more = [name for name in few if many[name][0] > few[name][0]]
    spread = Spread.of(list(times.values()))
    middle = [f"{statistics.median(took for _queries, took in each.values()):.1f} ms" for each in (many, few)]
    return [
        Row(what, middle[0], f"few {middle[1]}", f"{spread.median:.2f}", f"≤ {NEAR}", str(spread),
            spread.median <= NEAR),
        Row(f"  slowest to grow: {slowest}", f"{many[slowest][1]:.1f} ms", f"few {few[slowest][1]:.1f} ms",
            f"{times[slowest]:.2f}"),
        Row("  addresses with more queries than before", f"{len(more)} of {len(few)}", "", "", "0", "", not more),
    ]  # fmt: skip
