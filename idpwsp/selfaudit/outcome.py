"""What the last audit found, in a small file beside the database, for the front page for staff."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from idpwsp.foundation.files import write_beside

# The worker looks once a day. After this nobody may think that it still does.
STALE = timedelta(days=2)
# A site on which a user is newer may not have had its first day yet.
YOUNG = timedelta(days=1)
# What a release is made of: another one may break what this one keeps.
CODE = ("idpwsp", "resources", "campaigns", "contact", "templates", "static")


@dataclass(frozen=True)
class Outcome:
    """When the site was last looked at, what was broken then and since when, and when all was held last."""

    at: datetime
    broken: tuple[str, ...] = ()
    broken_since: datetime | None = None
    held_at: datetime | None = None
    # Of which release: see ``release``.
    release: str = ""

    @property
    def is_stale(self) -> bool:
        return timezone.now() - self.at > STALE


def path() -> Path:
    return Path(settings.DATA_DIR) / "selfaudit.json"


def last() -> Outcome | None:
    """What the last audit found. None where there was none, or the file cannot be read."""
    try:
        kept = json.loads(path().read_text(encoding="utf-8"))
        times = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in ("at", "broken_since", "held_at")}
        return Outcome(broken=tuple(map(str, kept["broken"])), release=str(kept.get("release", "")), **times)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(broken: list[str]) -> Outcome:
    """Keep what an audit has found: one line for each broken promise. Whole, or not at all."""
    now, before = timezone.now().replace(microsecond=0), last()
    if broken:
        since = (before.broken_since if before else None) or now
        found = Outcome(now, tuple(broken), since, before.held_at if before else None, release())
    else:
        found = Outcome(now, held_at=now, release=release())
    write_beside(path(), json.dumps(asdict(found), default=datetime.isoformat, ensure_ascii=False).encode())
    return found


def nobody_looks(user: Any) -> bool:
    """Whether the worker, which looks once a day, seems not to run: an old outcome, or none for a user who has been
    here for a day."""
    found = last()
    return found.is_stale if found else timezone.now() - user.date_joined > YOUNG


@cache
def release() -> str:
    """A name for the code that stands here: another one after an upgrade, into the same folder or another."""
    named = hashlib.sha256(str(settings.BASE_DIR.resolve()).encode())
    for path in sorted(path for each in CODE for path in (settings.BASE_DIR / each).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            named.update(path.read_bytes())
    return named.hexdigest()[:12]
