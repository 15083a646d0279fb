"""Safety on the wire: what the headers of every answer allow and refuse."""

import base64
import hashlib
import runpy
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from idpwsp import settings as project_settings
from resources.models import Page
from tests.conftest import Reader
from tests.factories import make_landing, make_page
from tests.markup import Document

pytestmark = pytest.mark.django_db

# Every kind of public answer: method, address, status.
ANSWERS = [
    ("get", "/", 200),
    ("head", "/", 200),
    ("get", "/help/", 200),
    ("get", "/es/help/", 200),
    ("get", "/help", 301),
    ("get", "/no-such-page/", 404),
    ("get", "/es/no-such-page/", 404),
    ("get", "/about/old/", 410),
    ("get", "/broken/", 500),
    ("get", "/forbidden/", 403),
    ("get", "/suspicious/", 400),
    ("post", "/help/", 405),
    ("get", "/leave/", 303),
    ("post", "/leave/", 204),
    ("put", "/leave/", 405),
    ("get", "/robots.txt", 200),
    ("get", "/healthz", 200),
    ("get", "/.well-known/security.txt", 404),
    ("get", "/sitemap.xml", 200),
    ("get", "/sitemap-lists.xml", 200),
    ("get", "/campaigns/", 200),
    ("get", "/es/news/", 200),
    ("get", "/events/", 200),
    ("post", "/news/", 405),
    ("get", "/news/no-such-article/", 404),
]
EACH_ANSWER = pytest.mark.parametrize(("method", "address", "status"), ANSWERS)


@pytest.fixture
def client(organisation, settings):
    settings.ROOT_URLCONF = "tests.failing_urls"
    make_page("home", "home", at_root=True)
    make_landing("help")
    make_page("old", unpublish_at=datetime(2020, 1, 1, tzinfo=UTC))
    return Reader(raise_request_exception=False)


def policy(response):
    """{directive: set of sources}; a directive that stands there twice fails."""
    directives = [part.split() for part in response.headers["Content-Security-Policy"].split(";") if part.strip()]
    assert len({name for name, *_sources in directives}) == len(directives)
    return {name: set(sources) for name, *sources in directives}


def ask(client, method, address, status):
    response = getattr(client, method)(address)
    assert response.status_code == status
    return response


# ── What a page may load and do ────────────────────────────────────────────


@pytest.mark.parametrize("address", ["/", "/help/", "/es/help/", "/no-such-page/", "/about/old/", "/broken/"])
def test_a_public_page_may_load_its_style_our_script_and_our_pictures_and_nothing_else(client, address):
    response = client.get(address)

    style = "".join(Document(response.content.decode()).first("style").itertext())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy(response) == {
        "default-src": {"'none'"},
        "style-src": {f"'sha256-{digest}'"},
        "script-src": {"'self'"},
        "img-src": {"'self'"},
        "connect-src": {"'self'"},
        "form-action": {"'self'"},
        "base-uri": {"'none'"},
        "frame-ancestors": {"'none'"},
    }


@EACH_ANSWER
def test_no_policy_holds_anything_unsafe(client, method, address, status):
    for sources in policy(ask(client, method, address, status)).values():
        assert_safe(sources)


def assert_safe(sources):
    for source in sources:
        assert source.startswith("'"), f"{source} is another host or a whole scheme"
        assert "unsafe" not in source
        assert "*" not in source


@pytest.mark.parametrize("address", ["/staff/login/", "/staff/", "/staff/no-such-page/"])
def test_the_staff_pages_have_a_policy_of_their_own_as_safe(organisation, address):
    reader = Reader()
    if address != "/staff/login/":
        reader.force_login(User.objects.create_superuser("maria"))

    found = policy(reader.get(address))

    for sources in found.values():
        assert_safe(sources)
    for directive in ("default-src", "base-uri", "frame-ancestors"):
        assert found[directive] == {"'none'"}
    assert found["form-action"] == {"'self'"}
    assert "'self'" in found["script-src"]


