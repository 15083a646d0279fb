from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idpwsp.backup import leftovers
from idpwsp.backup.shelf import NotRotated, rotate
from idpwsp.clock import believe
from idpwsp.expiry import expire


class Command(BaseCommand):
    help = (
        "Delete for good whatever has reached its date, backups too. Safe to run at any time; the worker does it once "
        "an hour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = expire()
        # Whoever runs this by hand has answered for the clock.
        believe()
        try:
            leftovers.clear()
            rotate()
        except NotRotated as error:
            outcome.failed.append(str(error))
        if options["verbosity"]:
            self.stdout.write(f"Deleted: {outcome.deleted}.")
            if not outcome.is_erased:
                self.stderr.write("Somebody is using the database, so its log still holds what was deleted. Run again.")
        if outcome.failed:
            raise CommandError(f"Not all was deleted: {', '.join(outcome.failed)} failed. The log says where.")
