"""Staff's HTML may hold headings, lists, links, quotes and tables, whichever way it came into the database."""

import html5lib
import pytest

from idpwsp.foundation import richtext
from idpwsp.foundation.discretion import revealing_word
from resources.models import Card, PageWords
from resources.shipping import load_shipped_content
from tests.factories import make_card, make_page, page_words, put_words
from tests.markup import Document

# Written down here once more on purpose: a longer list in the code must not pass unseen.
ELEMENTS = {
    "p", "br", "h2", "h3", "ul", "ol", "li", "a", "blockquote",
    "figure", "table", "thead", "tbody", "tfoot", "colgroup", "col", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "figure": {"data-picture"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = ("https://", "http://", "tel:", "mailto:", "/", "#")

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<ScRiPt SRC=https://other.example/x.js></sCrIpT>",
    "script taken apart": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script in a comment": "<!-- --!><script>alert(1)</script> -->",
    "style element": "<style>p{background:url(https://other.example/)}</style>",
    "style attribute": '<p style="background:url(https://other.example/)">x</p>',
    "class and id": '<p class="left" id="main">x</p>',
    "event handler": '<a href="/" onclick="alert(1)" onfocus=alert(1) autofocus>x</a>',
    "event handler on a heading": "<h2 onmouseover=alert(1)>x</h2>",
    "javascript link": '<a href="javascript:alert(1)">x</a>',
    "javascript link in capitals": '<a href="JaVaScRiPt:alert(1)">x</a>',
    "javascript link with a tab": '<a href="java\tscript:alert(1)">x</a>',
    "javascript link with a line break": '<a href="java&NewLine;script:alert(1)">x</a>',
    "javascript link with a control character": '<a href="\x01javascript:alert(1)">x</a>',
    "javascript link with references": '<a href="&#106;avascript&colon;alert(1)">x</a>',
    "data link": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "vbscript link": '<a href="vbscript:msgbox(1)">x</a>',
    "file link": '<a href="file:///etc/passwd">x</a>',
    "blob link": '<a href="blob:https://example.org/1">x</a>',
    "link relative to the page": '<a href="evil/path">x</a>',
    "iframe": '<iframe src="https://other.example/" srcdoc="<script>alert(1)</script>"></iframe>',
    "picture": '<img src="https://other.example/pixel.gif" onerror="alert(1)">',
    "picture with sources": '<picture><source srcset="https://other.example/x"><img src=x></picture>',
    "svg": '<svg onload=alert(1)><a xlink:href="javascript:alert(1)"><text>x</text></a><script>1</script></svg>',
    "svg in a table": "<table><tr><td><svg><style><img src=x onerror=alert(1)></style></svg></td></tr></table>",
    "mathml": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "form": '<form action="https://other.example/"><input name=q autofocus><button>x</button></form>',
    "object": '<object data="https://other.example/x.swf"></object><embed src="https://other.example/x">',
    "video": '<video src="https://other.example/x" poster="https://other.example/y" autoplay></video>',
    "link element": '<link rel="stylesheet" href="https://other.example/x.css">',
    "meta refresh": '<meta http-equiv="refresh" content="0;url=https://other.example/">',
    "base": '<base href="https://other.example/">',
    "template": "<template><script>alert(1)</script></template>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "textarea": "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "tag in an attribute": '<a href="/" title="<img src=x onerror=alert(1)>">x</a>',
    "level 1 heading": "<h1>x</h1>",
    "new window": '<a href="https://other.example/" target="_blank" rel="opener" ping="https://other.example/">x</a>',
    "download": '<a href="/" download="x.exe">x</a>',
    "table with layout": '<table width=900 border=1 background="https://other.example/"><tr><td bgcolor=red>x</table>',
    "details": "<details open ontoggle=alert(1)><summary>x</summary></details>",
}


def is_clean(html):
    """Whether nothing is left but what is on the lists above."""
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in ELEMENTS or set(element.attrib) - ATTRIBUTES.get(element.tag, set()):
            return False
        if not element.get("href", "/").startswith(SCHEMES):
            return False
    return True


def surrounded(attack):
    return f"<p>before</p>{attack}<p>after</p>"


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_does_not_survive(attack):
    assert is_clean(richtext.sanitise(surrounded(attack)))


def test_the_test_above_can_fail():
    assert [name for name, attack in ATTACKS.items() if is_clean(surrounded(attack))] == []


def test_harmless_words_round_an_attack_stay():
    html = richtext.sanitise(surrounded(ATTACKS["event handler"]))

    assert html == '<p>before</p><a href="/">x</a><p>after</p>'


@pytest.mark.parametrize(
    "html",
    [
        "<h2>A heading</h2><h3>A smaller one</h3>",
        "<ul><li><p>one</p></li></ul>",
        '<ol start="3"><li>three</li></ol>',
        "<blockquote><p>What she said</p></blockquote>",
        '<table><tbody><tr><th>Who</th><td colspan="2" rowspan="1">What</td></tr></tbody></table>',
        '<p><a href="https://other.example/a?b=1&amp;c=2#d">elsewhere</a></p>',
        '<p><a href="/rights/#seven-years">here</a> <a href="#below">below</a></p>',
        '<p><a href="tel:+18007779229">call</a> <a href="mailto:info@victims.ca.gov">write</a></p>',
        "<p>line<br>break, “quotes”, 租户, Tiếng Việt</p>",
    ],
)
def test_what_staff_may_write_stays_as_it_is(html):
    assert richtext.sanitise(html) == html


@pytest.mark.parametrize("html", ["", None, " \n", "<p></p>", "<p>&nbsp;</p>\n<p><br></p>", "<script>1</script>"])
def test_nothing_but_empty_paragraphs_is_empty(html):
    assert richtext.sanitise(html) == ""


def test_sanitising_twice_changes_nothing():
    once = richtext.sanitise("".join(ATTACKS.values()))

    assert richtext.sanitise(once) == once


# ── Every way into the database ────────────────────────────────────────────

ALL_ATTACKS = surrounded("".join(attack + "<p>between</p>" for attack in ATTACKS.values()))


def test_saving_sanitises(db):
    page = make_page(words={"en": page_words(body=ALL_ATTACKS)})

    assert is_clean(PageWords.objects.get(master=page).body)


def test_the_saved_object_holds_what_was_stored(db):
    words = PageWords(master=make_page(words={"en": page_words()}), language_code="es", **page_words(body=ALL_ATTACKS))
    words.save()

    assert words.body == PageWords.objects.get(pk=words.pk).body


def test_creating_in_bulk_sanitises(db):
    page = make_page()
    PageWords.objects.bulk_create([PageWords(master=page, language_code="es", **page_words(body=ALL_ATTACKS))])

    assert is_clean(PageWords.objects.get(master=page, language_code="es").body)


def test_a_card_is_sanitised_too(db):
    card = make_card(make_page(), words={"en": {"title": "A card", "body": ALL_ATTACKS}})

    assert is_clean(Card.objects.get(pk=card.pk).translations.get().body)


def test_the_loader_sanitises(db, content_folder):
    content_folder.page("about", "sample", body=ALL_ATTACKS)
    load_shipped_content(content_folder.path)

    body = PageWords.objects.get(master__slug="sample").body
    assert "before" in body
    assert is_clean(body)


def test_what_came_into_the_database_by_another_way_is_sanitised_on_the_page(client, organisation):
    page = make_page()
    PageWords.objects.filter(master=page).update(body=ALL_ATTACKS)

    document = Document(client.get("/about/sample/").content.decode())

    assert "before" in document.main
    assert not document.all("iframe", "object", "embed", "img", "video", "form", "base", "textarea")
    assert not [name for element in document.elements for name in element.attrib if name.startswith("on")]
    assert len(document.all("script")) == 1
    assert not [href for href in document.addresses if href.lower().startswith(("javascript:", "data:", "vbscript:"))]


# ── On the page ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "href",
    [
        "https://other.example/",
        "http://other.example/",
        "HTTPS://other.example/",
        "//other.example/",
        "/\\other.example/",
        "\\\\other.example/",
    ],
)
def test_a_link_that_leads_elsewhere_says_nothing_of_where_the_reader_was(href):
    document = Document(f'<p>{richtext.render(f"""<a href="{href}">elsewhere</a>""")}</p>')

    for link in document.links:
        if document.leads_elsewhere(link.get("href")):
            assert "noreferrer" in (link.get("rel") or "").split()


