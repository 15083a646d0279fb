"""Pictures that are made to break what opens them, or whoever looks at them. Further ones: foundation/test_pictures.py.

Nothing is asserted of time or memory, which bench/pictures.py measures: what would cost them is refused by its header,
before a pixel is decoded, and that is what is seen here.
"""

import io
import struct
import zlib

import pytest
from PIL import Image, TiffImagePlugin

from idpwsp.foundation import pictures
from idpwsp.foundation.pictures import PictureError
from tests import picture_files as files
from tests.attacks.reading import imported, trees

SMALL = (64, 48)


def png_of(width, height, depth=8, colour=2, interlaced=0):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    pixels = files.png_chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + files.png_chunk(b"IHDR", header) + pixels + files.png_chunk(b"IEND", b"")


def webp_of(width, height):
    """Thirty bytes that say how large the picture is, in each of the three ways of the format."""
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size + b"VP8 " + struct.pack("<I", 0)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def avif_of(width, height):
    """A small picture whose header is told to be a large one."""
    whole = files.saved(files.drawing(SMALL), "AVIF")
    at = whole.index(b"ispe") + 8
    return whole[:at] + struct.pack(">II", width, height) + whole[at + 8 :]


def tiff_of(width, height):
    file = io.BytesIO()
    Image.new("L", SMALL).save(file, "TIFF", tiffinfo={256: 64, 257: 48})
    tags = TiffImagePlugin.ImageFileDirectory_v2(prefix=b"II")
    tags[256], tags[257], tags[258], tags[259], tags[262] = width, height, 8, 1, 1
    tags[273], tags[277], tags[278], tags[279] = 200, 1, height, width * height % 2**31
    return b"II*\0" + struct.pack("<I", 8) + tags.tobytes(8) + bytes(400)


PIXEL_BOMBS = {
    "PNG": png_of(60_000, 60_000),
    "PNG as wide as the format allows": png_of(2**31 - 1, 1),
    "PNG of one bit a pixel": png_of(50_000, 50_000, depth=1, colour=0),
    "interlaced PNG": png_of(20_000, 20_000, interlaced=1),
    "WebP": webp_of(16_384, 16_384),
    "AVIF": avif_of(30_000, 30_000),
    "TIFF": tiff_of(60_000, 60_000),
    "JPEG": files.huge_jpeg(65_000, 65_000),
    "progressive JPEG": files.huge_jpeg(65_000, 65_000, progressive=True),
}


def refuse(content):
    with pytest.raises(PictureError):
        pictures.read(io.BytesIO(content))


@pytest.mark.parametrize("content", PIXEL_BOMBS.values(), ids=PIXEL_BOMBS)
def test_a_few_bytes_that_claim_a_huge_picture_are_refused_before_a_pixel_is_decoded(content, monkeypatch):
    decoded = []
    monkeypatch.setattr(pictures, "_plain", decoded.append)
    assert len(content) < 3_000
    refuse(content)
    assert decoded == []


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_a_thousand_frames_are_not_opened(kind):
    if kind in ("AVIF", "TIFF"):
        content = files.moving(kind)
    else:
        frame = Image.new("L", (8, 8))
        frames = [Image.new("L", (8, 8), number % 256) for number in range(1000)]
        content = files.saved(frame, kind, save_all=True, append_images=frames)
    refuse(content)


def test_a_hundred_thousand_frames_behind_a_jpeg_leave_the_first():
    jpeg = files.saved(files.drawing(SMALL), "JPEG")
    assert pictures.read(io.BytesIO(jpeg + jpeg * 100)).size == SMALL


