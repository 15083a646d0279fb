"""What was to be gone does not come back with a backup."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

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
    path = backup(disk)
    # The worker had not come by yet.
    assert len(rows(database_in(path, disk.data_dir / "copy"))["inbox_conversation"]) == 2

    said = restore(place, path).stdout

    assert len(rows(place.database)["inbox_conversation"]) == 1
    assert "Deleted again, or because its date has come: 2." in said


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
