"""Real picture files, full of what must never reach the disk: place, camera, names, small copies, comments."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image, TiffImagePlugin

# 37.7749, as a camera writes it: a fraction of two 32-bit numbers.
LATITUDE = (377749, 10000)
MARKERS = (
    b"SECRET-MAKE", b"SECRET-CAMERA-SERIAL", b"SECRET-MAKERNOTE", b"SECRET-XMP", b"SECRET-IPTC", b"SECRET-COMMENT",
    b"SECRET-TRAILER", b"SECRET-THUMBNAIL", b"SECRET-PROFILE", b"SECRET-TEXT", b"SECRET-FILE-NAME", b"37.7749",
    struct.pack("<II", *LATITUDE), struct.pack(">II", *LATITUDE),
    "SECRET".encode("utf-16-le"),
)  # fmt: skip
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="37.7749" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="SECRET-XMP"/></rdf:RDF></x:xmpmeta>'
)


def drawing(size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    """Something to recognise: the left upper quarter is red, the right upper one green, the lower half blue."""
    width, height = size
    image = Image.new("RGB", size, (20, 40, 200))
    image.paste((200, 30, 30), (0, 0, width // 2, height // 2))
    image.paste((30, 180, 40), (width // 2, 0, width, height // 2))
    return image if mode == "RGB" else image.convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


# ── What cameras and programs add ──────────────────────────────────────────


def exif(orientation: int = 1, thumbnail: bool = True) -> bytes:
    """EXIF with camera, serial number, place, the maker's own notes and a small copy of the picture (IFD 1)."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = "SECRET-MAKE"
    notes.get_ifd(0x8769).update({0xA431: "SECRET-CAMERA-SERIAL", 0x927C: b"SECRET-MAKERNOTE", 0x9003: "2026:11:22"})
    degrees = TiffImagePlugin.IFDRational(*LATITUDE)
    notes.get_ifd(0x8825).update({1: "N", 2: (degrees, degrees, degrees)})
    block = notes.tobytes().removeprefix(b"Exif\0\0")
    return b"Exif\0\0" + (_with_thumbnail(block) if thumbnail else block)


def _with_thumbnail(block: bytes) -> bytes:
    order = "<" if block[:2] == b"II" else ">"
    small = with_segment(saved(drawing((80, 60)), "JPEG"), 0xFE, b"SECRET-THUMBNAIL")
    count = struct.unpack_from(order + "H", block, 8)[0]
    at = len(block) + len(block) % 2
    entries = [(0x0103, 3, 1, 6), (0x0201, 4, 1, at + 2 + 3 * 12 + 4), (0x0202, 4, 1, len(small))]
    directory = struct.pack(order + "H", len(entries))
    for tag, kind, number, value in entries:
        directory += struct.pack(order + "HHI", tag, kind, number)
        directory += struct.pack(order + "HH", value, 0) if kind == 3 else struct.pack(order + "I", value)
    linked = bytearray(block.ljust(at, b"\0"))
    struct.pack_into(order + "I", linked, 10 + 12 * count, at)
    return bytes(linked) + directory + bytes(4) + small


def iptc() -> bytes:
    """IPTC-IIM: by-line and city."""
    return b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(words)) + words
        for number, words in ((80, b"SECRET-IPTC"), (90, b"San Francisco 37.7749"))
    )


def photoshop() -> bytes:
    data = iptc()
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + bytes(len(data) % 2)


# D50-adapted primaries and gamma (ICC.1:2001-04, 6.3.1.2; Adobe RGB (1998), 4.3.1).
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457), 2.19921875)
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407), 2.2)


def profile(red: Any, green: Any, blue: Any, gamma: float) -> bytes:
    """An ICC profile of three primaries and a gamma."""

    def xyz(values: Any) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    words = b"SECRET-PROFILE"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(words) + 1) + words + b"\0" + bytes(78)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    tags = [
        (b"desc", description), (b"cprt", b"text\0\0\0\0SECRET-PROFILE\0"), (b"wtpt", xyz((0.9642, 1.0, 0.8249))),
        (b"rXYZ", xyz(red)), (b"gXYZ", xyz(green)), (b"bXYZ", xyz(blue)),
        (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ]  # fmt: skip
    at, table, data = 128 + 4 + 12 * len(tags), b"", b""
    for name, content in tags:
        content += bytes(-len(content) % 4)
        table += name + struct.pack(">II", at + len(data), len(content))
        data += content
    header = struct.pack(">I4sI4s4s4s", at + len(data), b"lcms", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def as_srgb(colour: tuple[int, ...], red: Any, green: Any, blue: Any, gamma: float) -> tuple[int, ...]:
    """What a colour of such a profile is in sRGB, worked out by hand."""
    linear = [(value / 255) ** gamma for value in colour]
    wanted = [
        sum(primary[axis] * value for primary, value in zip((red, green, blue), linear, strict=True))
        for axis in range(3)
    ]
    # The inverse of sRGB's D50-adapted primaries (ICC's sRGB profile).
    inverse = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))
    back = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, wanted, strict=True)))) for row in inverse]
    return tuple(
        round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055)) for value in back
    )


