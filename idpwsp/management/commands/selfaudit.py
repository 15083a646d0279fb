import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idpwsp.selfaudit import outcome
from idpwsp.selfaudit.asking import OutOfTime, Unreachable
from idpwsp.selfaudit.audit import UNSEEN, audit

# Of one promise: a fault on every page is one fault.
MOST_SHOWN = 10


class Command(BaseCommand):
    help = "Look at a running site from outside, and say which promise it breaks. It sends no form."
    # It looks at another site, and needs nothing of this one.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", default=settings.SITE_URL, help="https://example.org; SITE_URL if left out"
        )
        parser.add_argument("--all", action="store_true", help="every address of the sitemap, not some of each kind")
        parser.add_argument("--per-second", type=float, default=4, help="how often it asks (4)")
        parser.add_argument("--within", type=float, default=1800, help="after so many seconds it gives up (1800)")
        parser.add_argument("--keep", action="store_true", help="keep the outcome for the front page for staff")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"]:
            # The worker, which starts this, holds signals back for a thread of its own.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
        try:
            findings, seen = audit(options["url"], options["per_second"], options["within"], options["all"])
        except (Unreachable, OutOfTime) as error:
            why = f"The site cannot be reached: {error}" if str(error) else "The time was over before the end"
            self._keep(options, [why])
            raise CommandError(why) from error
        broken = []
        for finding in findings:
            number = f"{finding.promise.number} " if finding.promise.number else "  "
            self.stdout.write(f"{'BROKEN' if finding.faults else 'held  '} {number} {finding.promise.text}")
            for fault in finding.faults[:MOST_SHOWN]:
                self.stdout.write(f"           {fault.where}: {fault.what}")
            if len(finding.faults) > MOST_SHOWN:
                self.stdout.write(f"           and {len(finding.faults) - MOST_SHOWN} more")
            broken += [f"{finding.promise.text}: {each.where} {each.what}" for each in finding.faults[:1]]
        for unseen, text, shown_by in UNSEEN:
            self.stdout.write(f"unseen {unseen}  {text} (shown by: {shown_by})")
        self._keep(options, broken)
        if broken:
            raise CommandError(f"{len(broken)} of {len(findings)} are broken. {seen} addresses were looked at.")
        self.stdout.write(f"All {len(findings)} are held. {seen} addresses were looked at.")

    def _keep(self, options: dict[str, Any], broken: list[str]) -> None:
        if options["keep"]:
            outcome.keep(broken)
