"""From one release to the next, and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from idpwsp.upgrade.installation import Installation, StuckError, UpgradeError, run
from idpwsp.upgrade.releases import Words, chosen, has_to_be_ready, prepare, remove, serve_once, words_at

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
    """Go to ``wanted``, or to the newest release. Raises ``UpgradeError``, and then everything is as it was."""
    if site.git("status", "--porcelain"):
        raise UpgradeError(
            f"{site.source} has changes of its own. Take them back (git status), or commit and push them."
        )
    site.git("fetch", "--quiet", "--tags", "origin")
    commit = chosen(site, wanted)
    if commit is None:
        say("There is nothing newer.")
        return
    release = site.home / "releases" / commit[:12]
    say(f"Preparing {release}")
    before = site.running
    # What is so already is no fault of the release.
    excused = words_at(site.address) if before else None
    prepare(site, release, commit)
    try:
        if before and site.database.exists():
            say("Backing up")
            run([str(before / ".venv/bin/python"), "manage.py", "backup"], "Backup", cwd=before, **site.as_user())
        with copies(site):
            say("Trying it on a copy of the database")
            try_on_a_copy(site, release, excused)
            say("Changing over. Who comes now waits for some seconds")
            change_over(site, before, release, excused)
    except BaseException:
        if site.running != release:
            remove(site, release)
        raise
    try:
        site.control("start", WORKER)
        site.git("checkout", "--quiet", "--detach", commit)
    except UpgradeError as error:
        raise StuckError(f"The site runs {release.name}, but: {error}") from error
    for old in (site.home / "releases").iterdir():
        if old not in (before, release):
            remove(site, old)
    say(f"Done: {site.current} is {site.git('describe', '--tags', '--always', commit)}.")


@contextmanager
def copies(site: Installation) -> Iterator[None]:
    """A folder for copies of the database, which is overwritten and gone afterwards, unless somebody needs it."""
    if site.aside.exists():
        site.script(WIPE, site.aside)
    site.script("import os, sys; os.makedirs(sys.argv[1])", site.aside / "trial")
    try:
        yield
    except StuckError:
        raise
    except BaseException:
        site.script(WIPE, site.aside)
        raise
    try:
        site.script(WIPE, site.aside)
    except UpgradeError as error:
        raise StuckError(f"Upgraded, but {site.aside} is still there. Delete it. {error}") from error


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
                f" then, that is in {came_in} alone. When nothing is missing, delete {site.aside}."
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
        raise StuckError(f"Going back failed: {error}. The database as it was is {copy}.") from error
    site.point_to(before)


def start_again(site: Installation, why: BaseException) -> None:
    """Start what was there. Raises ``StuckError``."""
    try:
        site.control("start", WEB, WORKER)
    except UpgradeError as error:
        raise StuckError(f"Not upgraded ({why}), and the site as it was does not start: {error}") from error
