"""What was to be gone does not come back with a backup."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from idpwsp.backup.archive import Manifest, Writer
from tests.backup.sites import backup, database_in, left_in, make_place, make_site, restore, rows, run
from tests.disk import Disk


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_site(tmp_path / "site")


@pytest.fixture
def place(tmp_path: Path) -> Disk:
    return make_place(tmp_path / "place")


def test_what_was_deleted_early_since_goes_again_by_the_list_of_the_lost_machine(disk, place):
    gone, stays = disk.python("print(make_conversation()[0].pk.hex, make_conversation()[0].pk.hex)").split()
    path = backup(disk)
    disk.python(f'conversations.delete(Conversation.objects.get(pk="{gone}"))')
    records = rows(database_in(path, disk.data_dir / "copy"))["inbox_record"].values()
    [record] = [row for row in records if gone in row]

    done = restore(place, path, "--deleted-early", str(disk.data_dir / "deleted-early"))

    assert done.returncode == 0, done.stderr
    assert list(rows(place.database)["inbox_conversation"]) == [stays]
    # Not as a row, and not in a page that is free.
    sealed = max((value for value in record if isinstance(value, bytes)), key=len)
    assert not place.holds(gone.encode())
    assert not place.holds(sealed[:64])
    # Older backups may be brought back some day.
    assert gone in (place.data_dir / "deleted-early").read_text()


def test_also_by_the_list_that_is_still_in_the_place(disk):
    gone = disk.python("print(make_conversation()[0].pk.hex)")
    path = backup(disk)
    disk.python(f'conversations.delete(Conversation.objects.get(pk="{gone}"))')
    disk.database.unlink()

    done = run(disk, "restore", str(path))

    assert done.returncode == 0, done.stderr
    assert rows(disk.database)["inbox_conversation"] == {}


def test_both_lists_count(disk, place):
    first, second = disk.python("print(make_conversation()[0].pk.hex, make_conversation()[0].pk.hex)").split()
    path = backup(disk)
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
    (place.data_dir / "deleted-early").write_text(f"{first} {tomorrow}\n")
    (disk.data_dir / "other").write_text(f"{second} {tomorrow}\n")

    assert restore(place, path, "--deleted-early", str(disk.data_dir / "other")).returncode == 0

    assert rows(place.database)["inbox_conversation"] == {}


SIGNED = """
from campaigns import moderation
from campaigns.models import Endorsement, Reply
from tests.factories import make_campaign
"""


def sign(disk: Disk) -> None:
    """Two signatures and two replies that are shown; and one signature that an early release took from paper."""
    disk.python(f"""{SIGNED}
campaign = make_campaign()
for name in ("Zanzibarina", "Bea"):
    Endorsement(campaign=campaign, name=name, shown_as="full-name", language_code="en", state="approved").lodge()
    Reply(campaign=campaign, text=f"{{name}} told me.", language_code="en", state="approved").lodge()
Endorsement(campaign=campaign, name="Cleo", shown_as="full-name", language_code="en", state="approved").save()
""")


def shown(disk: Disk) -> list[str]:
    return disk.python(f"""{SIGNED}
print(*Endorsement.objects.shown().values_list("name", flat=True), sep="\\n")
print(*Reply.objects.shown().values_list("text", flat=True), sep="\\n")
""").splitlines()


def test_what_was_taken_back_with_a_code_goes_again(disk, place):
    sign(disk)
    path = backup(disk)
    disk.python(f"""{SIGNED}
moderation.delete(Endorsement.objects.filter(name="Zanzibarina"))
moderation.delete(Reply.objects.filter(text__startswith="Zanzibarina"))
""")

    done = restore(place, path, "--deleted-early", str(disk.data_dir / "deleted-early"))

    assert done.returncode == 0, done.stderr
    assert shown(place) == ["Bea", "Cleo", "Bea told me."]
    assert not place.holds(b"Zanzibarina")
    assert "Taken away again, or because its date has come: 2." in done.stdout
    # Without a code it could not have been noted.
    assert "which no list can name: 1." in done.stdout
    assert "There was no list" not in done.stdout


def test_what_staff_have_taken_off_the_site_does_not_show_again(disk, place):
    sign(disk)
    path = backup(disk)
    disk.python(f"""{SIGNED}