@pytest.mark.parametrize("href", ["/help/", "#below", "tel:911", "mailto:info@victims.ca.gov"])
def test_a_link_of_ours_is_left_alone(href):
    assert richtext.render(f'<p><a href="{href}">x</a></p>') == f'<p><a href="{href}">x</a></p>'


def test_the_headings_of_the_table_of_contents_are_the_ones_on_the_page():
    html = "<h2>What <em>we</em> do</h2><p>x</p><h3>Not listed</h3><h2>Rights &amp; money</h2><h2>租户</h2>"

    document = Document(richtext.render(html))

    listed = richtext.outline(richtext.sanitise(html))
    assert [words for _fragment, words in listed] == ["What we do", "Rights & money", "租户"]
    assert [heading.get("id") for heading in document.all("h2")] == [fragment for fragment, _words in listed]


def test_the_table_of_contents_shows_the_words_of_a_heading_as_they_are():
    html = richtext.sanitise("<h2>Under 18 &lt; over “21”</h2>")

    assert [words for _fragment, words in richtext.outline(html)] == ["Under 18 < over “21”"]


def test_two_headings_with_the_same_words_have_addresses_of_their_own():
    html = "<h2>Money</h2><p>x</p><h2>Money</h2>"

    ids = [heading.get("id") for heading in Document(richtext.render(html)).all("h2")]

    assert len(set(ids)) == 2
    assert [fragment for fragment, _words in richtext.outline(html)] == ids


