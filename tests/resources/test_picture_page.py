"""Pictures on the pages that readers see: leading a page, in its text and in its cards, in their language."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from idpwsp.foundation import richtext
from resources.models import Page, Picture
from tests import picture_files as files
from tests.admin_forms import send
from tests.factories import make_card, make_page, make_picture, page_words
from tests.markup import Document, text
from tests.picture_forms import upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation", "media")]

ADDRESS = "/about/sample/"


def figure(picture):
    return f'<figure data-picture="{picture.token}"></figure>'


def in_both(body):
    return {"en": page_words(body=body), "es": page_words(body=body)}


def seen(client, address=ADDRESS):
    document = Document(client.get(address).content.decode(), "https://example.org" + address)
    assert document.errors == []
    return document


# ── As readers see it ──────────────────────────────────────────────────────


def test_a_picture_in_a_text_has_all_that_a_browser_needs(client):
    picture = make_picture(
        words={"en": {"alt": "A red umbrella", "caption": "San Francisco <2026>"}}, credit="Ana & Bo"
    )
    make_page(words=in_both(f"<p>Before.</p>{figure(picture)}<p>After.</p>"))

    document = seen(client)

    image, source = document.first("img"), document.first("source")
    base = f"/media/pictures/{picture.token}"
    assert image.get("srcset") == f"{base}/360.webp 360w, {base}/800.webp 800w"
    assert source.get("srcset") == image.get("srcset").replace("webp", "avif")
    assert source.get("type") == "image/avif"
    assert image.get("src") == f"{base}/800.webp"
    assert (image.get("width"), image.get("height")) == ("800", "600")
    assert image.get("alt") == "A red umbrella"
    assert image.get("loading") == "lazy"
    assert image.get("sizes") == source.get("sizes")
    assert text(document.first("figcaption")) == "San Francisco <2026> Ana & Bo"
    for address in [image.get("src"), *(each.split()[0] for each in image.get("srcset").split(","))]:
        assert client.get(address).status_code == 200


def test_a_lead_picture_stands_before_the_text_and_is_not_put_off(client):
    make_page(picture=make_picture())
    document = seen(client)
    assert document.first("img").get("loading") is None
    names = [each.tag for each in document.elements]
    assert names.index("h1") < names.index("img") < names.index("p", names.index("img"))


def test_a_decorative_picture_is_silent(client):
    make_page(picture=make_picture(is_decorative=True, words={"en": {"alt": "left over", "caption": ""}}))
    document = seen(client)
    assert document.first("img").get("alt") == ""
    assert document.all("figcaption") == []


def test_its_words_are_in_the_readers_language(client):
    picture = make_picture(
        words={"en": {"alt": "Umbrella", "caption": "Ours"}, "es": {"alt": "Paraguas", "caption": "Nuestro"}}
    )
    make_page(words=in_both(figure(picture)), picture=picture)
    document = seen(client, "/es" + ADDRESS)
    for image, caption in zip(document.all("img"), document.all("figcaption"), strict=True):
        assert (image.get("alt"), image.get("lang")) == ("Paraguas", None)
        assert text(caption) == "Nuestro"


def test_words_without_a_translation_are_marked_as_english(client):
    picture = make_picture(
        words={"en": {"alt": "Umbrella", "caption": "Ours"}, "es": {"alt": "", "caption": "Nuestro"}}
    )
    make_page(words=in_both(figure(picture)))
    document = seen(client, "/es" + ADDRESS)
    assert (document.first("img").get("alt"), document.first("img").get("lang")) == ("Umbrella", "en")
    assert document.first("figcaption")[0].get("lang") is None

    picture.translations.filter(language_code="es").delete()
    document = seen(client, "/es" + ADDRESS)
    assert document.first("figcaption")[0].get("lang") == "en"


def test_alternative_text_cannot_break_out(client):
    picture = make_picture(words={"en": {"alt": '"><script>alert(1)</script>', "caption": "<h2>x</h2>"}})
    make_page(words=in_both(figure(picture)), picture=picture)
    document = seen(client)
    assert document.first("img").get("alt") == '"><script>alert(1)</script>'
    assert [each for each in document.all("script") if not each.get("src")] == []
    assert "<h2>x</h2>" in text(document.first("figcaption"))


def test_a_thumbnail_is_the_smallest_size(client):
    html = render_to_string("components/thumbnail.html", {"picture": make_picture()})
    image = Document(html).first("img")
    assert image.get("src").endswith("/360.webp")
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("120", "90", "A red umbrella")


# ── Not shown ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("answer", ["no", ""])
def test_somebody_who_did_not_agree_is_nowhere_on_the_page(client, answer):
    picture = make_picture(people="somebody", may_show=answer)
    page = make_page(words=in_both(f"<p>Words.</p>{figure(picture)}"), picture=picture)
    make_card(page, words={"en": {"title": "A card", "body": figure(picture)}})
    html = client.get(ADDRESS).content.decode()
    assert picture.token not in html
    assert "figure" not in Document(html).main
    assert Document(html).all("figure", "img", "picture") == []


def test_a_picture_that_is_gone_leaves_no_hole(client):
    make_page(words=in_both('<p>Words.</p><figure data-picture="0000000000000000"></figure>'))
    assert seen(client).all("figure", "img") == []


# ── In the texts as they are stored ────────────────────────────────────────


@pytest.mark.parametrize(
    "html",
    [
        '<figure data-picture="../../etc/passwd"></figure>',
        '<figure data-picture="0123456789ABCDEF"></figure>',
        '<figure data-picture="0123456789abcdef0"></figure>',
        "<figure></figure>",
        '<figure data-picture="0123456789abcdef"><img src="https://other.example/x"></figure>x',
    ],
)
def test_only_a_bare_reference_is_kept_of_a_figure(html):
    clean = richtext.sanitise(f"<p>before</p>{html}<p>after</p>")
    assert clean.replace("x", "") in (
        "<p>before</p><p>after</p>",
        '<p>before</p><figure data-picture="0123456789abcdef"></figure><p>after</p>',
    )


def test_the_words_of_a_pasted_figure_stay():
    html = '<figure class="wp"><img src="https://other.example/x.jpg"><figcaption>Said below</figcaption></figure>'
    assert richtext.sanitise(html) == "Said below"


def test_a_reference_is_not_empty_and_stays_as_it_is():
    html = '<p>One.</p><figure data-picture="0123456789abcdef"></figure><p>Two.</p>'
    assert richtext.sanitise(html) == html
    assert richtext.sanitise('<figure data-picture="0123456789abcdef"></figure>')


# ── How often the database is asked ────────────────────────────────────────


def queries(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(ADDRESS).status_code == 200
    return len(captured)


def test_ten_pictures_cost_no_more_than_one(client):
    page = make_page(words=in_both(figure(make_picture((60, 40)))))
    with_one = queries(client)
    for number in range(9):
        body = figure(make_picture((60, 40)))
        make_card(page, f"card-{number}", words={"en": {"title": "A card", "body": body}})
    make_card(page, "plain")
    with_ten = queries(client)
    assert len(seen(client).all("img")) == 10
    # Words and sources of the cards are asked for once there are any.
    assert with_ten <= with_one + 2


# ── Staff choose the lead picture ──────────────────────────────────────────


def test_staff_choose_a_lead_picture_and_see_it(staff, client):
    page, picture = make_page(), make_picture()
    address = f"/staff/resources/page/{page.pk}/change/"
    assert send(staff, address, "page_form", picture=str(picture.pk)).status_code == 302
    assert Page.objects.get().picture == picture
    assert picture.staff_url in [each.get("src") for each in Document(staff.get(address).content.decode()).all("img")]
    assert seen(client).first("img").get("alt") == "A red umbrella"


def test_a_translation_keeps_the_lead_picture(staff):
    page = make_page(words=in_both("<p>x</p>"), picture=make_picture())
    address = f"/staff/resources/page/{page.pk}/change/?language=es"
    assert send(staff, address, "page_form", title="Otra").status_code == 302
    assert Page.objects.get().picture is not None


def test_history_brings_a_page_back_without_a_picture_that_was_removed_since(staff, client):
    page, picture = make_page(), make_picture()
    address = f"/staff/resources/page/{page.pk}/change/"
    send(staff, address, "page_form", picture=str(picture.pk))
    send(staff, address, "page_form", picture="", title="Later")
    Picture.objects.get().delete()

    earlier = Version.objects.get_for_object(page).last().revision_id
    response = staff.post(address.replace("change", "history"), {"revision": earlier, "what": "everything"})

    assert response.status_code == 302
    assert page.translations.get().title == "A sample page"
    assert Page.objects.get().picture is None
    assert seen(client).all("img") == []


def test_history_brings_back_the_words_of_a_picture_and_leaves_its_file(staff, client):
    picture = make_picture()
    page = make_page(picture=picture)
    address = f"/staff/resources/picture/{picture.pk}/change/"
    send(staff, address, "picture_form", alt="First")
    send(staff, address, "picture_form", alt="Second", file=upload(files.talkative_png()))
    first = Version.objects.get_for_object(picture).last().revision_id

    staff.post(address.replace("change", "history"), {"revision": first, "what": "everything"})

    assert page.picture is not None
    image = seen(client).first("img")
    assert image.get("alt") == "First"
    assert client.get(image.get("src")).status_code == 200
