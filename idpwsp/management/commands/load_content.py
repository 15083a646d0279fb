from argparse import ArgumentParser
from collections import Counter
from typing import Any

import reversion
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaigns.shipping import load_shipped_campaigns
from resources.loading import ContentError
from resources.shipping import load_shipped_content


class Command(BaseCommand):
    help = "Load the shipped content. Safe to run at any time: what staff have changed or removed stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        counts: Counter[str] = Counter()
        try:
            with reversion.create_revision(atomic=True):
                reversion.set_comment("Loaded from the shipped content")
                # Campaigns rest on pages, so pages come first.
                for load in (load_shipped_content, load_shipped_campaigns):
                    counts.update(load())
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except ContentError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            summary = ", ".join(f"{number} {what}" for what, number in counts.items())
            self.stdout.write(f"Shipped content: {summary}.")
