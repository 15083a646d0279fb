"""What the last audit found, in a small file beside the database, for the front page for staff."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

# The worker looks once a day. After this nobody may think that it still does.
STALE = timedelta(days=2)


@dataclass(frozen=True)
class Outcome:
    """When the site was last looked at, what was broken then and since when, and when all was held last."""

    at: datetime
    broken: tuple[str, ...] = ()
    broken_since: datetime | None = None
    held_at: datetime | None = None

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
        return Outcome(broken=tuple(map(str, kept["broken"])), **times)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(broken: list[str]) -> Outcome:
    """Keep what an audit has found: one line for each broken promise. Whole, or not at all."""
    now, before = timezone.now().replace(microsecond=0), last()
    if broken:
        since = (before.broken_since if before else None) or now
        found = Outcome(now, tuple(broken), since, before.held_at if before else None)
    else:
        found = Outcome(now, held_at=now)
    half = path().with_suffix(".half")
    half.touch(mode=0o600)
    half.write_text(json.dumps(asdict(found), default=datetime.isoformat, ensure_ascii=False), encoding="utf-8")
    half.replace(path())
    return found
