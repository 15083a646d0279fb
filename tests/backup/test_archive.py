"""An archive is taken whole, as it was made, or refused before anything is written."""

import hashlib
import io
import tarfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from idpwsp.backup import archive
from idpwsp.backup.archive import File, Manifest, check, extract
from idpwsp.backup.sealing import Damaged, Key
from tests.backup.archives import MADE_AT, PICTURE, make_archive

KEY = Key.new()
KINDS = pytest.mark.parametrize("key", [None, KEY], ids=["plain", "sealed"])


def made(folder: Path, key: Key | None) -> Path:
    return make_archive(folder, key.recipient if key else None)


@KINDS
def test_it_works(tmp_path, key):
    path = made(tmp_path, key)
    into = tmp_path / "into"
    into.mkdir()

    manifest = check(path, key)

    assert extract(path, key, into) == manifest
    assert (manifest.made_at, manifest.migrations) == (MADE_AT, ["inbox.0001_initial"])
    assert [file.name for file in manifest.files] == ["db.sqlite3", PICTURE]
    assert (into / PICTURE).read_bytes() == b"marmalade" * 10_000
    assert sorted(path.name for path in into.iterdir()) == ["db.sqlite3", "media"]


def test_a_plain_one_opens_with_tar(tmp_path):
    with tarfile.open(made(tmp_path, None)) as tar:
        assert tar.getnames() == ["db.sqlite3", PICTURE, "manifest.json"]


def test_a_sealed_one_shows_neither_names_nor_content(tmp_path):
    content = made(tmp_path, KEY).read_bytes()
    assert not [words for words in (b"db.sqlite3", b"heron", b"marmalade", b"inbox") if words in content]


def places(size: int) -> Iterator[int]:
    """Some in each block of a tar, and all where things begin and end."""
    yield from range(0, size, 331)
    yield from range(140)
    yield from range(size - 140, size)


@KINDS
def test_one_that_was_cut_short_anywhere_is_refused(tmp_path, key):
    whole = made(tmp_path, key).read_bytes()
    torn = tmp_path / "torn"
    for size in places(len(whole)):
        torn.write_bytes(whole[:size])
        with pytest.raises(Damaged):
            check(torn, key)


@KINDS
def test_one_in_which_any_bit_was_changed_is_refused(tmp_path, key):
    whole = made(tmp_path, key).read_bytes()
    changed = tmp_path / "changed"
    for place in places(len(whole)):
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(Damaged):
            check(changed, key)


@KINDS
def test_one_with_something_put_in_or_added_is_refused(tmp_path, key):
    whole = made(tmp_path, key).read_bytes()
    for longer in (whole + b"\0", whole + whole, whole[:3000] + b"\0" * 512 + whole[3000:], b"\0" + whole):
        (tmp_path / "longer").write_bytes(longer)
        with pytest.raises(Damaged):
            check(tmp_path / "longer", key)


def test_where_a_key_is_given_a_plain_one_is_refused(tmp_path):
    """Otherwise whoever keeps our copies could put one of their own making in the place of ours."""
    with pytest.raises(Damaged, match="not encrypted"):
        check(made(tmp_path, None), KEY)


def test_without_its_key_a_sealed_one_is_refused(tmp_path):
    with pytest.raises(Damaged, match="--key"):
        check(made(tmp_path, KEY), None)


def test_another_key_opens_nothing(tmp_path):
    with pytest.raises(Damaged, match="not made for this key"):
        check(made(tmp_path, KEY), Key.new())


