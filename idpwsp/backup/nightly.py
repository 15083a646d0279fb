"""For the worker: a backup each night, and its copy elsewhere, both tried until they are there."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from idpwsp import clock
from idpwsp.backup.copying import Copying
from idpwsp.backup.making import make
from idpwsp.backup.shelf import Backup, newest

# By the clock of ``settings.TIME_ZONE``, when nobody is at work. A night that was missed is made up for.
AT = time(3, 30)

_copying: Copying | None = None


def run() -> bool:
    """Do what is due. What has been made since is seen in the folder, so a restart makes no second one.

    Returns False while a copy is under way, which nothing else waits for: then the worker comes back. Raises
    ``BackupError`` and ``NotCopied``.
    """
    global _copying
    if _copying is None:
        backup = _made()
        if backup is not None and not backup.is_copied:
            _copying = Copying.start(backup)
    if _copying is None:
        return True
    copying, _copying = _copying, None
    if not copying.is_over():
        _copying = copying
    return _copying is None


def _made() -> Backup | None:
    """The newest one, made now if that is due; None where there is to be none."""
    # By a clock that may be wrong one would be made with a wrong name, and with what is due by the right one.
    if not settings.BACKUP_DAILY or clock.is_doubtful():
        return None
    backup = newest()
    # Since there is a recipient, one from before is not to be the newest: it cannot leave this machine.
    if backup is None or is_due(backup) or (settings.BACKUP_RECIPIENT and not backup.is_sealed):
        backup = make()
    return backup


def is_due(backup: Backup, now: datetime | None = None) -> bool:
    """Whether a night has passed since."""
    now = timezone.localtime(now)
    night = now.replace(hour=AT.hour, minute=AT.minute, second=0, microsecond=0)
    if night > now:
        night -= timedelta(days=1)
    return backup.made_at < night
