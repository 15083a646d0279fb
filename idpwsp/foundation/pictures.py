"""Pictures from a camera or a phone, made into files that say nothing but what can be seen.

Pixels alone pass: everything is decoded once, turned upright, brought to sRGB and encoded anew, in memory. What else
was in the file (place, time, camera, names, small copies) is left behind with it. Nothing here touches the disk.
"""

import io
import threading
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms

# As sent, in bytes. A phone's JPEG has 3 to 12 MB.
MAX_BYTES = 25_000_000
# Million pixels, by what decoding takes: below about 250 MB each, for a machine of 512 MB (bench/pictures.py). A JPEG
# is decoded at a fraction of its size, unless it is a progressive one; the others whole, a WebP in several copies.
MAX_MEGAPIXELS = {"JPEG": 50, "MPO": 50, "PNG": 25, "TIFF": 25, "AVIF": 25, "WEBP": 12}
MAX_MEGAPIXELS_PROGRESSIVE = 25
# In pixels: the widths that are made, and what the largest one must fit into.
WIDTHS = (360, 720, 1080, 1600)
BOX = (1600, 2400)
# By file extension, as Pillow takes them. Chosen by eye, bytes and time (docs/decisions/0010-pictures.md).
ENCODERS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 50, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 70, "alpha_quality": 80, "method": 4},
}
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_SRGB = ImageCms.createProfile("sRGB")
# One at a time in each process: memory is scarcer than patience.
_ONE_AT_A_TIME = threading.Lock()


class PictureError(ValueError):
    """The file cannot be taken. The text is for whoever sent it: what is wrong, and what to do."""


@dataclass(frozen=True)
class Size:
    """One picture at all of its file formats: {"avif": …, "webp": …}."""

    width: int
    height: int
    files: dict[str, bytes]


def read(file: BinaryIO) -> Image.Image:
    """The picture in a file: upright, in sRGB, no larger than ``BOX``, and with nothing beside its pixels.

    Raises ``PictureError`` for whatever is not one whole, still picture of a size that can be handled.
    """
    start = file.read(1024)
    file.seek(0)
    if complaint := _not_taken(start):
        raise PictureError(complaint)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Pillow warns of odd notes, which are dropped anyway, and of sizes, which are checked below.
        warnings.simplefilter("ignore")
        image = _open(file)
        try:
            _check(image)
            return _plain(image)
        except PictureError:
            raise
        except Exception as error:  # a decoder may raise anything over bytes that are not what they claim to be
            raise PictureError(
                _("This picture is damaged or not complete. Copy it again from where it was, or save it anew.")
            ) from error


def encode(picture: Image.Image) -> list[Size]:
    """A picture that ``read`` has made, at its sizes, smallest first. It is never made larger than it is."""
    own = picture.width
    # A width that is hardly smaller than the picture's own would only be a second copy of it.
    widths = [*(width for width in WIDTHS if width < own * 0.9), own]
    with _ONE_AT_A_TIME:
        return [_encode_one(picture, width) for width in widths]


def _encode_one(picture: Image.Image, width: int) -> Size:
    height = max(1, round(picture.height * width / picture.width))
    scaled = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    # Encoders write what they find here.
    scaled.info = {}
    files = {}
    for extension, options in ENCODERS.items():
        buffer = io.BytesIO()
        scaled.save(buffer, **options)
        files[extension] = buffer.getvalue()
    return Size(width, height, files)


def _not_taken(start: bytes) -> str:
    """What to say of a file that can be known by its first bytes as something else; empty where it cannot."""
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC and b"avif" not in start[:64]:
        return _(
            "Your phone saved this as HEIC. Choose “Most compatible” or JPEG in its camera settings and try again."
        )
    if start.startswith(b"GIF8"):
        return _("This is a GIF, and moving pictures are not shown here. Save it as PNG or JPEG and try again.")
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<svg") or (text.startswith((b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in text):
        return _("This is an SVG drawing, which can hold more than a picture. Save it as PNG and try again.")
    if start.startswith(b"%PDF"):
        return _("This is a PDF. Save the page that you need as PNG or JPEG and try again.")
    return ""


