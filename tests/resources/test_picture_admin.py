"""Staff send, describe, list and remove pictures. No original is ever on the disk."""

import io
import os
import sys
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from resources.models import Picture
from tests import picture_files as files
from tests.admin_forms import change, fields_of, send
from tests.factories import make_picture
from tests.markup import Document
from tests.picture_forms import ADD, TYPED, add, stored, upload

pytestmark = pytest.mark.django_db

# Audit hooks cannot be taken away, so there is one, which listens only while a test asks it to.
_heard: list[tuple[str, str]] | None = None


def _listen(event, args):
    if _heard is None or event not in ("open", "tempfile.mkstemp", "tempfile.mkdtemp", "os.rename", "os.link"):
        return
    if event == "open":
        path, mode, flags = args
        writes = set(mode or "") & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        # A number is a file that is open already, and was heard of then.
        if not writes or isinstance(path, int) or "__pycache__" in str(path):
            return
    _heard.append((event, str(args[0])))


sys.addaudithook(_listen)


@pytest.fixture
def written(media, temporary):
    """Everything that was opened for writing, by name, in the order of its opening."""
    global _heard
    _heard = []
    yield _heard
    _heard = None


def errors_at(html, field):
    row = next(each for each in Document(html).elements if f"field-{field}" in each.get("class", "").split())
    return " ".join("".join(each.itertext()) for each in row.iter() if "errorlist" in (each.get("class") or "").split())


# ── Sending ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("build", files.TALKATIVE.values(), ids=files.TALKATIVE.keys())
def test_a_picture_is_stored_without_a_trace_of_what_was_sent(staff, media, temporary, build):
    original = build()

    assert add(staff, original).status_code == 302

    picture = Picture.objects.get()
    expected = {f"{width}.{extension}" for width in (360, 640) for extension in ("avif", "webp")}
    assert {path.name for path in stored(media)} == expected
    assert {path.parent for path in stored(media)} == {media / "pictures" / picture.token}
    assert stored(temporary) == []
    for path in stored(media):
        content = path.read_bytes()
        assert content != original
        assert original[100:400] not in content
        assert [marker for marker in files.MARKERS if marker in content] == []
        assert Image.open(io.BytesIO(content)).getexif() == {}
    assert (picture.width, picture.height, picture.widths) == (640, 480, [360, 640])


@pytest.mark.parametrize("build", files.TALKATIVE.values(), ids=files.TALKATIVE.keys())
def test_not_for_a_moment_is_anything_else_on_the_disk(staff, media, written, build):
    # Beyond what Django itself would keep in memory.
    original = build() + bytes(5_000_000)

    assert add(staff, original).status_code == 302

    picture = Picture.objects.get()
    folder = media / "pictures" / picture.token
    assert sorted(Path(path) for event, path in written if event == "open") == stored(media)
    assert [event for event, _path in written if event != "open"] == []
    assert all(path.parent == folder for path in stored(media))


def test_nor_is_a_file_that_is_refused(staff, media, written):
    for content in (files.HEIC + bytes(5_000_000), files.talkative_jpeg()[:3000], files.text_bomb()):
        assert add(staff, content).status_code == 200
    assert written == []


def test_the_listener_hears_what_it_listens_for(written, temporary):
    tempfile.NamedTemporaryFile().close()
    assert {event for event, _path in written} == {"tempfile.mkstemp", "open"}


def test_its_name_cannot_be_guessed_and_its_files_are_private(staff, media):
    before = os.umask(0o077)
    try:
        add(staff, files.talkative_jpeg())
        add(staff, files.talkative_jpeg())
    finally:
        os.umask(before)
    tokens = [picture.token for picture in Picture.objects.all()]
    assert len(set(tokens)) == 2
    assert all(len(token) == 16 for token in tokens)
    assert {path.stat().st_mode & 0o777 for path in media.rglob("*.*")} == {0o600}


