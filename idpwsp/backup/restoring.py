"""Bringing a backup back into an empty place. The database gets its name last: before, nothing can be served."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from campaigns import moderation
from idpwsp import serving
from idpwsp.backup import archive
from idpwsp.backup.leftovers import wipe
from idpwsp.backup.making import BackupError, database_file
from idpwsp.backup.sealing import Damaged, Key
from idpwsp.expiry import expire
from idpwsp.foundation import deleted_early as early_list
from idpwsp.foundation.files import note_names
from idpwsp.foundation.page_cache import generation
from idpwsp.signin import security_log
from idpwsp.signin.security_log import Kind

# Where it is prepared, in the data folder.
DRAFT = "restoring"


class NotRestored(Exception):
    """Why nothing was brought back, in one line for the operator. Nothing was changed."""


@dataclass(frozen=True)
class Restored:
    """What was brought back, and how much of it has gone at once because its date has come or somebody wished so.

    The rest says what it may not have been cleared of: ``without_code`` counts endorsements that no list can name.
    """

    manifest: archive.Manifest
    deleted: int
    has_list: bool
    without_code: int

    @property
    def is_old(self) -> bool:
        """Whether the list may have forgotten lines that this backup needed."""
        day = timezone.localdate(self.manifest.made_at)
        return day < timezone.localdate() - timedelta(days=settings.BACKUP_DAYS)


def restore(path: Path, key: Key | None = None, deleted_early: Path | None = None, no_list: bool = False) -> Restored:
    """Bring an archive back. ``deleted_early`` is the list of the machine that was lost; ``no_list`` says that there
    is none any more.

    Raises ``NotRestored``, with the place as empty as before.
    """
    data_dir = Path(settings.DATA_DIR)
    draft = data_dir / DRAFT
    has_list = deleted_early is not None or early_list.file().exists()
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Otherwise the site would go on answering forms into a database that is moved away.
        with serving.alone():
            database = _empty_place()
            _check_list(deleted_early, no_list)
            manifest = archive.check(path, key)
            _check_release(manifest)
            if draft.exists():
                wipe(draft)
            draft.mkdir(mode=0o700)
            try:
                if archive.extract(path, key, draft) != manifest:
                    raise Damaged("The archive was changed while it was read.")
                with _database_at(draft / archive.DATABASE):
                    deleted = _prepare(deleted_early)
                    without_code = moderation.without_code()
                    security_log.note(Kind.RESTORED, about=f"{manifest.made_at:%Y-%m-%d %H:%M} UTC")
                _put_in_place(draft, database)
            finally:
                # Its database stays under the name that it has in its place. What cannot go now goes with the next one.
                with suppress(OSError):
                    wipe(draft)
    except (Damaged, BackupError) as error:
        raise NotRestored(str(error)) from error
    except BlockingIOError as error:
        raise NotRestored(
            f"The site is at work in {data_dir}, its worker, or another restore. Stop it first."
        ) from error
    except InconsistentMigrationHistory as error:
        raise NotRestored(f"The archive cannot be brought up to this release: {error}") from error
    except (OSError, DatabaseError, sqlite3.Error) as error:
        raise NotRestored(f"Nothing was brought back: {error}") from error
    return Restored(manifest, deleted, has_list, without_code)


# ── Before anything is written ─────────────────────────────────────────────


def _empty_place() -> Path:
    database, media = database_file(), Path(settings.MEDIA_ROOT)
    for beside in (database, *(database.with_name(database.name + end) for end in ("-wal", "-journal"))):
        if beside.exists():
            raise NotRestored(f"{beside} is there. Stop the site, and move it away: nothing is ever replaced.")
    if media.is_symlink() or media.is_mount():
        raise NotRestored(f"{media} is a link or a mount. Take it away; move the pictures there when they are back.")
    if media.exists() and any(not each.is_dir() for each in media.rglob("*")):
        raise NotRestored(f"There are files in {media}. Move them away: nothing is ever replaced.")
    return database


def _check_list(deleted_early: Path | None, no_list: bool) -> None:
    if deleted_early is not None:
        with deleted_early.open("rb"):
            pass
        if early_list.unreadable(deleted_early) > len(early_list.remembered(deleted_early)):
            raise NotRestored(f"{deleted_early} is no list of early deletions, or it is damaged.")
    elif not (no_list or early_list.file().exists()):
        raise NotRestored(
            f"What people have deleted since would come back: the list is missing, {early_list.file()} of the "
            "machine that made the backup. Give it with --deleted-early FILE, or say --no-list if it is lost."
        )


def _check_release(manifest: archive.Manifest) -> None:
    """An older database is migrated. A newer one would be read by a program that does not understand it."""
    known = MigrationLoader(None).disk_migrations
    # Those that were squashed since.
    replaced = {each for migration in known.values() for each in migration.replaces}
    for migration in manifest.migrations:
        app, name = migration.split(".", 1)
        if (app, name) not in known and (app, name) not in replaced:
            raise NotRestored(f"The archive was made by another release (it has {migration}). Bring that back first.")


# ── Aside, and then in place ───────────────────────────────────────────────


@contextmanager
def _database_at(path: Path) -> Iterator[None]:
    """Have this process work on another database file, and leave nothing beside that."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = path
    try:
        yield
    finally:
        # With the last connection goes SQLite's log.
        connection.close()
        connection.settings_dict["NAME"] = usual


def _prepare(deleted_early: Path | None) -> int:
    """Bring the database up to this release, and delete what is not to come back. Returns how much that was."""
    with connection.cursor() as cursor:
        (verdict,) = cursor.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise Damaged(f"The database in the archive is damaged ({verdict}).")
    call_command("migrate", interactive=False, verbosity=0)
    if deleted_early is not None:
        early_list.take_in(deleted_early)
    outcome = expire()
    if outcome.failed or not outcome.is_erased:
        raise NotRestored("Nothing was brought back: not all was deleted that had to be. The log says where.")
    call_command("rebuild_search", verbosity=0)
    generation.move()
    return outcome.deleted


def _put_in_place(draft: Path, database: Path) -> None:
    prepared, media = draft / archive.DATABASE, Path(settings.MEDIA_ROOT)
    if prepared.with_name(prepared.name + "-wal").exists():
        raise NotRestored("Nothing was brought back: somebody else has opened what was being prepared.")
    prepared.chmod(0o600)
    with prepared.open("rb") as file:
        os.fsync(file.fileno())
    if media.exists():
        shutil.rmtree(media)
    has_media = (draft / "media").exists()
    if has_media:
        (draft / "media").rename(media)
    try:
        # Unlike a renaming, this never replaces a database that has come into being meanwhile.
        os.link(prepared, database)
    except OSError:
        if has_media:
            with suppress(OSError):
                media.rename(draft / "media")
        raise
    note_names(database.parent)
