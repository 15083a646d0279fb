import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idpwsp.selfaudit import outcome
from idpwsp.selfaudit.asking import OutOfTime, Unreachable
from idpwsp.selfaudit.report import ABOUT, Broken, add_options, look, why


class Command(BaseCommand):
    help = f"{ABOUT} From a computer without this site's settings: python -m idpwsp.selfaudit https://example.org"
    # It looks from outside, and needs nothing of what stands inside.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", default=settings.SITE_URL, help="https://example.org; SITE_URL if left out"
        )
        add_options(parser)
        parser.add_argument("--keep", action="store_true", help="keep the outcome for the front page for staff")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"]:
            # The worker, which starts this, holds signals back for a thread of its own.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
        keep = outcome.keep if options["keep"] else lambda broken: None
        try:
            look(options, self.stdout.write, _scripts_here() if options["url"] == settings.SITE_URL else None)
        except Broken as error:
            keep(error.lines)
            raise CommandError(str(error)) from error
        except (Unreachable, OutOfTime) as error:
            keep([why(error)])
            raise CommandError(why(error)) from error
        except Exception as error:
            # Else the front page would go on saying what the last one said.
            keep([why(error)])
            raise
        keep([])


def _scripts_here() -> frozenset[bytes]:
    """The scripts for readers, as this release has them."""
    return frozenset(path.read_bytes() for path in (settings.BASE_DIR / "static").rglob("*.js"))