def test_another_file_gets_another_name_and_the_old_one_goes(staff, media, django_capture_on_commit_callbacks):
    picture = make_picture()
    old = picture.token
    with django_capture_on_commit_callbacks(execute=True):
        send(staff, change(picture), "picture_form", file=upload(files.talkative_jpeg()), people="nobody")
    picture.refresh_from_db()
    assert picture.token != old
    assert {path.parent.name for path in stored(media)} == {picture.token}


def test_words_are_changed_without_sending_the_file_again(staff, media):
    picture = make_picture()
    before = stored(media)
    assert send(staff, change(picture), "picture_form", alt="A blue umbrella").status_code == 302
    assert Picture.objects.get().source_words.alt == "A blue umbrella"
    assert stored(media) == before


def test_each_language_has_its_own_words(staff, media):
    picture = make_picture()
    assert send(staff, change(picture, "es"), "picture_form", alt="Un paraguas rojo").status_code == 302
    assert Picture.objects.get().words_in("es").alt == "Un paraguas rojo"
    assert Picture.objects.get().source_words.alt == "A red umbrella"


# ── Refusals: the file ─────────────────────────────────────────────────────


def refused(staff, media, temporary, content, complaint):
    response = add(staff, content)

    html = response.content.decode()
    assert response.status_code == 200
    assert complaint in errors_at(html, "file")
    kept = fields_of(html, "picture_form")
    assert {name: kept[name] for name in TYPED} == TYPED
    assert Picture.objects.count() == 0
    assert stored(temporary) == []
    assert not media.exists()


@pytest.mark.parametrize(("build", "complaint"), files.REFUSED.values(), ids=files.REFUSED.keys())
def test_a_file_that_cannot_be_taken_is_named_and_nothing_typed_is_lost(staff, media, temporary, build, complaint):
    refused(staff, media, temporary, build(), complaint)


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in files.cut_files()])
def test_so_is_one_that_is_not_complete(staff, media, temporary, content):
    refused(staff, media, temporary, content, "")


def test_so_is_one_of_60_mb(staff, media, temporary):
    content = files.talkative_jpeg().ljust(60_000_000, b"x")
    refused(staff, media, temporary, content, "This file is 60 MB. The most we can take at once is 25 MB.")


def test_so_is_an_empty_one(staff, media, temporary):
    refused(staff, media, temporary, b"", "empty")


def test_so_is_none_at_all(staff):
    response = send(staff, ADD, "picture_form", **TYPED)
    assert "required" in errors_at(response.content.decode(), "file")


# ── Refusals: the words ────────────────────────────────────────────────────


def test_what_it_shows_must_be_said(staff, media):
    response = add(staff, files.talkative_jpeg(), alt="")
    html = response.content.decode()
    assert "Say what it shows" in errors_at(html, "alt")
    assert "has to be chosen again" in errors_at(html, "file")
    assert not media.exists()


def test_a_decorative_picture_needs_no_words(staff, media):
    assert add(staff, files.talkative_jpeg(), alt="", caption="", is_decorative="on").status_code == 302
    assert Picture.objects.get().shown_alt == ("", False)


def test_whether_people_are_in_it_must_be_said(staff):
    html = add(staff, files.talkative_jpeg(), people="").content.decode()
    assert "required" in errors_at(html, "people")


def test_whether_we_may_show_them_must_be_answered(staff):
    html = add(staff, files.talkative_jpeg(), may_show="").content.decode()
    assert "needs an answer" in errors_at(html, "may_show")
    assert add(staff, files.talkative_jpeg(), may_show="", people="nobody").status_code == 302


def test_staff_are_told_that_a_picture_is_never_shown(staff, media):
    response = send(
        staff, ADD, "picture_form", "_continue", file=upload(files.talkative_jpeg()), **{**TYPED, "may_show": "no"}
    )
    html = staff.get(response.headers["Location"]).content.decode()
    assert "Readers will never see this picture" in html
    assert "Never shown to readers" in html