# ── Whole files ────────────────────────────────────────────────────────────


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment behind its first two bytes."""
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def talkative_jpeg(size: tuple[int, int] = (640, 480), orientation: int = 6) -> bytes:
    held = drawing(size).transpose(Image.Transpose.ROTATE_90) if orientation == 6 else drawing(size)
    jpeg = saved(held, "JPEG", quality=90, icc_profile=profile(*DISPLAY_P3))
    # A small copy in the JFIF way (JFIF 1.02, extension 0x10).
    jpeg = with_segment(
        jpeg, 0xE0, b"JFXX\0\x10" + with_segment(saved(drawing((40, 30)), "JPEG"), 0xFE, b"SECRET-THUMBNAIL")
    )
    jpeg = with_segment(jpeg, 0xED, b"Photoshop 3.0\0" + photoshop())
    jpeg = with_segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    jpeg = with_segment(jpeg, 0xFE, b"SECRET-COMMENT 37.7749")
    jpeg = with_segment(jpeg, 0xE1, exif(orientation))
    return jpeg + b"SECRET-TRAILER" * 100


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def with_chunks(png: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with more chunks behind its header."""
    return png[:33] + b"".join(png_chunk(name, content) for name, content in chunks) + png[33:]


def talkative_png(mode: str = "RGB") -> bytes:
    png = saved(drawing(mode=mode), "PNG", icc_profile=profile(*DISPLAY_P3))
    return (
        with_chunks(
            png,
            (b"tEXt", b"Comment\0SECRET-TEXT 37.7749"),
            (b"zTXt", b"Author\0\0" + zlib.compress(b"SECRET-TEXT")),
            (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
            (b"tIME", struct.pack(">HBBBBB", 2026, 11, 22, 1, 2, 3)),
            (b"eXIf", exif().removeprefix(b"Exif\0\0")),
        )
        + b"SECRET-TRAILER"
    )


def talkative_webp() -> bytes:
    return saved(drawing(), "WEBP", exif=exif(), xmp=XMP, icc_profile=profile(*DISPLAY_P3))


def talkative_tiff(mode: str = "RGB") -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270], tags[315], tags[700] = "SECRET-COMMENT 37.7749", "SECRET-MAKE", XMP
    tags[33723], tags[34377] = iptc(), photoshop()
    tags[40092] = "SECRET".encode("utf-16-le")
    for group in (33723, 34377, 40092):
        tags.tagtype[group] = 7
    notes = Image.Exif()
    notes.load(exif(thumbnail=False))
    for name in (0x8769, 0x8825):
        tags[name] = notes.get_ifd(name)
    return saved(drawing(mode=mode), "TIFF", tiffinfo=tags)


def talkative_avif() -> bytes:
    return saved(drawing(), "AVIF", exif=exif(thumbnail=False), xmp=XMP, icc_profile=profile(*DISPLAY_P3))


TALKATIVE = {
    "JPEG": talkative_jpeg,
    "PNG": talkative_png,
    "PNG with a palette": lambda: talkative_png("P"),
    "WebP": talkative_webp,
    "TIFF": talkative_tiff,
    "TIFF for print": lambda: talkative_tiff("CMYK"),
    "AVIF": talkative_avif,
}


# ── What is refused ────────────────────────────────────────────────────────


def huge_png(width: int = 20_000, height: int = 10_000) -> bytes:
    """A few bytes that claim 200 million pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(bytes(1000))) + png_chunk(b"IEND", b"")


def huge_jpeg(width: int = 20_000, height: int = 10_000, progressive: bool = False) -> bytes:
    jpeg = bytearray(saved(drawing((64, 64)), "JPEG", progressive=progressive))
    at = jpeg.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    struct.pack_into(">HH", jpeg, at + 5, height, width)
    return bytes(jpeg)


def text_bomb() -> bytes:
    """100 MB of nothing, packed into a comment."""
    return with_chunks(saved(drawing(), "PNG"), (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000))))


def moving(kind: str) -> bytes:
    frames = [drawing((64, 48)), drawing((64, 48)).rotate(180)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def noise(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture that does not pack small, so that there is something to cut off."""
    return Image.merge("RGB", [Image.effect_noise(size, 80) for _channel in "RGB"])


