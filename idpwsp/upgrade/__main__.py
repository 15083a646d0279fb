"""What is typed: ``make upgrade``, which is ``python3 -m idpwsp.upgrade``."""

import argparse
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from idpwsp.upgrade.changing import upgrade
from idpwsp.upgrade.installation import Installation, StuckError, UpgradeError


def settings_in(path: Path) -> dict[str, str]:
    """What an environment file of systemd says. Raises ``UpgradeError`` where it cannot be read."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise UpgradeError(f"{path} cannot be read ({error.strerror}). Are you root?") from error
    except UnicodeDecodeError as error:
        raise UpgradeError(f"{path} is not written in UTF-8.") from error
    said = (line.split("=", 1) for line in lines if "=" in line and line[0] not in "#;")
    return {name.strip(): _unquoted(value.strip()) for name, value in said}


def _unquoted(value: str) -> str:
    """Without the one pair of quotation marks around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def yield_to_readers() -> None:
    """The new release is tried beside the site, which goes first. Where memory runs out, the trial ends."""
    os.nice(10)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800")


def main() -> None:
    """Go to the newest release, or stay as it is."""
    parser = argparse.ArgumentParser(prog="make upgrade", description=main.__doc__)
    parser.add_argument("--to", metavar="COMMIT", help="go there, and not to the newest release")
    parser.add_argument("--home", type=Path, default=Path("/opt/idpwsp"))
    parser.add_argument("--env", type=Path, default=Path("/etc/idpwsp.env"))
    parser.add_argument("--data", type=Path, default=Path("/var/lib/idpwsp"))
    parser.add_argument("--user", default="idpwsp")
    parser.add_argument("--systemctl", default="systemctl")
    options = parser.parse_args()
    # The code is for everybody to read, however strict the shell of whoever types this.
    os.umask(0o022)
    yield_to_readers()
    # A closed terminal must not leave the site stopped.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    home = options.home.resolve()
    before = (home / "current").resolve()
    try:
        site = Installation(home, settings_in(options.env), options.data, options.user, options.systemctl)
        upgrade(site, options.to, lambda line: print(line, flush=True))
    except UpgradeError as error:
        sys.exit(f"Not upgraded, everything is as it was. {error}")
    except StuckError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        if (home / "current").resolve() == before:
            sys.exit("Not upgraded, everything is as it was. Stopped.")
        sys.exit("Stopped. The newer release runs already: type it again, so that the rest is done.")


if __name__ == "__main__":
    main()
