"""Files on their way in: in memory, from people who are signed in, and never on the disk."""

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import DatabaseError
from django.utils.translation import gettext as _

from idpwsp.foundation.pictures import MAX_BYTES

# As phones and computers count it for their users.
MEGABYTE = 1_000_000


class TooLarge(UploadedFile):
    """Stands for a file that was not kept: its size is known, its content is gone."""


class MemoryUploadHandler(FileUploadHandler):
    """Keeps up to ``MAX_BYTES`` of a request's files in memory and throws the rest away as it comes in.

    Django's own handlers write what is over 2.5 MB to the temporary folder, the camera's notes with it. A file that
    was thrown away arrives in the form as ``TooLarge``, so that the form can say so and keep everything else that was
    typed. Strangers send no files: for them nothing is kept at all.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left: int | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.left is None:
            # Not before the first file: asking who it is reads the session.
            self.left = MAX_BYTES if _is_from_staff(self.request) else 0
        self.buffer: BytesIO | None = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.left is not None  # noqa: S101 - set by new_file, which comes first
        if self.buffer is None:
            return
        if len(raw_data) > self.left:
            self.left += self.buffer.tell()
            self.buffer = None
        else:
            self.buffer.write(raw_data)
            self.left -= len(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.buffer is None:
            return TooLarge(BytesIO(), self.file_name, self.content_type, file_size, self.charset)
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            self.buffer, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


def _is_from_staff(request: Any) -> bool:
    """No where nobody can say. An error here would lose the words that came with the file; whoever wants to know next
    meets it again, and gives them back."""
    try:
        return getattr(getattr(request, "user", None), "is_staff", False)
    except DatabaseError:
        return False


def check_size(upload: UploadedFile) -> None:
    """Raises ``ValidationError`` for a file that was too large to be kept."""
    if isinstance(upload, TooLarge):
        raise ValidationError(
            _("This file is %(size)s MB. The most we can take at once is %(most)s MB. Save it smaller and try again."),
            params={"size": -(-(upload.size or 0) // MEGABYTE), "most": MAX_BYTES // MEGABYTE},
        )
