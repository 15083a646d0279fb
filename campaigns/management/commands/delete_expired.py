from typing import Any

from django.core.management.base import BaseCommand

from campaigns import moderation


class Command(BaseCommand):
    help = "Delete endorsements and replies that were not approved and whose 30 days are over."

    def handle(self, *args: Any, **options: Any) -> None:
        number = moderation.delete_expired()
        if options["verbosity"]:
            self.stdout.write(f"Deleted: {number}.")
