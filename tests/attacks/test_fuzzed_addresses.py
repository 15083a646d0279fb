"""Whatever is asked for, in whatever way: it is answered, and never as a fault of ours."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks.fuzzing import CONTROLS, HALVES, steady
from tests.attacks.test_clickjacking import PARTS, public_routes
from tests.conftest import Reader
from tests.factories import make_article, make_campaign, make_event, make_landing, make_page, make_step
from tests.front import Front
from tests.search.odd import ODD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

NUMBERS = [
    "0",
    "1",
    "-1",
    "00",
    "007",
    "1e3",
    "٣",
    "9" * 19,
    "9" * 400,
    "2147483648",
    "9223372036854775808",
    "1999",
    "0999",
    "2026",
]
SLUGS = [
    "sample",
    "help",
    "first",
    "-",
    "--",
    "a" * 300,
    "SAMPLE",
    "sample.ics",
    "feed",
    "calendar",
    "0",
    "ſ",
    "é",
    "..",
    "%00",
    "%2f",
    "x'y",
    "\xff",
]
METHODS = [
    "GET",
    "GET",
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "OPTIONS",
    "PATCH",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "X",
]
NAMES = [
    "page",
    "q",
    "p",
    "next",
    "drafts",
    "language",
    "state",
    "step",
    "used",
    "when",
    "_changelist_filters",
    "e",
    "o",
    "all",
    "from",
    "picture",
    "related",
    "campaign",
]
WORDS = st.one_of(
    st.text(max_size=20),
    HALVES,
    CONTROLS,
    st.sampled_from(NUMBERS),
    st.sampled_from(SLUGS),
    st.sampled_from(sorted(ODD.values())),
)


@pytest.fixture
def content(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_page("home", "home", at_root=True)
    for section in ("help", "rights"):
        make_landing(section)
    campaign = make_campaign()
    make_step(campaign)
    make_article(campaign=campaign)
    make_event()


def written(text):
    """As it stands in an address; what is no Unicode as the bytes that it would have."""
    return quote(text.encode("utf-8", "surrogatepass"), safe=string.ascii_letters + "/.-_~%")


queries = st.lists(st.tuples(st.sampled_from(NAMES), WORDS), max_size=4).map(
    lambda pairs: "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs)
)
languages = st.sampled_from(["", "", "es/", "en/", "zh-hant/", "es-mx/", "xx/", "ES/"])


def check(response, asked):
    assert response.status_code < 500 or response.status_code in (501, 505), asked


@st.composite
def paths(draw, routes):
    """A route of ours with anything in the place of its parts."""
    route = draw(st.sampled_from(routes))
    for name in PARTS:
        for kind in ("slug:", "int:", "year:", "str:", ""):
            if f"<{kind}{name}>" in route:
                pool = NUMBERS if kind in ("int:", "year:") else SLUGS
                route = route.replace(
                    f"<{kind}{name}>", draw(st.one_of(st.sampled_from(pool), st.just(PARTS[name]), WORDS))
                )
    return "/" + draw(languages) + route.replace("^", "").replace("$", "").replace("\\", "")


PUBLIC = sorted(route for route in public_routes() if not route.startswith("staff/") and "(" not in route)


def test_every_kind_of_address_is_among_them():
    assert len(PUBLIC) > 35
    assert {"news/<year:year>/", "events/<slug:slug>.ics", "help/service/<int:pk>/"} <= set(PUBLIC)


def test_no_public_address_makes_the_site_fail(content):
    reader = Reader()

    @steady(400)
    @given(paths(PUBLIC), st.sampled_from(METHODS), queries)
    def ask(path, method, query):
        asked = f"{written(path)}?{query}"
        check(reader.generic(method, asked), (method, asked))

    ask()


def test_nobody_is_given_back_what_they_asked_with(content):
    """TRACE would show the head of a request as it has come through all proxies, with what they have added."""
    for path in ("/", "/help/", "/news/sample/", "/events/calendar.ics", "/leave/", "/search/", "/no-such-page/"):
        answer = Front().get(path, headers={"X-Zqx": "zqx"}, REQUEST_METHOD="TRACE")
        assert answer.status_code == 405, path
        assert "zqx" not in f"{answer.text}{answer.headers}".lower()
    # Below /staff/ Django takes it for a way to look.
    for path in ("/staff/", "/staff/login/"):
        answer = Front().get(path, headers={"X-Zqx": "zqx"}, REQUEST_METHOD="TRACE")
        assert "zqx" not in f"{answer.text}{answer.headers}".lower()
        assert "message/http" not in answer.headers["Content-Type"]


def test_no_path_at_all_does(content):
    pieces = st.sampled_from(
        [
            "help",
            "rights",
            "news",
            "events",
            "campaigns",
            "sample",
            "media",
            "pictures",
            "0" * 16,
            "360.webp",
            "..",
            ".",
            "",
            "staff",
            "a-z",
            "all",
            "search",
            "sitemap.xml",
            "sitemap-pages.xml",
            "step",
            "reply",
            "\\",
            ";",
            "%",
            "*",
            "~",
            " ",
            "\t",
        ]
    )
    front = Front()

    @steady(300)
    @given(st.lists(st.one_of(pieces, pieces, WORDS), max_size=6), st.booleans(), queries)
    def ask(parts, closed, query):
        path = "/" + "/".join(parts) + "/" * closed
        # As gunicorn hands it over: bytes in the clothes of Latin-1.
        raw = path.encode("utf-8", "surrogatepass").decode("latin-1")
        check(front.get(raw.replace("?", "%3F") + f"?{query}"), raw)

    ask()


HEADERS = [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Accept-Charset",
    "Cookie",
    "If-None-Match",
    "If-Modified-Since",
    "If-Match",
    "If-Unmodified-Since",
    "Range",
    "Referer",
    "Origin",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "Sec-Fetch-Site",
    "Authorization",
    "Content-Language",
    "Save-Data",
    "Expect",
    "X-HTTP-Method-Override",
    "X-Requested-With",
]
LIKELY = st.sampled_from(
    [
        "br;q=x, gzip;q=2",
        "*;q=",
        "gzip;q=-1",
        ",,,,",
        ";",
        '"',
        'W/"',
        '"a", W/"b"',
        "bytes=0-",
        "bytes=9-1",
        "bytes=-",
        "*",
        "a=b; a=c; staff=",
        "staff=\xff",
        'staff="',
        "Sun, 99 Nov 1994 08:49:37 GMT",
        "1.2.3.4, ::1, x",
        "[::1",
        "https://[",
        "null",
        "en;q=" + "9" * 300,
        "=" * 500,
    ]
)


@pytest.mark.parametrize(
    "address",
    ["/", "/help/", "/es/news/", "/feed/", "/events/calendar.ics", "/sitemap.xml", "/search/", "/leave/"],
)
def test_no_header_does(content, address):
    front = Front()
    value = st.one_of(LIKELY, st.text(st.characters(max_codepoint=255), max_size=60))

    @steady(30)
    @given(st.dictionaries(st.sampled_from(HEADERS), value, max_size=5), st.sampled_from(["GET", "HEAD", "POST"]))
    def ask(headers, method):
        check(front.get(address, headers=headers, REQUEST_METHOD=method), (method, headers))

    ask()
