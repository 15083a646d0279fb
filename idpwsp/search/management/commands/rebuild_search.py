from typing import Any

from django.core.management.base import BaseCommand

from idpwsp.search.indexing import rebuild


class Command(BaseCommand):
    help = "Make the search index anew. It keeps itself true; this is for changes that were made past Django."

    def handle(self, *args: Any, **options: Any) -> None:
        number = rebuild()
        if options["verbosity"]:
            self.stdout.write(f"Search index: {number} entries.")
