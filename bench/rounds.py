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
    what: str, ours: str, against: str, ratio: Spread, least: float | None = None, by_processor: Spread | None = None
) -> Row:
    """A row for a share that is to be at least ``least``; next to it, where it is known, that of processor time."""
    met = None if least is None else ratio.median >= least
    more = "" if by_processor is None or math.isnan(by_processor.median) else f" ({by_processor.median:.2f} CPU)"
    target = "" if least is None else f"≥ {least}"
    return Row(what, ours, against, f"{ratio.median:.2f}{more}", target, str(ratio), met)
