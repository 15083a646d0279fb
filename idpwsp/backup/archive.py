"""The format: a tar of the database, the media and, last, a manifest; sealed, or followed by the hash of all of it.

Nothing is compressed, so nothing can be larger inside than it is outside. Knows nothing of Django.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, Self

from idpwsp.backup.sealing import MAGIC, Damaged, Key, Recipient, SealedReader, SealedWriter

FORMAT = 1
DATABASE = "db.sqlite3"
MEDIA = "media/"
MANIFEST = "manifest.json"
# A name that leads nowhere else: no dot comes first, and no part is empty.
_NAME = re.compile(r"db\.sqlite3|media(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){1,8}")
# As tar has it without extensions.
_LONGEST = 100
_MAX_MANIFEST = 64 * 1024 * 1024  # bytes
_END = b"\nIDPWSP backup, plain, 1, SHA-256 "
_END_BYTES = len(_END) + 64
_PIECE = 64 * 1024
_STRANGE = "There is something in the archive that no backup of ours holds."


def takes(name: str) -> bool:
    """Whether a file may have this name in an archive."""
    return len(name) <= _LONGEST and _NAME.fullmatch(name) is not None


@dataclass(frozen=True)
class File:
    """A file that is in the archive, by the name that it has there."""

    name: str
    size: int
    sha256: str


@dataclass
class Manifest:
    """What is in the archive. ``migrations`` are those of the database, such as ``inbox.0001_initial``."""

    made_at: datetime
    migrations: list[str]
    files: list[File] = field(default_factory=list)
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps({**asdict(self), "made_at": self.made_at.isoformat()}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raises ``Damaged``."""
        try:
            found = json.loads(text)
            if found["format"] != FORMAT:
                raise Damaged(f"The archive has format {found['format']}, and this release reads {FORMAT}.")
            files = [File(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in found["files"]]
            migrations = [str(name) for name in found["migrations"]]
            return cls(datetime.fromisoformat(found["made_at"]).astimezone(UTC), migrations, files)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise Damaged("The archive's list of contents cannot be read.") from error


class Stream(Protocol):
    def read(self, size: int) -> bytes: ...


# ── Writing ────────────────────────────────────────────────────────────────


class Writer:
    """Puts files into an archive: whole after the end of its ``with``, and opening nowhere if something failed."""

    def __init__(self, file: BinaryIO, manifest: Manifest, recipient: Recipient | None) -> None:
        self._out: SealedWriter | _PlainWriter = SealedWriter(file, recipient) if recipient else _PlainWriter(file)
        self._tar = tarfile.open(fileobj=self._out, mode="w|", format=tarfile.USTAR_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115
        self.manifest = manifest

    def add(self, name: str, path: Path) -> None:
        """Raises ``FileNotFoundError``, with nothing added, and ``ValueError`` for a name that no reader would take."""
        if not takes(name):
            raise ValueError(f"{path} has a name that cannot be in a backup.")
        with path.open("rb") as file:
            self._put(name, path.stat().st_size, hashing := _Hashing(file))
        self.manifest.files.append(File(name, hashing.size, hashing.digest.hexdigest()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *args: object) -> None:
        if failed is None:
            content = self.manifest.to_json()
            self._put(MANIFEST, len(content), io.BytesIO(content))
        self._tar.close()
        if failed is None:
            self._out.finish()

    def _put(self, name: str, size: int, content: Any) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(self.manifest.made_at.timestamp())
        self._tar.addfile(member, content)


class _Hashing:
    """Notes what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.size, self.digest = file, 0, hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.size += len(data)
        self.digest.update(data)
        return data


class _PlainWriter:
    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return self._file.write(data)

    def finish(self) -> None:
        self._file.write(_END + self._digest.hexdigest().encode())


# ── Reading ────────────────────────────────────────────────────────────────


def check(path: Path, key: Key | None) -> Manifest:
    """Read all of it, and write nothing. Raises ``Damaged`` for whatever is not a whole archive as it was made."""
    with _opened(path, key) as stream:
        # Nothing looks into it before every byte of it was checked.
        while stream.read(_PIECE):
            pass
    return _walk(path, key, None)


def extract(path: Path, key: Key | None, folder: Path) -> Manifest:
    """Write the files to an empty folder, checking each again. What it leaves where it raises ``Damaged`` is the
    caller's to remove."""

    def open_file(name: str) -> BinaryIO:
        target = folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return target.open("xb")

    return _walk(path, key, open_file)


def _walk(path: Path, key: Key | None, open_file: Callable[[str], BinaryIO] | None) -> Manifest:
    found: list[File] = []
    manifest: Manifest | None = None
    try:
        with _opened(path, key) as stream, tarfile.open(fileobj=stream, mode="r|", tarinfo=_PlainFile) as tar:  # type: ignore[call-overload]
            for member in tar:
                content = tar.extractfile(member)
                # The list comes last, and nothing after it.
                if content is None or manifest is not None:
                    raise Damaged(_STRANGE)
                if member.name == MANIFEST and member.size <= _MAX_MANIFEST:
                    manifest = Manifest.from_json(content.read())
                elif _NAME.fullmatch(member.name):
                    found.append(_take(member.name, content, open_file))
                else:
                    raise Damaged("There is a name in the archive that no backup of ours holds.")
    except (tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise Damaged("What is in the archive cannot be read.") from error
    names = [file.name for file in found]
    if manifest is None or manifest.files != found or len(set(names)) < len(names) or DATABASE not in names:
        raise Damaged("What is in the archive is not what its own list says.")
    return manifest


class _PlainFile(tarfile.TarInfo):
    """No link, no device, no sparse file, and nothing of what tar has been extended by: that can take any memory to
    read, and is refused unread."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        if member.type != tarfile.REGTYPE:
            raise Damaged(_STRANGE)
        return member


def _take(name: str, content: IO[bytes], open_file: Callable[[str], BinaryIO] | None) -> File:
    hashing = _Hashing(content)
    with open_file(name) if open_file else nullcontext() as target:
        while data := hashing.read(_PIECE):
            if target:
                target.write(data)
        if target:
            target.flush()
            os.fsync(target.fileno())
    return File(name, hashing.size, hashing.digest.hexdigest())


class _PlainReader:
    """What stands before the hash at the end. ``read`` raises ``Damaged`` at the end where that is another one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()
        self._left = os.fstat(file.fileno()).st_size - _END_BYTES

    def read(self, size: int) -> bytes:
        data = self._file.read(max(0, min(size, self._left)))
        self._left -= len(data)
        self._digest.update(data)
        if not data and self._file.read() != _END + self._digest.hexdigest().encode():
            raise Damaged("The archive was changed or cut short.")
        return data


@contextmanager
def _opened(path: Path, key: Key | None) -> Iterator[Stream]:
    """The tar that is in it. Raises ``Damaged``, also where the key does not fit the kind: who expects an encrypted
    archive is not to be given another one."""
    with path.open("rb") as file:
        is_sealed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if is_sealed and key is None:
            raise Damaged("The archive is encrypted: say where its key is, with --key FILE.")
        if not is_sealed and key is not None:
            raise Damaged(
                "A key was given, and the archive is not encrypted. Either it is not yours, or leave --key out."
            )
        yield SealedReader(file, key) if key else _PlainReader(file)
