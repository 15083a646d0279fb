"""Staff see where each picture is used, and remove those that nothing uses."""

import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from resources.models import Page, Picture
from tests import picture_files as files
from tests.admin_forms import change, send
from tests.factories import make_card, make_page, make_picture, page_words
from tests.markup import Document
from tests.picture_forms import ADD, LIST, TYPED, add, stored, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictures(media):
    """One in a text, one in a card's text, one that leads a page, one used nowhere."""
    found = {
        name: make_picture((60, 40), {"en": {"alt": name}}) for name in ("in text", "in card", "leading", "unused")
    }
    body = "<p>Words</p><figure data-picture='{}'></figure>"
    page = make_page(
        words={"en": page_words(menu_title="Shows", body=body.format(found["in text"].token))}, picture=found["leading"]
    )
    make_card(page, words={"en": {"title": "A card", "body": body.format(found["in card"].token)}})
    return found


def rows(html):
    table = next(each for each in Document(html).all("table") if each.get("id") == "result_list")
    return [" ".join("".join(row.itertext()).split()) for row in table.iter("tr")][1:]


def test_the_list_says_where_each_is_used(staff, pictures):
    found = {name: row for row in rows(staff.get(LIST).content.decode()) for name in pictures if name in row}
    for name in ("in text", "in card", "leading"):
        assert "Page: Shows" in found[name]
    assert "Nowhere" in found["unused"]


def test_the_list_finds_those_that_nothing_uses(staff, pictures):
    assert len(rows(staff.get(LIST + "?used=no").content.decode())) == 1
    assert len(rows(staff.get(LIST + "?used=yes").content.decode())) == 3


def test_the_list_asks_the_database_as_often_for_many_pictures(staff, pictures):
    with_few = queries(staff)
    for number in range(12):
        picture = make_picture((60, 40))
        make_page(f"page-{number}", words={"en": page_words(body=f"<figure data-picture='{picture.token}'></figure>")})
    assert queries(staff) == with_few


def queries(staff):
    with CaptureQueriesContext(connection) as captured:
        staff.get(LIST)
    return len(captured)


def remove(staff, *pictures):
    data = {"action": "delete_selected", "_selected_action": [picture.pk for picture in pictures]}
    asked = staff.post(LIST, data).content.decode()
    return asked, staff.post(LIST, {**data, "post": "yes"})


def test_unused_pictures_are_removed_with_their_files(staff, media, pictures, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asked, _response = remove(staff, pictures["unused"])
    assert "The files go for good" in asked
    assert not Picture.objects.filter(pk=pictures["unused"].pk).exists()
    folders = {path.name for path in (media / "pictures").iterdir()}
    assert folders == {picture.token for name, picture in pictures.items() if name != "unused"}


@pytest.mark.parametrize("name", ["in text", "in card", "leading"])
def test_a_picture_in_use_cannot_be_removed_and_staff_read_where_it_is(staff, media, pictures, name):
    asked, _response = remove(staff, pictures[name])
    alone = f"/staff/resources/picture/{pictures[name].pk}/delete/"
    for html in (asked, staff.get(alone).content.decode()):
        links = {" ".join("".join(link.itertext()).split()) for link in Document(html).all("a")}
        assert "Page: Shows" in links
        assert "Yes, I’m sure" not in html
    staff.post(alone, {"post": "yes"})
    assert Picture.objects.count() == 4


def test_files_that_belong_to_no_picture_go_with_the_next_removal(staff, media, pictures):
    old, young = media / "pictures" / ("0" * 16), media / "pictures" / ("1" * 16)
    for folder in (old, young):
        folder.mkdir()
        (folder / "360.webp").write_bytes(b"x")
    os.utime(old, (0, 0))
    remove(staff, pictures["unused"])
    assert not old.exists()
    assert young.exists()


def test_a_removed_picture_that_comes_back_from_history_says_that_its_file_is_gone(
    staff, media, client, django_capture_on_commit_callbacks
):
    add(staff, files.talkative_jpeg())
    picture = Picture.objects.get()
    page = make_page(words={"en": page_words(body=f"<figure data-picture='{picture.token}'></figure>")})
    Page.objects.filter(pk=page.pk).update(picture=picture.pk)
    assert picture.token in client.get("/about/sample/").content.decode()
    version = Version.objects.get_for_object(picture).first()
    Page.objects.update(picture=None)
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    version.revision.revert()

    again = Picture.objects.get()
    assert again.state == "Its file is gone"
    assert "Its file is gone" in staff.get(change(again)).content.decode()
    Page.objects.update(picture=again.pk)
    assert "<img" not in client.get("/about/sample/").content.decode()
    # A new file makes it whole again.
    assert send(staff, change(again), "picture_form", file=upload(files.talkative_png())).status_code == 302
    assert "<img" in client.get("/about/sample/").content.decode()


# ── Who may ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [ADD, LIST])
def test_nobody_sends_pictures_without_signing_in(client, organisation, media, temporary, address):
    response = client.post(address, {**TYPED, "file": upload(files.talkative_jpeg())})
    # The sign-in, with the typed words kept and the file to be chosen again: see idpwsp/held.py.
    assert response.status_code == 403
    assert not media.exists()
    assert stored(temporary) == []


def test_a_colleague_who_may_only_look_cannot_add_or_remove(onlooker, media, pictures):
    assert onlooker.get(LIST).status_code == 200
    assert onlooker.post(ADD, TYPED).status_code == 403
    remove(onlooker, pictures["unused"])
    assert Picture.objects.count() == 4