moderation.decline(Endorsement.objects.filter(name="Zanzibarina"))
moderation.decline(Reply.objects.filter(text__startswith="Bea"))
moderation.approve(Reply.objects.filter(text__startswith="Bea"))
""")

    done = restore(place, path, "--deleted-early", str(disk.data_dir / "deleted-early"))

    assert done.returncode == 0, done.stderr
    assert shown(place) == ["Bea", "Cleo", "Zanzibarina told me.", "Bea told me."]


def test_a_withdrawal_that_a_crash_cut_off_is_finished_by_the_next_expire(disk):
    sign(disk)
    # Killed when the line is there and the row is not gone yet.
    with disk.start_python(f"""{SIGNED}
import os, signal
from django.db.models.deletion import Collector
Collector.delete = lambda *_args: os.kill(os.getpid(), signal.SIGKILL)
moderation.delete(Endorsement.objects.filter(name="Zanzibarina"))
""") as process:
        process.communicate(timeout=120)
    assert process.returncode == -9
    assert "Zanzibarina" in shown(disk)

    assert run(disk, "expire").returncode == 0

    assert shown(disk) == ["Bea", "Cleo", "Zanzibarina told me.", "Bea told me."]


def test_without_its_list_it_says_what_is_there_again(disk, place):
    said = restore(place, backup(disk)).stdout
    assert "There was no list of early deletions" in said
    assert "no list can name" not in said


def test_of_an_old_backup_it_says_that_the_list_may_not_go_back_so_far(disk, place):
    path = backup(disk)
    (disk.data_dir / "deleted-early").write_text("")
    arguments = ["restore", str(path), "--deleted-early", str(disk.data_dir / "deleted-early")]

    def is_doubted() -> bool:
        done = run(place, *arguments, BACKUP_DAYS="30")
        place.database.unlink()
        assert done.returncode == 0, done.stderr
        return "may not go back so far" in done.stdout

    assert not is_doubted()
    database = database_in(path, disk.data_dir / "copy")
    manifest = Manifest(datetime.now(UTC) - timedelta(days=32), [])
    with path.open("wb") as file, Writer(file, manifest, None) as writer:
        writer.add("db.sqlite3", database)
    assert is_doubted()


def test_without_a_list_it_asks(disk, place):
    done = run(place, "restore", str(backup(disk)))
    assert done.returncode == 1
    assert "--deleted-early FILE" in done.stderr
    assert "--no-list" in done.stderr
    assert left_in(place) == set()


def test_what_has_reached_its_date_since_does_not_come_back(disk, place):
    disk.python("""
from datetime import timedelta
from django.utils import timezone
(gone, receipt), (stays, receipt) = make_conversation(), make_conversation()
for model, lookup in ((Conversation, "pk"), (Record, "conversation")):
    model.everything.filter(**{lookup: gone.pk}).update(delete_on=timezone.localdate())
""")
    # As one that was made before that day.
    path = Path(
        disk.python("""
from idpwsp.backup import making
making.expire = lambda: None
print(making.make().path)
""")
    )
    assert len(rows(database_in(path, disk.data_dir / "copy"))["inbox_conversation"]) == 2

    said = restore(place, path).stdout

    assert len(rows(place.database)["inbox_conversation"]) == 1
    assert "Taken away again, or because its date has come: 2." in said


def test_what_cannot_be_deleted_keeps_the_site_from_being_served(disk, place, tmp_path):
    path = backup(disk)
    (place.data_dir / "deleted-early").write_text(f"{uuid4().hex} 2999-01-01\n")
    assert place.python(f"""
from django.conf import settings
from idpwsp.backup.restoring import NotRestored, restore
from pathlib import Path
settings.EXPIRING = [*settings.EXPIRING, "json.no_such_function"]
try:
    restore(Path("{path}"))
except NotRestored as error:
    print(error)
print(sorted(each.name for each in Path(settings.DATA_DIR).iterdir() if each.suffix != ".lock"))
""").splitlines() == [
        "Nothing was brought back: not all was deleted that had to be. The log says where.",
        str(["deleted-early"]),
    ]
