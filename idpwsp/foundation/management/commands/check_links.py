from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idpwsp.foundation.links.checking import check_links
from idpwsp.foundation.links.models import AlreadyRunningError, LinkCheck, OutwardLink
from idpwsp.foundation.links.outcome import Outcome


class Command(BaseCommand):
    help = "Ask every other host that the content links to whether its page is still there. For staff: /staff/links/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--begun", type=int, metavar="NUMBER", help="Go on with a check that the report has begun.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check = self._check(options["begun"])
            check_links(check)
        except AlreadyRunningError as error:
            raise CommandError("Another check is running, or this one was given up.") from error
        if check.state == LinkCheck.State.OFFLINE:
            raise CommandError("No other host could be reached, so nothing was recorded. Is this machine connected?")
        if options["verbosity"]:
            counts = {outcome: OutwardLink.objects.filter(outcome=outcome).count() for outcome in Outcome}
            summary = ", ".join(f"{number} {outcome.value}" for outcome, number in counts.items())
            self.stdout.write(f"Outward links: {summary}.")

    def _check(self, begun: int | None) -> LinkCheck:
        if begun is None:
            return LinkCheck.objects.begin()
        check = LinkCheck.objects.filter(pk=begun, state=LinkCheck.State.RUNNING, found=0).first()
        if check is None:
            raise CommandError(f"There is no check {begun} to go on with.")
        return check