@pytest.mark.parametrize("content", [b"", b"\0" * 20_000, b"heron" * 9_000])
def test_another_file_is_refused(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(Damaged):
        check(tmp_path / "other", None)


# ── Made by somebody who knows the format, and makes the hash fit ──────────


def member(name: str, **values: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    for key, value in values.items():
        setattr(info, key, value)
    return info


def forge(path: Path, *members: tuple[tarfile.TarInfo, bytes], manifest: bytes | None = None) -> Path:
    """A plain archive of a database, these members, and a list that names them all."""
    every = [(member("db.sqlite3"), b"SQLite"), *members]
    files = [File(info.name, len(data), hashlib.sha256(data).hexdigest()) for info, data in every]
    listed = Manifest(MADE_AT, [], files).to_json() if manifest is None else manifest
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for info, data in [*every, (member("manifest.json"), listed)]:
            info.size = info.size or len(data)
            tar.addfile(info, io.BytesIO(data))
    path.write_bytes(content.getvalue() + archive._END + hashlib.sha256(content.getvalue()).hexdigest().encode())
    return path


def test_a_forged_one_is_taken_where_all_is_in_its_place(tmp_path):
    assert check(forge(tmp_path / "forged", (member(PICTURE), b"x")), None).files[1].name == PICTURE


@pytest.mark.parametrize(
    "name",
    ["/etc/cron.d/heron", "../heron", "media/../../heron", "media/..", "media//heron", "media/.heron", "media/",
     "media", "heron", "secret-key", "media/a b", "media/a\n", "db.sqlite3\n", "db.sqlite3-wal", "restoring/x",
     "media/" + "a/" * 9 + "a", "media/\N{SNOWMAN}"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(Damaged):
        check(forge(tmp_path / "forged", (member(name), b"x")), None)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE,
             tarfile.CONTTYPE, tarfile.AREGTYPE, b"Z"]
)  # fmt: skip
def test_only_plain_files_are_taken(tmp_path, kind):
    with pytest.raises(Damaged):
        check(forge(tmp_path / "forged", (member(PICTURE, type=kind, linkname="/etc/passwd"), b"")), None)


def test_a_file_that_unfolds_to_more_than_it_is_is_refused(tmp_path):
    sparse = member(PICTURE, pax_headers={"GNU.sparse.map": "0,1", "GNU.sparse.size": "1000000000000"})
    with pytest.raises(Damaged):
        check(forge(tmp_path / "forged", (sparse, b"x")), None)


def test_a_header_that_would_fill_the_memory_is_not_read(tmp_path):
    long = member(PICTURE, pax_headers={"comment": "x" * 40_000_000})
    forged = forge(tmp_path / "forged", (long, b"x"))
    tracemalloc.start()
    with pytest.raises(Damaged, match="no backup of ours"):
        check(forged, None)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000


def test_the_same_name_twice_is_refused(tmp_path):
    with pytest.raises(Damaged, match="not what its own list says"):
        check(forge(tmp_path / "forged", (member(PICTURE), b"x"), (member(PICTURE), b"x")), None)


@pytest.mark.parametrize("files", [[], [File("db.sqlite3", 6, "0" * 64)], [File("db.sqlite3", 7, "0" * 64)]])
def test_files_that_are_not_as_listed_are_refused(tmp_path, files):
    with pytest.raises(Damaged, match="not what its own list says"):
        check(forge(tmp_path / "forged", manifest=Manifest(MADE_AT, [], files).to_json()), None)


@pytest.mark.parametrize("manifest", [b"", b"{}", b"[]", b"null", b"\xff", b'{"format": 1}', b"[" * 100_000])
def test_a_list_that_cannot_be_read_is_refused(tmp_path, manifest):
    with pytest.raises(Damaged):
        check(forge(tmp_path / "forged", manifest=manifest), None)


def test_a_later_format_is_named(tmp_path):
    with pytest.raises(Damaged, match="format 2"):
        check(forge(tmp_path / "forged", manifest=Manifest(MADE_AT, [], [], format=2).to_json()), None)


def test_a_name_that_could_not_be_read_again_is_not_written(tmp_path):
    new = tmp_path / "new"
    with (
        new.open("wb") as file,
        pytest.raises(ValueError, match="cannot be in a backup"),
        archive.Writer(file, Manifest(MADE_AT, []), KEY.recipient) as writer,
    ):
        writer.add("media/.hidden", new)
    with pytest.raises(Damaged):
        check(new, KEY)
