import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from idpwsp import readiness
from idpwsp.doctor import mail
from idpwsp.doctor.finding import State, examine


class Command(BaseCommand):
    help = "Look whether this installation is well, and say what to do. Ends with 1 where something is wrong."
    # It asks them itself, and says what they find in its own way.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-mail", action="store_true", help="Leave the mail server alone.")

    def handle(self, *args: Any, **options: Any) -> None:
        # A database that is missing is not made, empty, by looking at it.
        readiness.never_make_a_database()
        states = []
        for finding in examine(without={mail.NAME} if options["no_mail"] else ()):
            self.stdout.write(f"{finding.state:<5}  {finding.what}")
            if finding.to_do:
                self.stdout.write(f"       → {finding.to_do}")
            states.append(finding.state)
        self.stdout.write(", ".join(f"{states.count(state)} {state}" for state in State))
        if State.WRONG in states:
            sys.exit(1)