def _open(file: BinaryIO) -> Image.Image:
    """The header alone. Raises ``PictureError``."""
    try:
        return Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PictureError(_too_large(max(MAX_MEGAPIXELS.values()))) from error
    except Exception as error:  # as in read()
        raise PictureError(
            _("This file is not a picture that we can read. We can take JPEG, PNG, WebP, AVIF and TIFF.")
        ) from error


def _too_large(limit: int, million: int = 0) -> str:
    if million:
        return _(
            "This picture has %(million)s million pixels. The most we can take of its kind is %(limit)s million. "
            "Save it at half its size and try again."
        ) % {"million": million, "limit": limit}
    return _(
        "This picture has far too many pixels. The most we can take is %(limit)s million. "
        "Save it at half its size and try again."
    ) % {"limit": limit}


def _check(image: Image.Image) -> None:
    """Refuse by the header what would take too much memory, or is more than one picture."""
    is_jpeg = image.format in ("JPEG", "MPO")
    limit = MAX_MEGAPIXELS[image.format or ""]
    if is_jpeg and "progressive" in image.info:
        limit = MAX_MEGAPIXELS_PROGRESSIVE
    pixels = image.width * image.height
    if pixels > limit * 1_000_000:
        raise PictureError(_too_large(limit, -(-pixels // 1_000_000)))
    if image.format == "TIFF" and image.tag_v2.next:  # type: ignore[attr-defined]
        raise PictureError(_("This file holds several pages. Save the one that you need as PNG or JPEG and try again."))
    # Phones put a second view or a depth map behind a JPEG; the first picture is the one that was taken.
    if not is_jpeg and getattr(image, "is_animated", False):
        raise PictureError(_("This picture moves. Save one still of it as PNG or JPEG and try again."))


def _plain(image: Image.Image) -> Image.Image:
    """The pixels of an open image: 8 bits a channel, sRGB with or without transparency, upright, within ``BOX``."""
    if image.format in ("JPEG", "MPO"):
        # The decoder itself leaves out what would be thrown away, down to an eighth.
        image.draft(None, _box(_orientation(image)))
    image.load()
    # Not before: Pillow turns a TIFF by itself while it loads.
    turn = _orientation(image)
    box = _box(turn)
    profile = image.info.get("icc_profile")
    image = _eight_bits(image)
    # Before colours and turning, which would otherwise be done for many times the pixels.
    image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = _to_srgb(image, profile)
    method = _TURNS.get(turn)
    if method is not None:
        image = image.transpose(method)
    # A new image: no decoder's notes hang on it.
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


# EXIF 2.32, 4.6.4 A: what brings each of its orientations upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _box(turn: int) -> tuple[int, int]:
    """What the picture must fit into as it lies in the file."""
    return (BOX[1], BOX[0]) if turn >= 5 else BOX


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; 1 where its notes cannot be read."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # as in read()
        return 1
    return value if value in _TURNS else 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """A mode that can be scaled and converted: L, LA, RGB, RGBA, CMYK or LAB."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I"):
        # 16 bits of grey; Pillow's own conversion would clip them.
        return image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("La", "RGBa"):
        return image.convert(image.mode.upper())
    if image.mode in ("YCbCr", "HSV", "RGBX"):
        return image.convert("RGB")
    if image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        raise PictureError(_("The colors of this file cannot be read. Save it as JPEG or PNG and try again."))
    return image


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB, or RGBA where some of it is transparent; colours as the profile means them."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if alpha is not None:
        image = image.convert(image.mode.removesuffix("A"))
    if image.mode == "LAB":
        image = _through(image, ImageCms.createProfile("LAB"))
    elif profile:
        # One that is damaged or for other channels is as none: the plain conversion below is the best guess.
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            image = _through(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    image = image.convert("RGB")
    if alpha is not None and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _through(image: Image.Image, profile: Any) -> Image.Image:
    converted = ImageCms.profileToProfile(image, profile, _SRGB, outputMode="RGB")
    assert converted is not None  # noqa: S101 - only a conversion in place returns nothing
    return converted
