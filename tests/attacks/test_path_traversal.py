"""No address leads to a file that is not meant to be read: of the media, of what pages load, or of anything above."""

import contextlib
import io

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.db import models
from whitenoise import WhiteNoise

from resources.models import Picture
from tests.conftest import Reader
from tests.factories import make_picture
from tests.front import Front
from tests.picture_files import drawing, saved
from tests.picture_forms import add, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

SECRET = b"SECRET of the data folder"
UP = [
    "..",
    "%2e%2e",
    "%252e%252e",
    ".%2e",
    "..%2f..",
    "..%5c..",
    "..\\..",
    "....//",
    "..;",
    "%c0%ae%c0%ae",
    ".%00.",
    "..%00",
    "%2e%2e%2f",
]
# How many steps up, and what would be there.
WANTED = [
    (1, "db.sqlite3"),
    (2, "secret_key"),
    (3, "db.sqlite3"),
    (3, "idpwsp/settings.py"),
    (4, ".git/config"),
    (8, "etc/passwd"),
]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    for name in ("db.sqlite3", "secret_key", "passwd"):
        (tmp_path / name).write_bytes(SECRET)
        (settings.MEDIA_ROOT / name).write_bytes(SECRET)
    return settings.MEDIA_ROOT


@pytest.mark.parametrize("up", UP)
@pytest.mark.parametrize(
    "below",
    [
        "/media/",
        "/media/pictures/",
        "/media/pictures/{token}/",
        "/static/",
        "/static/css/",
        "/staff/pictures/{token}/",
        "/",
    ],
)
def test_no_way_up_leads_to_a_file(media, up, below):
    start = below.format(token=make_picture().token)
    for depth, wanted in WANTED:
        asked = start + f"{up}/" * depth + wanted
        for path in {asked, asked.replace("%2e", ".").replace("%2f", "/").replace("%5c", "\\")}:
            answer = Front().get(path)
            assert answer.status_code in (400, 404, 301, 302), path
            assert SECRET not in answer.content
            assert b"root:" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/pictures/",
        "/media/db.sqlite3",
        "/static/",
        "/static/css/",
        "/static",
        "/media",
        "/data/",
        "/db.sqlite3",
        "/.git/",
        "/.git/config",
        "/.env",
        "/static/css/base.css/",
        "/static/../manage.py",
    ],
)
def test_there_are_no_lists_of_files_and_nothing_beside_what_is_meant(media, path):
    answer = Front().get(path)
    assert answer.status_code in (301, 404)
    assert SECRET not in answer.content
    assert "Index of" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml",
        "css/../../pyproject.toml",
        "/etc/passwd",
        "css//base.css",
        "\\..\\manage.py",
        "css/./base.css\0",
    ],
)
def test_the_server_of_static_files_finds_only_what_it_has_listed(tmp_path, path):
    """In production WhiteNoise lists its files at the start, and looks an address up in that list alone."""
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "base.css").write_text("p{}")
    (tmp_path / "pyproject.toml").write_bytes(SECRET)

    def missing(environ, start):
        start("404 Not Found", [])
        return [b""]

    server = WhiteNoise(missing, root=folder, prefix="static/")
    status = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/static/{path}", "wsgi.input": io.BytesIO()}
    body = b"".join(server(environ, lambda line, headers: status.append(line)))
    assert status == ["404 Not Found"]
    assert SECRET not in body
    with contextlib.suppress(SuspiciousFileOperation, ValueError):
        assert finders.find(path.lstrip("/")) is None or "base.css" in path


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil.jpg",
        "..\\..\\evil.jpg",
        "/etc/cron.d/evil",
        "evil.php",
        "evil.php\0.jpg",
        "a" * 300 + ".jpg",
        ".htaccess",
        "CON",
        "\u202egpj.exe",
        "<zqx>.jpg",
    ],
)
def test_the_name_of_a_file_that_was_sent_is_used_for_nothing(staff, media, name):
    before = set(stored(media.parent))
    response = add(staff, saved(drawing(), "JPEG"), name=name)
    assert response.status_code in (200, 302)
    new = set(stored(media.parent)) - before
    assert all(path.is_relative_to(media / "pictures") for path in new)
    assert all("evil" not in str(path.relative_to(media)) and path.suffix in (".avif", ".webp") for path in new)


@pytest.mark.parametrize(
    "token", ["../../secret_key", "..", "/etc", "0" * 15 + "/", "%2e%2e", "0" * 17, "Z" * 16, "0" * 16 + "\n"]
)
def test_the_name_of_a_picture_in_a_text_is_a_name_and_no_path(media, token):
    from idpwsp.foundation import richtext

    html = richtext.render(f'<p>x</p><figure data-picture="{token}"></figure>')
    assert "figure" not in html
    assert not Picture.objects.showable().filter(token=token).exists()


def test_an_address_of_a_page_holds_no_path_of_files():
    """What staff may type as the name of anything in an address is a name: letters, digits, hyphens."""
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.SlugField) or field.name == "slug"
    ]
    assert {"Page", "Need", "Campaign", "Article", "Event"} <= {field.model.__name__ for field in fields}
    for field in fields:
        for slug in ("..", "../x", "a/b", "a%2fb", "a\\b", ".", "a\0", "a.b", "/"):
            with pytest.raises(ValidationError):
                field.clean(slug, None)


def test_a_language_in_an_address_chooses_no_file(staff):
    page_of_language = "/staff/preview/page/1/{}/"
    for language in ("../../etc", "..", "en/../..", "xx", "en%00"):
        assert staff.get(page_of_language.format(language)).status_code == 404
    assert Reader().get("/../../etc/passwd").status_code == 404
