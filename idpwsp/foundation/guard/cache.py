"""Where the guard counts: a table that all workers share, in the database of the entries themselves.

Not in another store: what is noted of an entry is to be committed, or rolled back, together with it.
"""

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

ALIAS = "guard"


class ShortLivedCache(DatabaseCache):
    """Django's cache in a table, which on its own leaves what has expired on the disk."""

    def forget_expired(self) -> None:
        """Delete all that has expired."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]  # the stubs leave it out
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - the settings' own name


def guard_cache() -> ShortLivedCache:
    """The cache of this thread. Values in it are counters and the numbers of entries, and nothing else."""
    cache = caches[ALIAS]
    assert isinstance(cache, ShortLivedCache)  # noqa: S101 - settings.CACHES says so
    return cache


def forget_expired() -> int:
    """Delete all that has expired. Returns 0: what is there tells nothing, also not how much it was."""
    guard_cache().forget_expired()
    return 0
