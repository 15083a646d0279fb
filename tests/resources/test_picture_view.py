"""The addresses of pictures: for readers those that may be shown, for staff all."""

import io

import pytest
from django.contrib.auth.models import Permission, User
from PIL import Image

from resources import views
from tests.conftest import Reader
from tests.factories import make_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def picture(organisation):
    return make_picture()


@pytest.fixture
def hidden(organisation):
    return make_picture(people="somebody", may_show="no")


@pytest.fixture
def staff(organisation) -> Reader:
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_picture"))
    reader = Reader()
    reader.force_login(user)
    return reader


def test_a_reader_gets_each_size_in_both_file_formats(client, picture):
    for width in (360, 800):
        for extension in ("avif", "webp"):
            response = client.get(f"/media/pictures/{picture.token}/{width}.{extension}")
            assert response.status_code == 200
            assert response.headers["Content-Type"] == f"image/{extension}"
            assert Image.open(io.BytesIO(response.content)).width == width


def test_it_is_kept_for_good_and_says_nothing_of_the_reader(client, picture):
    response = client.get(picture.url(360, "avif"), headers={"Accept-Encoding": "gzip"})
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert "Content-Encoding" not in response.headers
    assert "Vary" not in response.headers
    assert not response.cookies


def test_head_is_answered_without_the_picture(client, picture):
    response = client.head(picture.url(360, "avif"))
    assert (response.status_code, response.content) == (200, b"")


def test_asking_for_it_asks_the_database_once(client, picture, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(picture.url(360, "avif"))


@pytest.mark.parametrize(
    "path",
    [
        "{token}/361.avif", "{token}/0360.avif", "{token}/360.jpg", "{token}/360.webp/", "{token}/", "", "{token}",
        "0000000000000000/360.avif", "../db.sqlite3", "{token}/../../../db.sqlite3", "{token}/%2e%2e/x.webp",
        "{token}/360.avif%0a", "{TOKEN}/360.avif", "{token}/99999.avif",
    ],
)  # fmt: skip
def test_nothing_else_is_there(client, picture, media, path):
    (media / "db.sqlite3").write_bytes(b"secret")
    address = "/media/pictures/" + path.format(token=picture.token, TOKEN="A" + picture.token[1:].upper())
    assert client.get(address).status_code == 404


def test_a_picture_cannot_be_changed_by_its_address(client, picture):
    assert client.post(picture.url(360, "avif")).status_code == 405


@pytest.mark.parametrize("answer", ["no", ""])
def test_a_picture_of_somebody_who_did_not_agree_is_not_there(client, organisation, answer):
    picture = make_picture(people="somebody", may_show=answer)
    for width in picture.widths:
        assert client.get(picture.url(width, "webp")).status_code == 404


def test_a_picture_of_somebody_who_agreed_is_there(client, organisation):
    assert client.get(make_picture(people="somebody", may_show="yes").url(360, "webp")).status_code == 200


def test_files_without_a_picture_are_not_there(client, picture, media):
    (media / "pictures" / ("0" * 16)).mkdir()
    (media / "pictures" / ("0" * 16) / "360.webp").write_bytes(b"x")
    assert client.get(f"/media/pictures/{'0' * 16}/360.webp").status_code == 404


def test_a_file_that_is_gone_is_not_found(client, picture, media):
    (media / "pictures" / picture.token / "360.webp").unlink()
    assert client.get(picture.url(360, "webp")).status_code == 404


# ── For staff ──────────────────────────────────────────────────────────────


def test_staff_see_also_what_readers_do_not(staff, picture, hidden):
    for each in (picture, hidden):
        response = staff.get(each.staff_url)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["Cache-Control"] == "no-store"


def test_the_editor_lists_what_can_be_shown_newest_first(staff, picture, hidden):
    second = make_picture(note="Second")
    assert staff.get("/staff/pictures/").json() == {
        "pictures": [
            {"token": second.token, "name": "Second"},
            {"token": picture.token, "name": "A red umbrella"},
        ],
        "has_more": False,
    }


def test_the_editor_lists_the_newest_alone_and_finds_the_others_by_their_words(staff, picture, monkeypatch):
    monkeypatch.setattr(views, "PICTURES_LISTED", 1)
    second = make_picture(note="Second", words={"en": {"alt": "A banner"}})
    listed = staff.get("/staff/pictures/").json()
    assert ([each["token"] for each in listed["pictures"]], listed["has_more"]) == ([second.token], True)
    for words in ("umbrella", "UMBRELLA red"):
        found = staff.get("/staff/pictures/", {"q": words}).json()
        assert ([each["token"] for each in found["pictures"]], found["has_more"]) == ([picture.token], False)
    assert staff.get("/staff/pictures/", {"q": "umbrella banner"}).json()["pictures"] == []


def test_staff_get_no_picture_that_is_not_there(staff):
    assert staff.get(f"/staff/pictures/{'0' * 16}/small.webp").status_code == 404


@pytest.mark.parametrize("name", ["list", "picture"])
def test_nobody_else_sees_what_staff_see(client, hidden, name):
    address = {"list": "/staff/pictures/", "picture": hidden.staff_url}[name]
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/login/")

    client.force_login(User.objects.create_user("new", is_staff=True))
    assert client.get(address).status_code == 403
