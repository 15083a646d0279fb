"""The list of early deletions is kept as long as a backup can bring back what it names."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from idpwsp.backup import shelf
from idpwsp.foundation import deleted_early


def forget_old() -> int:
    """Drop the lines that no backup of ours needs any more. Returns how many.

    After ``settings.BACKUP_DAYS`` none holds what they name, but for one that could not be deleted on its day.
    """
    first = timezone.localdate() - timedelta(days=settings.BACKUP_DAYS)
    if backups := shelf.found():
        first = min(first, timezone.localdate(backups[0].made_at))
    return deleted_early.forget_before(first)
