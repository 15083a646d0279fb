from argparse import ArgumentParser
from typing import Any

import reversion
from django.core.management.base import BaseCommand, CommandError

from resources.shipping import ContentError, load_shipped_content


class Command(BaseCommand):
    help = "Load the shipped content. Safe to run at any time: what staff have changed or removed stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with reversion.create_revision(atomic=True):
                reversion.set_comment("Loaded from the shipped content")
                counts = load_shipped_content()
                if options["dry_run"]:
                    from django.db import transaction

                    transaction.set_rollback(True)
        except ContentError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            summary = ", ".join(f"{number} {what}" for what, number in counts.items())
            self.stdout.write(f"Shipped content: {summary}.")
