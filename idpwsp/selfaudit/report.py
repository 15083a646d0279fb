"""An audit as a person types it and reads it: the options, a line for each promise, and what came of all."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from idpwsp.selfaudit.asking import OutOfTime, Unreachable
from idpwsp.selfaudit.audit import UNSEEN, Finding, audit

# Of one promise: a fault on every page is one fault.
MOST_SHOWN = 10
ABOUT = (
    "Look at a running site from outside, and say which promise it breaks. It searches once, and sends no other form."
)


class Broken(Exception):
    """Some promise does not hold. ``lines`` names one fault of each that is broken."""

    def __init__(self, message: str, lines: list[str]) -> None:
        super().__init__(message)
        self.lines = lines


def _above_zero(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ArgumentTypeError("A number above zero, please.")
    return number


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="every address of the sitemap, however many")
    parser.add_argument("--per-second", type=_above_zero, default=4, help="how often it asks (4)")
    parser.add_argument("--within", type=_above_zero, default=1800, help="after so many seconds it gives up (1800)")


def look(options: dict[str, Any], say: Callable[[str], object], scripts_here: frozenset[bytes] | None = None) -> None:
    """Look at ``options["url"]`` and say what is found. Raises ``Broken``, ``Unreachable`` or ``OutOfTime``."""
    findings, seen = audit(
        options["url"], options["per_second"], options["within"], options["all"], scripts_here=scripts_here
    )
    for finding in findings:
        _tell(finding, say)
    for unseen, text, shown_by in UNSEEN:
        say(f"unseen {unseen}  {text} (shown by: {shown_by})")
    broken = [each for each in findings if each.faults]
    if broken:
        lines = [f"{each.promise.text}: {each.faults[0].where} {each.faults[0].what}" for each in broken]
        raise Broken(f"{len(broken)} of {len(findings)} are broken. {seen} addresses were looked at.", lines)
    say(f"All {len(findings)} are held. {seen} addresses were looked at.")


def why(error: Exception) -> str:
    """What kept an audit from its end, in a line for staff."""
    if isinstance(error, Unreachable):
        return f"The site cannot be reached: {error}"
    if isinstance(error, OutOfTime):
        return "The time was over before the end"
    return f"The audit itself failed: {type(error).__name__}"


def _tell(finding: Finding, say: Callable[[str], object]) -> None:
    number = f"{finding.promise.number} " if finding.promise.number else "  "
    say(f"{'BROKEN' if finding.faults else 'held  '} {number} {finding.promise.text}")
    for fault in finding.faults[:MOST_SHOWN]:
        say(f"           {fault.where}: {fault.what}")
    if len(finding.faults) > MOST_SHOWN:
        say(f"           and {len(finding.faults) - MOST_SHOWN} more")
