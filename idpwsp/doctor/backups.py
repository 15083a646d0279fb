"""Backups: what brings the site back when the disk is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from idpwsp.backup import leftovers
from idpwsp.backup.making import strays
from idpwsp.backup.shelf import Backup, found, newest
from idpwsp.doctor.finding import Finding, look, ok, wrong

# One is made each night.
OLD = timedelta(days=2)


def backups() -> Iterator[Finding]:
    if not settings.BACKUP_DAILY:
        yield look(
            "No backup is made by itself.", "Set BACKUP_DAILY=1, or run manage.py backup by a timer of your own."
        )
    if late := [backup for backup in found() if backup.goes_on < timezone.localdate()]:
        yield wrong(
            f"Backups are still here after their day ({_names(late)}).",
            "Run manage.py expire, which says why if they stay.",
        )
    if ahead := [backup for backup in found() if backup.is_ahead]:
        yield wrong(
            f"The name of a backup is ahead of the clock ({_names(ahead)}). It does not count as the newest.",
            "Look whether the clock is right (timedatectl). If it is, delete that backup, or give it its right name.",
        )
    if stray := strays():
        yield look(
            f"No backup holds these files, which are none of the site’s: {', '.join(map(str, stray))}.",
            "Move them out of the folder.",
        )
    if left := leftovers.stale():
        yield wrong(
            f"Interrupted work has left copies of the database ({', '.join(map(str, left))}).",
            "Run manage.py expire, which deletes them.",
        )
    if (kept := Path(settings.DATA_DIR) / "upgrade-kept").exists():
        yield wrong(
            f"An upgrade that failed has left copies of the database in {kept}.", "When nothing is missing, delete it."
        )
    last = newest()
    if last is None:
        yield wrong(f"There is no backup in {settings.BACKUP_DIR}.", "Make one now: manage.py backup.")
        return
    age = timezone.now() - last.made_at
    if age > OLD:
        yield wrong(
            f"The newest backup is {age.days} days old. On {last.goes_on} it is deleted too, and then there is none.",
            "Make one now: manage.py backup. Then look why none was made, in the worker’s log.",
        )
    else:
        yield ok("The newest backup is less than two days old.")
    if not last.is_sealed:
        yield look(
            "Backups are not encrypted.", "Make a key with manage.py backup --new-key, and set BACKUP_RECIPIENT."
        )
    if not settings.BACKUP_COPY:
        yield look("No backup leaves this machine.", "Set BACKUP_COPY, or fetch the newest one yourself.")
    elif not last.is_copied:
        yield wrong(
            "The newest backup has not left this machine.",
            "Try the command of BACKUP_COPY by hand, as the site’s user.",
        )


def _names(backups: list[Backup]) -> str:
    return ", ".join(backup.path.name for backup in backups)
