"""``python -m idpwsp.selfaudit https://example.org``: the audit for everybody, without a site or its settings."""

import sys
from argparse import ArgumentParser

from idpwsp.selfaudit.asking import OutOfTime, Unreachable
from idpwsp.selfaudit.report import ABOUT, Broken, add_options, look, why


def main(arguments: list[str] | None = None) -> None:
    """Exits with 1 where a promise is broken or the site cannot be looked at."""
    parser = ArgumentParser(prog="python -m idpwsp.selfaudit", description=ABOUT)
    parser.add_argument("url", help="https://example.org")
    add_options(parser)
    try:
        look(vars(parser.parse_args(arguments)), lambda line: sys.stdout.write(f"{line}\n"))
    except Broken as error:
        sys.exit(str(error))
    except (Unreachable, OutOfTime) as error:
        sys.exit(why(error))


if __name__ == "__main__":
    main()
