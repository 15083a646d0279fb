"""Only what can be seen of a picture passes; what cannot be taken is refused with what to do about it."""

import io

import pytest
from PIL import Image

from idpwsp.foundation import pictures
from idpwsp.foundation.pictures import PictureError
from tests import picture_files as files

TURNS = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


def read(content):
    return pictures.read(io.BytesIO(content))


def near(one, other, by=8):
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def looks_like_the_drawing(image):
    width, height = image.size
    image = image.convert("RGB")
    places = [(width // 4, height // 4), (3 * width // 4, height // 4), (width // 2, 3 * height // 4)]
    # Strongest in red, in green, in blue: the values themselves depend on the profile.
    return [max(range(3), key=image.getpixel(place).__getitem__) for place in places] == [0, 1, 2]


# ── Without traces ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("build", files.TALKATIVE.values(), ids=files.TALKATIVE.keys())
def test_nothing_but_the_picture_is_in_any_file(build):
    original = build()
    assert sum(marker in original for marker in files.MARKERS) >= 3

    for size in pictures.encode(read(original)):
        for content in size.files.values():
            assert [marker for marker in files.MARKERS if marker in content] == []
            assert looks_like_the_drawing(Image.open(io.BytesIO(content)))
        assert set(files.webp_chunks(size.files["webp"])) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
        assert set(files.avif_items(size.files["avif"])) == {b"av01"}
        assert set(files.avif_profiles(size.files["avif"])) <= {b"nclx"}


def test_the_test_above_can_fail():
    content = files.talkative_webp()
    assert {b"EXIF", b"XMP ", b"ICCP"} <= set(files.webp_chunks(content))
    content = files.talkative_avif()
    assert {b"Exif", b"mime"} <= set(files.avif_items(content))
    assert b"prof" in files.avif_profiles(content)


# ── Upright and in its colours ─────────────────────────────────────────────


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_picture_is_turned_upright(kind, orientation):
    held = files.drawing()
    if TURNS[orientation] is not None:
        held = held.transpose(TURNS[orientation])
    content = files.saved(held, kind, exif=files.exif(orientation, thumbnail=False))

    picture = read(content)

    assert picture.size == (640, 480)
    assert looks_like_the_drawing(picture)


def test_notes_that_cannot_be_read_are_no_reason_to_refuse():
    content = files.saved(files.drawing(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xffnonsense")
    assert looks_like_the_drawing(read(content))


@pytest.mark.parametrize("profile", [files.ADOBE_RGB, files.DISPLAY_P3], ids=["Adobe RGB", "Display P3"])
@pytest.mark.parametrize("colour", [(120, 160, 110), (180, 130, 120), (90, 100, 150), (128, 128, 128)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_of_a_wide_profile_stay_what_they_are(profile, colour, mode):
    patch = Image.new(mode, (64, 64), colour if mode == "RGB" else (*colour, 200))
    content = files.saved(patch, "PNG", icc_profile=files.profile(*profile))

    picture = read(content)

    expected = files.as_srgb(colour, *profile)
    assert near(picture.getpixel((32, 32))[:3], expected, 3)
    for encoded in pictures.encode(picture)[0].files.values():
        assert near(Image.open(io.BytesIO(encoded)).convert("RGB").getpixel((32, 32)), expected)


@pytest.mark.parametrize("profile", [b"nonsense", files.profile(*files.ADOBE_RGB)[:200]])
def test_a_broken_profile_is_as_none(profile):
    content = files.saved(Image.new("RGB", (64, 64), (120, 160, 110)), "PNG", icc_profile=profile)
    assert read(content).getpixel((5, 5)) == (120, 160, 110)


def test_a_picture_for_print_without_a_profile_keeps_its_colours_roughly():
    for kind in ("JPEG", "TIFF"):
        content = files.saved(files.drawing(mode="CMYK"), kind)
        assert looks_like_the_drawing(read(content))


def test_a_profile_for_other_channels_is_as_none():
    content = files.saved(files.drawing(mode="CMYK"), "TIFF", icc_profile=files.profile(*files.ADOBE_RGB))
    assert looks_like_the_drawing(read(content))


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("1", (40, 40), 1), (255, 255, 255)),
        (Image.new("L", (40, 40), 128), (128, 128, 128)),
        (Image.new("I;16", (40, 40), 128 * 257), (128, 128, 128)),
        (Image.new("I;16", (40, 40), 65535), (255, 255, 255)),
        (Image.new("L", (40, 40), 102).convert("P"), (102, 102, 102)),
        (Image.new("LA", (40, 40), (128, 90)), (128, 128, 128, 90)),
        (Image.new("RGBA", (40, 40), (200, 30, 30, 90)), (200, 30, 30, 90)),
        (Image.new("RGBA", (40, 40), (200, 30, 30, 255)), (200, 30, 30)),
    ],
    ids=["black and white", "grey", "16 bits", "16 bits, white", "palette", "grey with alpha", "alpha", "opaque alpha"],
)
def test_every_kind_of_pixel_arrives(image, expected):
    for kind in ("PNG", "TIFF"):
        assert near(read(files.saved(image, kind)).getpixel((20, 30)), expected, 6)


def test_a_transparent_palette_stays_transparent():
    image = Image.new("P", (40, 40), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.paste(1, (0, 0, 20, 40))
    picture = read(files.saved(image, "PNG", transparency=0))
    assert picture.getpixel((30, 20))[3] == 0
    assert picture.getpixel((10, 20)) == (0, 255, 0, 255)


def test_transparency_is_kept_in_both_file_formats():
    for content in pictures.encode(read(files.saved(Image.new("RGBA", (40, 40), (9, 9, 9, 90)), "PNG")))[
        0
    ].files.values():
        assert near(Image.open(io.BytesIO(content)).convert("RGBA").getchannel("A").getextrema(), (90, 90))


def test_a_phones_picture_with_a_second_one_behind_it_is_the_first():
    buffer = io.BytesIO()
    files.drawing().save(buffer, "MPO", save_all=True, append_images=[Image.new("RGB", (640, 480))])
    assert looks_like_the_drawing(read(buffer.getvalue()))


# ── Sizes ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((4000, 3000), [360, 720, 1080, 1600]),
        ((1000, 700), [360, 720, 1000]),
        ((380, 200), [380]),
        ((20, 10), [20]),
        ((1, 1), [1]),
        ((3000, 6000), [360, 720, 1200]),
    ],
)
def test_a_picture_has_several_sizes_and_is_never_made_larger(size, widths):
    made = pictures.encode(read(files.saved(files.drawing(size), "JPEG")))
    assert [each.width for each in made] == widths
    for each in made:
        assert abs(each.height / each.width - size[1] / size[0]) < 0.02
        for content in each.files.values():
            assert Image.open(io.BytesIO(content)).size == (each.width, each.height)


def test_a_large_jpeg_held_sideways_is_made_small_the_right_way_round():
    content = files.saved(files.drawing((4000, 2000)), "JPEG", exif=files.exif(6))
    assert read(content).size == (1200, 2400)


# ── Refusals ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("build", "complaint"), files.REFUSED.values(), ids=files.REFUSED.keys())
def test_what_is_no_single_still_picture_is_refused(build, complaint):
    with pytest.raises(PictureError, match=complaint):
        read(build())


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in files.cut_files()])
def test_a_picture_that_is_not_complete_is_refused(content):
    with pytest.raises(PictureError, match=r"not complete|not a picture"):
        read(content)


def test_a_picture_with_holes_is_refused():
    content = bytearray(files.saved(files.noise(), "PNG"))
    content[len(content) // 2 : len(content) // 2 + 200] = bytes(200)
    with pytest.raises(PictureError, match="damaged"):
        read(bytes(content))
