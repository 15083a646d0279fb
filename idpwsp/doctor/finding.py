"""What a check finds, and how all of them are asked."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.module_loading import import_string


class State(StrEnum):
    OK = "ok"
    # Somebody should look at it; the site works.
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line for the operator: how it is, and what to do where it is not as it should be."""

    state: State
    what: str
    to_do: str = ""


Check = Callable[[], Iterable[Finding]]


def ok(what: str) -> Finding:
    return Finding(State.OK, what)


def look(what: str, to_do: str) -> Finding:
    return Finding(State.LOOK, what, to_do)


def wrong(what: str, to_do: str) -> Finding:
    return Finding(State.WRONG, what, to_do)


def examine(without: Collection[str] = ()) -> Iterator[Finding]:
    """Ask every check that ``settings.DOCTOR`` names, apart from ``without``. One that fails stops no other."""
    for name in settings.DOCTOR:
        if name not in without:
            yield from _asked(name)


def _asked(name: str) -> list[Finding]:
    try:
        check: Check = import_string(name)
        return list(check())
    except Exception as error:
        # The text of other errors can hold a password or what somebody wrote.
        reason = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.filename else ""
        what = f"{name.rpartition('.')[2]} could not be checked ({reason or type(error).__qualname__})."
        return [wrong(what, f"See to what stands above first, then try again. The check is {name}.")]
