"""Who does what is being done: the person of a request for staff, and outside of those the server."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

# Who, in the security log, where it was a command or a shell. No user name has a bracket.
SERVER = "(server)"


def _by_model() -> defaultdict[type[Model], set[Any]]:
    return defaultdict(set)


@dataclass
class Act:
    """One request for staff, and what it has done so far that the security log tells of at its end."""

    request: HttpRequest
    # Lines of the log that say what somebody may do, by account: role and queues come one after the other.
    rights: dict[int, int] = field(default_factory=dict)
    # Content by its numbers: rows that were deleted, and rows that were written as history has kept them.
    gone: defaultdict[type[Model], set[Any]] = field(default_factory=_by_model)
    kept: defaultdict[type[Model], set[Any]] = field(default_factory=_by_model)


_current: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def act(request: HttpRequest) -> Iterator[Act]:
    """What is done in here is done by the person of this request."""
    token = _current.set(begun := Act(request))
    try:
        yield begun
    finally:
        _current.reset(token)


def current() -> Act | None:
    return _current.get()


def who() -> str:
    """The user name of whoever acts; nothing where nobody is signed in."""
    return SERVER if (now := current()) is None else now.request.user.get_username()


def is_anonymous() -> bool:
    """Whether it is somebody at the door, not signed in."""
    return (now := current()) is not None and not now.request.user.is_authenticated