def test_no_nonce_stands_on_a_public_page(client):
    assert "nonce" not in client.get("/help/").content.decode()
    assert "nonce" not in client.get("/help/").headers["Content-Security-Policy"]


# ── Every answer ───────────────────────────────────────────────────────────


@EACH_ANSWER
def test_every_answer_is_safe(client, method, address, status):
    headers = ask(client, method, address, status).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    # For browsers that do not know frame-ancestors. A redirect has nothing to frame.
    assert status == 301 or headers["X-Frame-Options"] == "DENY"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "display-capture"):
        assert f"{feature}=()" in headers["Permissions-Policy"].split(", ")


@EACH_ANSWER
def test_no_answer_to_a_reader_sets_a_cookie_or_depends_on_one(client, method, address, status):
    response = ask(client, method, address, status)

    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")} - {""}
    assert varies <= {"accept-encoding"}


@EACH_ANSWER
def test_https_is_promised_for_a_year(client, method, address, status):
    assert "max-age=31536000" in ask(client, method, address, status).headers["Strict-Transport-Security"]


def test_whoever_comes_without_encryption_is_sent_on_without_a_cookie(client):
    response = Client(SERVER_NAME="example.org").get("/rights/compensation/")

    assert response.status_code == 301
    assert response.headers["Location"] == "https://example.org/rights/compensation/"
    assert "Set-Cookie" not in response.headers
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize(
    ("site_url", "over_tls"), [("https://example.org", True), ("http://127.0.0.1:8000", False)], ids=["https", "http"]
)
def test_encryption_is_asked_for_exactly_where_the_site_has_it(monkeypatch, site_url, over_tls):
    monkeypatch.setenv("SITE_URL", site_url)

    settings = runpy.run_path(project_settings.__file__)

    assert settings["SECURE_SSL_REDIRECT"] is over_tls
    assert settings["SESSION_COOKIE_SECURE"] is over_tls
    assert settings["CSRF_COOKIE_SECURE"] is over_tls
    assert (settings["SECURE_HSTS_SECONDS"] >= 31536000) is over_tls
    assert over_tls or settings["SECURE_HSTS_SECONDS"] == 0


def test_no_answer_names_the_program_behind_it(client):
    response = client.get("/")

    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers
    assert "django" not in response.content.decode().lower()


def test_the_page_is_compressed_for_readers_and_not_for_staff(client):
    """What staff see holds form tokens, which compression could betray (BREACH)."""
    accepting = {"accept-encoding": "gzip"}

    assert client.get("/help/", headers=accepting).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/staff/login/", headers=accepting).headers


# ── Staff ──────────────────────────────────────────────────────────────────


def test_the_cookies_of_staff_go_nowhere_but_to_the_staff_pages(client):
    User.objects.create_superuser("maria", password="correct horse battery")

    form = client.get("/staff/login/")
    signed_in = client.post("/staff/login/", {"username": "maria", "password": "correct horse battery"})

    cookies = {**form.cookies, **signed_in.cookies}
    assert len(cookies) == 2
    for cookie in cookies.values():
        assert cookie["path"] == "/staff/"
        assert cookie["secure"] is True
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Strict"
    # Whoever looks at the browser months later is not told that somebody has worked here.
    assert form.cookies["staff-form"]["max-age"] == ""


def test_a_public_page_does_not_know_staff_from_anybody_else(client):
    before = client.get("/help/")
    client.force_login(User.objects.create_superuser("maria"))
    after = client.get("/help/")

    assert after.content == before.content
    assert dict(after.headers) == dict(before.headers)
    assert not after.cookies


@pytest.mark.parametrize("address", ["/staff/", "/staff/login/", "/staff/no-such-page/", "/staff/preview/page/1/en/"])
def test_staff_pages_are_kept_by_nobody_and_found_by_nobody(client, address):
    headers = client.get(address).headers

    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]


def test_a_stranger_sees_no_preview(client):
    page = make_page("idea", status=Page.Status.DRAFT)

    response = client.get(f"/staff/preview/page/{page.pk}/en/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/login/")
