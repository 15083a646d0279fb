from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from idpwsp.search.indexing import is_by_this_code, rebuild


class Command(BaseCommand):
    help = "Make the search index anew. It keeps itself true; this is for changes that were made past Django."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after-update", action="store_true", help="Do nothing when this very release has made the index."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["after_update"] and is_by_this_code():
            return
        number = rebuild()
        if options["verbosity"]:
            self.stdout.write(f"Search index: {number} entries.")
