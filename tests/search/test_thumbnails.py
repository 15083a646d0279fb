"""A result shows the lead picture of its page, if readers may see that."""

import pytest

from resources.models import Picture
from tests.factories import make_card, make_page, make_picture, page_words
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path, organisation):
    settings.MEDIA_ROOT = tmp_path / "media"


def pictures(client, query="zebra"):
    document = Document(client.post("/search/", {"q": query}).content.decode())
    return [each for each in document.all("img") if each.get("class") == "thumbnail"]


def make_zebra(**fields):
    return make_page("zebra", words={"en": page_words(title="The zebra", body="")}, **fields)


def test_a_page_is_found_with_its_picture(client):
    make_zebra(picture=make_picture())
    (image,) = pictures(client)
    assert image.get("alt") == "A red umbrella"
    assert (image.get("width"), image.get("height")) == ("120", "90")
    assert client.get(image.get("src")).status_code == 200


def test_a_card_is_found_without_the_picture_of_its_page(client):
    make_card(make_page("other", picture=make_picture()), words={"en": {"title": "Zebra", "body": "<p>x</p>"}})
    assert pictures(client) == []


def test_a_picture_that_readers_may_not_see_is_not_shown(client):
    picture = make_picture()
    make_zebra(picture=picture)
    picture.people, picture.may_show = Picture.People.SOMEBODY, Picture.MayShow.NO
    picture.save()
    assert pictures(client) == []


def test_a_picture_with_a_new_file_is_found_again(client):
    picture = make_picture()
    make_zebra(picture=picture)
    first = pictures(client)[0].get("src")
    other = make_picture()
    Picture.objects.filter(pk=other.pk).delete()
    picture.token, other.token = other.token, picture.token
    picture.save()
    assert pictures(client)[0].get("src") != first


def test_many_pictures_cost_no_more_questions(client, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(9):
            client.post("/search/", {"q": "zebra"})

    make_zebra(picture=make_picture())
    pictures(client)
    ask()
    for number in range(5):
        make_page(f"zebra-{number}", words={"en": page_words(title="Zebra")}, picture=make_picture())
    pictures(client)
    ask()
