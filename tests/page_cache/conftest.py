"""A clock and a generation that a test moves, and a stand-in for Django that counts what it renders."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from idpwsp.foundation.page_cache import front, generation
from tests.front import Front


@pytest.fixture(autouse=True)
def addresses_as_the_settings_have_them() -> Iterator[None]:
    yield
    front._is_ours.cache_clear()
    front.policy_at.cache_clear()


class Clock:
    """The seconds that the page cache goes by."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    for module in (front, generation):
        monkeypatch.setattr(module, "time", found)
    return found


class Database:
    """The content generation as it stands in a database, for tests without one."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.token = 1
        self.seen = generation.Seen(1, None, clock.now, clock.now)

    def read(self) -> generation.Seen:
        if self.token != self.seen.token:
            self.seen = generation.Seen(self.token, self.seen.token, self.clock.now, self.clock.now)
        return self.seen

    def move(self) -> None:
        """Somebody elsewhere saves something."""
        self.token += 1


@pytest.fixture
def database(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Database:
    found = Database(clock)
    monkeypatch.setattr(generation, "read", found.read)
    monkeypatch.setattr(generation, "current", found.read)
    return found


class Django:
    """Answers every address with what ``words`` says at that moment, and counts."""

    def __init__(self) -> None:
        self.words = "old words " * 100
        self.status = "200 OK"
        self.headers: list[tuple[str, str]] = [("Content-Type", "text/html; charset=utf-8")]
        self.asked: list[dict[str, Any]] = []
        # Cleared, it keeps Django busy until it is set again.
        self.may_finish = threading.Event()
        self.may_finish.set()
        self.is_rendering = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.append(environ)
        words = self.words
        self.is_rendering.set()
        assert self.may_finish.wait(10)
        start_response(self.status, list(self.headers))
        return [words.encode()]

    @property
    def times(self) -> int:
        return len(self.asked)


@pytest.fixture
def django() -> Django:
    return Django()


@pytest.fixture
def process(django: Django, database: Database) -> Front:
    """One that has just started, with the stand-in behind."""
    return Front(django)
