from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idpwsp.backup.restoring import NotRestored, Restored, restore
from idpwsp.backup.sealing import BadKey, Key

NEXT = """Before you serve the site:
  1. Passwords, phones, recovery codes and roles are those of the backup's day. Remove again whoever was removed since,
     and take lost phones away again ("Who can sign in").
  2. Look through the list of keyholders of the inbox: whoever was removed since is a keyholder again.
  3. What staff have changed since, and what people have written since, is gone. Words that staff have taken out of a
     reply or a name since are there again: take them out.
  4. If the key of this machine may be known to somebody, give the site a new SECRET_KEY.
Then start it, and make a backup."""
NO_LIST = """There was no list of early deletions: messages that were deleted since the backup are there again, and so
are endorsements and replies that were taken back. Take down those of which you know."""
OLD = """This backup is older than BACKUP_DAYS, and the list of early deletions may not go back so far: messages that
were deleted soon after it may be there again, and endorsements and replies that were taken back. Take down those of
which you know."""
WITHOUT_CODE = """Endorsements that an early release took from paper, which no list can name: {}. Take down again those
whose people have asked for that since."""


class Command(BaseCommand):
    help = "Bring a backup back into an empty data folder. Nothing is ever replaced, and a damaged backup is refused."
    # They would load every view, and this serves nobody; there is no database yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--key", type=Path, metavar="FILE", help="the private key of an encrypted backup")
        parser.add_argument(
            "--deleted-early", type=Path, metavar="FILE", help="the file deleted-early of the machine that was lost"
        )
        parser.add_argument("--no-list", action="store_true", help="the file deleted-early is lost")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = Key.load(options["key"]) if options["key"] else None
            restored = restore(options["archive"], key, options["deleted_early"], options["no_list"])
        except (NotRestored, BadKey, OSError) as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            manifest = restored.manifest
            self.stdout.write(f"Brought back: the backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC, with its pictures.")
            self.stdout.write(f"Taken away again, or because its date has come: {restored.deleted}.")
            for words in _not_cleared(restored):
                self.stdout.write(words)
            self.stdout.write(NEXT)


def _not_cleared(restored: Restored) -> Iterator[str]:
    """What may be there again that somebody wished to be gone."""
    if not restored.has_list:
        yield NO_LIST
    elif restored.is_old:
        yield OLD
    if restored.without_code:
        yield WITHOUT_CODE.format(restored.without_code)