@pytest.mark.parametrize("packed", [b"iCCP", b"zTXt", b"iTXt"])
def test_notes_that_unpack_to_a_hundred_megabytes_reach_nobody(packed):
    bomb = zlib.compress(bytes(100_000_000), 9)
    start = {b"iCCP": b"x\0\0", b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\x01\0\0\0"}[packed]
    content = files.with_chunks(files.saved(files.drawing(SMALL), "PNG"), (packed, start + bomb))
    assert len(content) < 200_000
    refuse(content)
    # The same notes, small, are read over: it is their size that is refused.
    small = files.with_chunks(files.saved(files.drawing(SMALL), "PNG"), (packed, start + zlib.compress(b"SECRET" * 9)))
    for size in pictures.encode(pictures.read(io.BytesIO(small))):
        assert all(b"SECRET" not in data for data in size.files.values())


def test_camera_notes_of_megabytes_reach_nobody():
    """A JPEG carries them in parts of 64 KB each, as many as one likes."""
    jpeg = files.saved(files.drawing(SMALL), "JPEG")
    for marker, start in (
        (0xE1, b"Exif\0\0"),
        (0xE2, b"ICC_PROFILE\0\x01\xff"),
        (0xED, b"Photoshop 3.0\0"),
        (0xFE, b""),
    ):
        content = jpeg
        for _part in range(100):
            content = files.with_segment(content, marker, start + b"SECRET" * 10_000)
        for size in pictures.encode(pictures.read(io.BytesIO(content))):
            assert all(b"SECRET" not in data and len(data) < 20_000 for data in size.files.values())


@pytest.mark.parametrize("nested", [1, 50])
def test_camera_notes_that_point_at_themselves_come_to_an_end(nested):
    directory = struct.pack("<H", nested) + struct.pack("<HHII", 0x8769, 4, 1, 8) * nested + struct.pack("<I", 8)
    content = files.with_segment(
        files.saved(files.drawing(SMALL), "JPEG"), 0xE1, b"Exif\0\0II*\0" + struct.pack("<I", 8) + directory
    )
    assert pictures.read(io.BytesIO(content)).size == SMALL


# ── What is a picture and something else ───────────────────────────────────

SCRIPT = b"<script>alert(1)</script>"
DRAWINGS = {
    "plain": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "after many spaces": b" " * 900 + b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "with entities": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "of another file": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "in UTF-16": "<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"),
    "packed": zlib.compress(b"<svg/>"),
    "HTML": b"<!doctype html>" + SCRIPT,
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file",
    "a list of Windows": struct.pack("<IIIII", 0x9AC6CDD7, 0, 0, 0, 0) + bytes(100),
    "PHP": b"<?php system($_GET[0]);",
}


@pytest.mark.parametrize("content", DRAWINGS.values(), ids=DRAWINGS)
def test_what_is_a_program_and_no_picture_is_refused(content):
    refuse(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize(
    "hidden",
    [SCRIPT, b"PK\x03\x04" + b"archive" * 20, b"%PDF-1.7 /JavaScript", b"<?php system($_GET[0]);", b"GIF89a/*"],
    ids=["script", "archive", "PDF", "PHP", "GIF"],
)
def test_of_what_is_both_only_the_pixels_stay(kind, hidden):
    content = files.saved(files.drawing(SMALL), kind) + hidden
    for size in pictures.encode(pictures.read(io.BytesIO(content))):
        for extension, data in size.files.items():
            assert hidden not in data
            assert Image.open(io.BytesIO(data)).format == extension.upper()


# ── Archives ───────────────────────────────────────────────────────────────


def test_nothing_that_answers_requests_opens_an_archive():
    """There is none to send: what is packed in a picture is unpacked by Pillow, within its own limits (above)."""
    unpacking = {"zipfile", "tarfile", "gzip", "bz2", "lzma", "zlib", "shutil.unpack_archive", "pickle", "marshal"}
    # A backup is an archive that an operator gives by hand.
    found = {path for path, tree in trees() if imported(tree) & unpacking and not path.startswith("idpwsp/backup/")}
    # The one packs pages for readers, and unpacks nothing; the other reads this very site from outside.
    assert found == {"idpwsp/foundation/page_cache/page.py", "idpwsp/selfaudit/asking.py"}