HEIC = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic") + bytes(2000)
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

# What is wrong with it, the file, and a piece of what staff are told.
REFUSED: dict[str, tuple[Any, str]] = {
    "text named as a picture": (lambda: b"These are words, not a picture. " * 50, "not a picture"),
    "nothing but zeros": (lambda: bytes(5000), "not a picture"),
    "SVG": (lambda: SVG, "SVG"),
    "SVG without a prologue": (lambda: b"\n<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "HEIC": (lambda: HEIC, "HEIC"),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(100), "PDF"),
    "GIF": (lambda: saved(drawing(), "GIF"), "GIF"),
    "BMP": (lambda: saved(drawing(), "BMP"), "not a picture"),
    "moving GIF": (lambda: moving("GIF"), "GIF"),
    "moving WebP": (lambda: moving("WEBP"), "moves"),
    "moving PNG": (lambda: moving("PNG"), "moves"),
    "TIFF of two pages": (lambda: moving("TIFF"), "several pages"),
    "PNG of 200 megapixels": (huge_png, "pixels"),
    "JPEG of 200 megapixels": (huge_jpeg, "pixels"),
    "PNG of 100 megapixels": (lambda: huge_png(10_000, 10_000), "pixels"),
    "PNG of 26 megapixels": (lambda: huge_png(6_500, 4_000), "26 million pixels"),
    "WebP of 13 megapixels": (lambda: saved(Image.new("RGB", (5_000, 2_600)), "WEBP"), "13 million pixels"),
    "JPEG of 51 megapixels": (lambda: huge_jpeg(8_500, 6_000), "51 million pixels"),
    "progressive JPEG of 30 megapixels": (lambda: huge_jpeg(6_000, 5_000, progressive=True), "30 million pixels"),
    "a bomb in a comment": (text_bomb, "not a picture"),
    "a TIFF of real numbers": (lambda: saved(Image.new("F", (60, 40)), "TIFF"), "colors"),
}


def cut_files() -> Iterator[tuple[str, bytes]]:
    """Every kind, cut off early, in the middle and just before its end."""
    kinds: dict[str, dict[str, Any]] = {
        "JPEG": {}, "PNG": {}, "WEBP": {}, "AVIF": {}, "TIFF": {},
    }  # fmt: skip
    for kind, options in kinds.items():
        whole = saved(noise(), kind, **options)
        for share in (0.02, 0.3, 0.6, 0.97):
            yield f"{kind} cut at {share:.0%}", whole[: int(len(whole) * share)]
    progressive = saved(noise(), "JPEG", progressive=True)
    yield "progressive JPEG cut at 60%", progressive[: int(len(progressive) * 0.6)]


# ── What is left ───────────────────────────────────────────────────────────


def webp_chunks(content: bytes) -> list[bytes]:
    """The names of the chunks of a WebP file (RFC 9649, 2.3)."""
    assert content[:4] == b"RIFF"
    assert content[8:12] == b"WEBP"
    names, at = [], 12
    while at < len(content):
        names.append(content[at : at + 4])
        size = struct.unpack_from("<I", content, at + 4)[0]
        at += 8 + size + size % 2
    assert at == len(content), "something is behind the picture"
    return names


def boxes(content: bytes) -> list[tuple[bytes, bytes]]:
    """(name, content) of the boxes of an ISO base media file (ISO/IEC 14496-12, 4.2)."""
    found, at = [], 0
    while at < len(content):
        size = struct.unpack_from(">I", content, at)[0]
        assert size >= 8
        found.append((content[at + 4 : at + 8], content[at + 8 : at + size]))
        at += size
    assert at == len(content), "something is behind the picture"
    return found


def avif_items(content: bytes) -> list[bytes]:
    """The kinds of the items of an AVIF file: b"av01" for pictures, b"Exif" and b"mime" for notes."""
    meta = dict(boxes(content))[b"meta"][4:]
    items = dict(boxes(meta))[b"iinf"][6:]
    return [box[8:12] for name, box in boxes(items) if name == b"infe"]


def avif_profiles(content: bytes) -> list[bytes]:
    """The kinds of its colour boxes: b"nclx" is three numbers, b"prof" a whole profile."""
    meta = dict(boxes(content))[b"meta"][4:]
    properties = dict(boxes(dict(boxes(meta))[b"iprp"]))[b"ipco"]
    return [box[:4] for name, box in boxes(properties) if name == b"colr"]
