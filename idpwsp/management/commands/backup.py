from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idpwsp.backup.copying import NotCopied, copy
from idpwsp.backup.making import BackupError, make
from idpwsp.backup.sealing import Key
from idpwsp.backup.shelf import NotRotated, rotate


class Command(BaseCommand):
    help = (
        "Back up database and pictures into one file, while the site runs; delete backups that are older than "
        "BACKUP_DAYS; run the command of BACKUP_COPY."
    )
    # They would load every view, and this serves nobody.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="where to; BACKUP_DIR if left out")
        parser.add_argument("--new-key", type=Path, metavar="FILE", help="make a pair of keys instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self._make_key(options["new_key"])
            return
        folder = options["folder"].resolve() if options["folder"] else None
        try:
            backup = make(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            size = backup.path.stat().st_size
            self.stdout.write(f"Backup: {backup.path} ({size / 1e6:.1f} MB)")
            if not backup.is_sealed:
                self.stdout.write("It is not encrypted: see BACKUP_RECIPIENT in the README.")
        try:
            rotate(folder)
        except NotRotated as error:
            # There is a backup all the same.
            self.stderr.write(str(error))
        try:
            is_copied = copy(backup)
        except NotCopied as error:
            raise CommandError(f"{error} The backup itself is there.") from error
        if is_copied and options["verbosity"]:
            self.stdout.write("Copied by the command of BACKUP_COPY.")

    def _make_key(self, path: Path) -> None:
        if path.resolve().is_relative_to(settings.DATA_DIR):
            raise CommandError("Not into the data folder: who takes the disk would have key and backups.")
        key = Key.new()
        try:
            key.save(path)
        except OSError as error:
            raise CommandError(f"The key was not written: {error}") from error
        self.stdout.write(
            f"The private key is in {path}. It alone opens backups: take it off this machine, keep it in two places, "
            "and delete it here. For the site's environment:"
        )
        self.stdout.write(f"BACKUP_RECIPIENT={key.recipient.text()}")
