"""From one release to the next, and back."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from idpwsp.upgrade.installation import Installation, StuckError, UpgradeError, run
from idpwsp.upgrade.releases import Words, chosen, has_to_be_ready, prepare, remove, serve_once, words_at

MB = 1024 * 1024
# What a release takes with its packages, and the copies' logs, in bytes.
ROOM = 500 * MB
WEB, WORKER = "idpwsp.service", "idpwsp-worker.service"
COPY = """
import sqlite3, sys
source, target = (sqlite3.connect(path) for path in sys.argv[1:])
source.backup(target)
"""
PUT_BACK = """
import os, sys
copy, database = sys.argv[1:]
for beside in ("-wal", "-shm"):
    if os.path.exists(database + beside):
        os.unlink(database + beside)
os.replace(copy, database)
"""
# Compressing them takes a slow machine most of a minute, and is done already.
TAKE_STATIC = """
import os, shutil, sys
made, place = sys.argv[1:]
if os.path.isdir(made):
    shutil.copytree(made, place, dirs_exist_ok=True)
"""
# What is deleted from the site later must not stay in the blocks of a copy.
WIPE = """
import os, shutil, sys
for folder, _folders, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        if "sqlite3" in name and not os.path.islink(path):
            with open(path, "r+b", buffering=0) as file:
                for _block in range(os.path.getsize(path) // 65536 + 1):
                    file.write(bytes(65536))
                os.fsync(file.fileno())
shutil.rmtree(sys.argv[1])
"""


def upgrade(site: Installation, wanted: str | None, say: Callable[[str], None]) -> None:
    """Go to ``wanted``, or to the newest release.

    Raises ``UpgradeError``, and then everything is as it was; ``StuckError``, and then somebody has to look at it.
    """
    with site.alone():
        fetch(site)
        commit = chosen(site, wanted)
        if commit is None:
            # One that was cut off may have got so far.
            finish(site)
            say("There is nothing newer.")
            return
        go_to(site, commit, say)
        finish(site)
        say(f"Done: {site.current} is {site.git('describe', '--tags', '--always', commit)}.")


def fetch(site: Installation) -> None:
    """See what there is. Raises ``UpgradeError``, also for what would be lost by going on."""
    if site.kept.exists():
        raise UpgradeError(f"{site.kept} is there, of an upgrade that failed. When nothing is missing, delete it.")
    if site.git("status", "--porcelain"):
        raise UpgradeError(
            f"{site.source} has changes of its own. Take them back (git status), or commit and push them."
        )
    site.git("fetch", "--quiet", "--tags", "origin")
    site.git("remote", "set-head", "origin", "--auto")
    if not site.git("for-each-ref", "--contains", "HEAD", "refs/remotes", "refs/tags"):
        raise UpgradeError(f"{site.source} has commits of its own. Push them, or leave them: git checkout origin/HEAD")
    free, needed = shutil.disk_usage(site.data_dir).free, ROOM
    if site.database.exists():
        needed += 2 * site.database.stat().st_size
    if free < needed:
        raise UpgradeError(f"{free // MB} MB are free below {site.data_dir}, and {needed // MB} are needed. Make room.")


def go_to(site: Installation, commit: str, say: Callable[[str], None]) -> None:
    """Raises as ``upgrade`` does."""
    release, before = site.home / "releases" / commit[:12], site.running
    say(f"Preparing {release}")
    # What is so already is no fault of the release.
    excused = words_at(site.address) if before else None
    prepare(site, release, commit)
    try:
        if before and site.database.exists():
            say("Backing up")
            backup = [str(before / ".venv/bin/python"), "manage.py", "backup", "--no-copy"]
            run(backup, "Backup", cwd=before, **site.as_user())
        with copies(site):
            say("Trying it on a copy of the database")
            try_on_a_copy(site, release, excused)
            say("Changing over. Who comes now waits for some seconds")
            change_over(site, before, release, excused)
    except BaseException:
        if site.running != release:
            remove(site, release)
        raise
    for old in (site.home / "releases").iterdir():
        if old not in (before, release):
            remove(site, old)


def finish(site: Installation) -> None:
    """All that a site has beside the release that runs. Raises ``StuckError``. Does no harm when all is done."""
    release = site.running
    if release is None:
        return
    try:
        site.control("start", WEB, WORKER)
        if site.aside.exists():
            has_to_be_ready(release, site.address, excused=None)
            site.script(WIPE, site.aside)
        commit = site.git("-C", str(release), "rev-parse", "HEAD")
        if site.git("rev-parse", "HEAD") != commit:
            site.git("checkout", "--quiet", "--detach", commit)
    except UpgradeError as error:
        raise StuckError(f"The site runs {release.name}, but: {error}") from error


@contextmanager
def copies(site: Installation) -> Iterator[None]:
    """A folder for copies of the database, which is overwritten and gone afterwards, unless somebody needs it."""
    if site.aside.exists():
        site.script(WIPE, site.aside)
    site.script("import os, sys; os.makedirs(sys.argv[1])", site.aside / "trial")
    try:
        yield
    except StuckError as stuck:
        # Where neither the next upgrade nor the worker clears it away.
        try:
            site.script("import os, sys; os.rename(*sys.argv[1:])", site.aside, site.kept)
        except UpgradeError as error:
            raise StuckError(f"{stuck} Look for {site.kept.name} in {site.aside}. {error}") from error
        raise
    except BaseException:
        site.script(WIPE, site.aside)
        raise


def try_on_a_copy(site: Installation, release: Path, excused: Words) -> None:
    """Migrate a copy, serve it and check it. Raises ``UpgradeError``. The site goes on meanwhile."""
    trial = site.aside / "trial"
    if site.database.exists():
        site.script(COPY, site.database, trial / "db.sqlite3")
    serve_once(site, release, trial, excused)
    check = [str(release / ".venv/bin/python"), "manage.py", "check", "--deploy"]
    run(check, "manage.py check --deploy", cwd=release, **site.as_user(trial))


def change_over(site: Installation, before: Path | None, release: Path, excused: Words) -> None:
    """Stop, migrate, start. Raises ``UpgradeError`` after going back, ``StuckError`` where even that fails.

    Nobody is served from the moment in which the database is copied until the new release has shown that it serves on
    it: so nothing that somebody has written is lost by going back. Only what the unit forbids shows later.
    """
    copy = site.aside / "before.sqlite3"
    came_in = None
    try:
        with site.nobody_starts():
            try:
                site.control("stop", WORKER, WEB)
                if site.database.exists():
                    site.script(COPY, site.database, copy)
                # First the code: after a power cut new code brings an old database up to date, not the other way round.
                site.point_to(release)
                site.script(TAKE_STATIC, site.aside / "trial" / "static", site.data_dir / "static")
                serve_once(site, release, site.data_dir, excused)
            except BaseException:
                take_back(site, before, copy)
                raise
        try:
            site.control("start", WEB)
            came_in = site.aside / "came-in.sqlite3"
            has_to_be_ready(release, site.address, excused)
        except BaseException:
            with site.nobody_starts():
                take_back(site, before, copy, came_in)
            raise
    except StuckError:
        raise
    except BaseException as error:
        if before:
            start_again(site, error)
        if came_in:
            with suppress(UpgradeError):
                site.script(WIPE, site.aside / "trial")
            raise StuckError(
                f"Not upgraded, everything is as it was. {error} It was open for some seconds: if somebody wrote to us"
                f" then, that is in {site.kept / came_in.name} alone. When nothing is missing, delete {site.kept}."
            ) from error
        raise


def take_back(site: Installation, before: Path | None, copy: Path, came_in: Path | None = None) -> None:
    """The code and the database as they were; ``came_in`` gets what the database has become. Raises ``StuckError``."""
    if site.running == before:
        return
    try:
        site.control("stop", WEB)
        if came_in:
            site.script(COPY, site.database, came_in)
        if copy.exists():
            site.script(PUT_BACK, copy, site.database)
    except UpgradeError as error:
        raise StuckError(f"Going back failed: {error}. The database as it was is {site.kept / copy.name}.") from error
    site.point_to(before)


def start_again(site: Installation, why: BaseException) -> None:
    """Start what was there. Raises ``StuckError``."""
    try:
        site.control("start", WEB, WORKER)
    except UpgradeError as error:
        raise StuckError(f"Not upgraded ({why}), and the site as it was does not start: {error}") from error
