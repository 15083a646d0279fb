from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idpwsp.backup.restoring import NotRestored, restore
from idpwsp.backup.sealing import BadKey, Key

NEXT = """Before you serve the site:
  1. Passwords, phones, recovery codes and roles are those of the backup's day. Remove again whoever was removed since,
     and take lost phones away again ("Who can sign in").
  2. Look through the list of keyholders of the inbox: whoever was removed since is a keyholder again.
  3. What staff have changed since, and what people have written since, is gone. Endorsements and replies that were
     taken back since are there again: take them down.
  4. If the key of this machine may be known to somebody, give the site a new SECRET_KEY.
Then start it, and make a backup."""


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
            self.stdout.write(f"Deleted again, or because its date has come: {restored.deleted}.")
            self.stdout.write(NEXT)
