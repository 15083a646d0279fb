from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idpwsp.backup.copying import NotCopied, copy
from idpwsp.backup.making import BackupError, make, strays
from idpwsp.backup.sealing import Key
from idpwsp.backup.shelf import NotRotated, rotate
from idpwsp.signin import security_log
from idpwsp.signin.security_log import Kind

# What stands for no file.
PAPER = "-"


class Command(BaseCommand):
    help = (
        "Back up database and pictures into one file, while the site runs; delete backups that are older than "
        "BACKUP_DAYS; run the command of BACKUP_COPY."
    )
    # They would load every view, and this serves nobody.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="where to; BACKUP_DIR if left out")
        parser.add_argument("--no-copy", action="store_true", help="leave out the command of BACKUP_COPY")
        parser.add_argument(
            "--new-key", nargs="?", const=PAPER, metavar="FILE",
            help="make a pair of keys instead: the private one into a file, or shown here, for paper",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self._make_key(options["new_key"])
            return
        folder = options["folder"].resolve() if options["folder"] else None
        try:
            backup = make(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        # By hand: the worker's own, each night, are none of anybody's doing.
        security_log.note(Kind.BACKUP)
        if options["verbosity"]:
            size = backup.path.stat().st_size
            self.stdout.write(f"Backup: {backup.path} ({size / 1e6:.1f} MB)")
            if not backup.is_sealed:
                self.stdout.write("It is not encrypted: see BACKUP_RECIPIENT in the README.")
        for path in strays():
            self.stderr.write(f"Not in it, since its name is none of ours: {path}")
        try:
            rotate(folder)
        except NotRotated as error:
            # There is a backup all the same.
            self.stderr.write(str(error))
        try:
            is_copied = not options["no_copy"] and copy(backup)
        except NotCopied as error:
            raise CommandError(f"{error} The backup itself is there.") from error
        if is_copied and options["verbosity"]:
            self.stdout.write("Copied by the command of BACKUP_COPY.")

    def _make_key(self, where: str) -> None:
        key = Key.new()
        if where == PAPER:
            self.stdout.write(f"The private key, which alone opens backups:\n\n{key.text()}\n")
            self.stdout.write("Write it down twice, and keep both away from this machine. It is shown only now.")
        else:
            self._save_key(key, Path(where))
            self.stdout.write(f"The private key is in {where}. It alone opens backups: keep it in two places, and")
            self.stdout.write("delete it here if this is the machine of the site.")
        self.stdout.write("For the site's environment:")
        self.stdout.write(f"BACKUP_RECIPIENT={key.recipient.text()}")

    def _save_key(self, key: Key, path: Path) -> None:
        if any(path.resolve().is_relative_to(folder) for folder in (settings.DATA_DIR, settings.BACKUP_DIR)):
            raise CommandError("Not where the backups are: who takes the disk would have both.")
        try:
            key.save(path)
        except OSError as error:
            raise CommandError(f"The key was not written: {error}") from error
