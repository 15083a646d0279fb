from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from idpwsp.worker import work


class Command(BaseCommand):
    help = "Send mail, and delete what has reached its date, until stopped. One at a time; a second one stands by."
    # They would load every view, and this serves nobody.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, help="end when this parent process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        work(options["parent"])