def test_the_address_of_a_heading_does_not_give_a_reader_away():
    """It stands in the history as soon as the link "on this page" is followed (DESIGN, section 5)."""
    html = "<h2>When sex workers are raped</h2><h2>Tráfico y violencia</h2>"

    document = Document(richtext.render(html))

    assert [revealing_word(heading.get("id")) for heading in document.all("h2")] == [None, None]


@pytest.mark.parametrize("heading", ["Main", "Live", "On page"])
def test_no_heading_takes_an_address_that_the_page_uses_itself(client, organisation, heading):
    make_page(words={"en": page_words(body=f"<h2>{heading}</h2>" + "<h2>One more</h2><h2>And one</h2>")})

    ids = Document(client.get("/about/sample/").content.decode()).ids

    assert sorted(ids) == sorted(set(ids))


def test_a_heading_and_a_card_of_one_name_have_addresses_of_their_own(client, organisation):
    make_card(make_page(words={"en": page_words(body="<h2>Money</h2>")}), key="money")

    ids = Document(client.get("/about/sample/").content.decode()).ids

    assert sorted(ids) == sorted(set(ids))


def test_a_wide_table_can_be_scrolled_by_keyboard():
    document = Document(richtext.render("<table><tbody><tr><td>x</td></tr></tbody></table>"))

    around = next(element for element in document.elements if any(child.tag == "table" for child in element))
    assert around.get("tabindex") == "0"


def test_words_put_in_place_of_others_are_sanitised(db):
    page = make_page()
    put_words(page, {"es": page_words(body=ALL_ATTACKS)})

    assert is_clean(PageWords.objects.get(master=page, language_code="es").body)
