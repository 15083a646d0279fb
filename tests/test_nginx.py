"""What deploy/nginx.conf has to say, and that its numbers agree with ours. `make proxy` tries it with nginx itself."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from bench.nginx import SHIPPED, replaced
from campaigns.reply_form import ReplyForm
from campaigns.signing import EndorseForm
from contact.forms.again import ContactForm, WriteForm
from contact.forms.brochure import BrochureForm
from contact.forms.message import MessageForm
from contact.forms.speaker import SpeakerForm
from contact.forms.volunteer import VolunteerForm
from idpwsp import gunicorn_conf
from idpwsp.foundation.pictures import MAX_BYTES
from idpwsp.foundation.unread import MOST
from idpwsp.health import ANSWERS
from tests.conftest import Reader
from tests.factories import make_landing

TEXT = SHIPPED.read_text(encoding="utf-8")
# Without comments.
CONF = re.sub(r"^\s*#.*\n", "", TEXT, flags=re.MULTILINE)
FORMS = (MessageForm, SpeakerForm, VolunteerForm, BrochureForm, WriteForm, ContactForm, ReplyForm, EndorseForm)
UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20}
# In an address, three bytes of UTF-8 are nine. What takes four of them counts as two characters in a browser.
LONGEST_CHARACTER = 9
SAMPLE = {"slug": "x", "year": "2026", "int": "1"}


def said(name: str, within: str = CONF) -> list[str]:
    """What a directive says, wherever it stands."""
    return re.findall(rf"(?:^|[{{;]|\n)\s*{name}\s+([^;]+);", within)


def location(name: str) -> str:
    """What stands in a location."""
    return re.search(rf"location {re.escape(name)} \{{\n(.*?)\n        \}}", CONF, re.DOTALL)[1]  # type: ignore[index]


def size(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)([km]?)", text).groups()  # type: ignore[union-attr]
    return int(number) * UNITS[unit]


def seconds(text: str) -> int:
    return int(re.fullmatch(r"(\d+)s", text)[1])  # type: ignore[index]


# ── Nothing about readers ──────────────────────────────────────────────────


def test_nothing_is_recorded_about_readers():
    main, http = CONF.split("http {", 1)

    assert said("access_log") == ["off"]
    # The line in http is that of requests: all levels but the last tell address and path.
    assert said("error_log", http) == ["/dev/null emerg"]
    assert said("error_log", main) == ["stderr warn"]
    assert said("ssl_session_tickets") == said("ssl_session_cache") == ["off"]
    assert said("worker_rlimit_core") == ["0"]
    assert not said("include"), "somebody else's file may say otherwise"


def test_what_is_sent_and_answered_is_in_memory():
    places = [*said("client_body_temp_path"), *said("proxy_temp_path"), *said("proxy_cache_path")]

    assert len(places) == 3
    assert all(place.startswith("/run/idpwsp/") for place in places)
    assert said("proxy_max_temp_file_size") == ["0"]
    assert not said("client_body_in_file_only")
    # A slow phone must not hold a thread of the site while it sends.
    assert not said("proxy_request_buffering")


@pytest.mark.parametrize("form_class", FORMS)
def test_every_form_fits_into_the_buffer_at_its_longest(form_class):
    fields = form_class.base_fields.values()
    longest = sum(getattr(field, "max_length", None) or 200 for field in fields) * LONGEST_CHARACTER

    assert longest < size(said("client_body_buffer_size")[0])
    assert said("client_body_buffer_size")[0] == said("client_max_body_size")[0]


def test_pictures_and_words_of_staff_fit():
    staff = location("^~ /staff/")

    assert size(said("client_max_body_size", staff)[0]) > MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert size(said("client_body_buffer_size", staff)[0]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    # What nginx lets through, the site reads to its end, also where it refuses it.
    assert size(said("client_max_body_size", staff)[0]) == MOST
    assert said("limit_conn", staff), "strangers can send as much, and it is held in memory"


def test_whatever_nginx_cannot_do_is_said_on_our_own_page():
    """Also that its memory for pictures is full, which is 500 to it."""
    assert "500 502 503 504 = @down" in said("error_page")
    assert "413 = @too_large" in said("error_page")
    # What the site says itself goes through as it is, with her words in it.
    assert not said("proxy_intercept_errors")


# ── What is kept ───────────────────────────────────────────────────────────


def test_only_one_location_keeps_and_only_as_long_as_the_site_says():
    assert said("proxy_cache", location("/")) == ["pages"] == said("proxy_cache")
    assert said("proxy_pass_request_headers", location("/")) == ["off"]
    for name in ("proxy_cache_valid", "proxy_cache_use_stale", "proxy_cache_background_update", "proxy_hide_header"):
        assert not said(name)
    assert said("proxy_ignore_headers") == ["Vary"]


def uncached(path: str) -> bool:
    """Whether nginx passes an address by its cache: what a location other than ``/`` takes."""
    exact = re.findall(r"location = (\S+) \{", CONF)
    before = re.findall(r"location \^~ (\S+) \{", CONF)
    patterns = re.findall(r'location ~ "([^"]+)" \{', CONF)
    assert exact
    assert before
    assert patterns
    return path in exact or path.startswith(tuple(before)) or any(re.search(each, path) for each in patterns)


def addresses(resolver: URLResolver, before: str = "/") -> list[str]:
    """An address of every public pattern. Those with a regular expression of their own are pages and pictures."""
    found = []
    for each in resolver.url_patterns:
        route = getattr(each.pattern, "_route", "")
        if (isinstance(each, URLPattern) and isinstance(each.pattern, RegexPattern)) or route.startswith("staff/"):
            continue
        path = before + re.sub(r"<(\w+):\w+>", lambda part: SAMPLE[part[1]], route)
        found += addresses(each, path) if isinstance(each, URLResolver) else [path]
    return found


# The sitemap's parts take POST as they take GET: Django's own view, which reads nothing of it.
PUBLIC = [path for path in addresses(get_resolver()) if path != "/sitemap-x.xml"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_whatever_takes_a_form_passes_the_cache_by(path, organisation):
    """Also one that somebody adds later: in the cached location it would arrive without its headers."""
    refuses_forms = Reader(raise_request_exception=False).post(path).status_code == 405

    assert uncached(path) or refuses_forms
    assert uncached(path) == uncached(f"/es{path}") or path in ("/leave/",)


@pytest.mark.parametrize(
    "path", ["/staff/", "/staff/inbox/help/", "/media/pictures/0123456789abcdef/480.avif", "/leave/"]
)
def test_staff_pictures_and_the_way_out_pass_the_cache_by(path):
    assert uncached(path)


@pytest.mark.parametrize("path", ["/", "/es/", "/help/", "/news/", "/feed/", "/es/rights/compensation/"])
def test_pages_do_not(path):
    assert not uncached(path)


@pytest.mark.django_db
def test_the_site_says_what_the_proxy_goes_by(organisation):
    make_landing("help")
    page, reader = Reader().get("/help/"), Reader()

    lasting = dict(re.findall(r"([a-z-]+)=(\d+)", page.headers["Cache-Control"]))
    assert page.headers["Cache-Control"].startswith("public")
    assert lasting["max-age"] == "0"
    assert 0 < int(lasting["s-maxage"]) <= 10
    assert int(lasting["stale-while-revalidate"]) <= 60
    for path in ("/leave/", "/staff/login/", "/messages/"):
        assert "no-store" in reader.get(path).headers["Cache-Control"]
    assert "s-maxage" not in reader.get("/no-such-page/").headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ANSWERS)
def test_what_watchers_on_the_machine_ask_is_not_told_to_the_world(path):
    [(pattern, body)] = re.findall(r'location ~ "(\^/[^"]+z[^"]+)" \{\n(.*?)\n        \}', CONF, re.DOTALL)

    assert re.search(pattern, path)
    assert not re.search(pattern, f"{path}/")
    assert said("return", body)[0].startswith("404 ")
    assert not said("proxy_pass", body)


# ── With gunicorn ──────────────────────────────────────────────────────────


def test_it_goes_where_gunicorn_listens_and_lets_go_first():
    assert re.findall(r"server ([\d.:]+);", CONF) == ["127.0.0.1:8000"] * 2
    keepalive = said("keepalive_timeout", CONF[CONF.index("upstream pages") : CONF.index("upstream forms")])
    assert seconds(keepalive[0]) < gunicorn_conf.keepalive
    # A POST on a connection that gunicorn is closing would be lost.
    assert not said("keepalive", CONF[CONF.index("upstream forms") : CONF.index("proxy_http_version")])


def test_the_way_out_leads_to_the_same_place_when_the_site_is_down():
    shipped = tomllib.loads((settings.BASE_DIR / "resources/content/organisation.toml").read_text(encoding="utf-8"))

    assert said("error_page", location("= /leave/")) == [f"502 503 504 =303 {shipped['exit_url']}"]


@pytest.mark.parametrize("tls", [True, False])
def test_what_is_tried_is_what_is_shipped(tls):
    tried = replaced(TEXT, 8171, 8170, Path("/scratch"), "localhost", tls)

    ours = set(TEXT.splitlines())
    changed = [line for line in tried.splitlines() if line not in ours]
    assert all(re.search(r"localhost|/scratch|817[01]|^user ", line) for line in changed)
    assert len(TEXT.splitlines()) - len(tried.splitlines()) == (4 if tls else 10)
    assert not re.search(r"[^h]/run/|letsencrypt|127\.0\.0\.1:8000", re.sub(r"(?m)^\s*#.*", "", tried))
