"""What the doctor sees over the network, of a site that a small server plays."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from idpwsp.doctor import outside
from tests.doctor.asking import said, states

POLICY = {"Content-Security-Policy": "default-src 'none'; img-src 'self'", "X-Content-Type-Options": "nosniff"}
CLOSED = {**POLICY, "Cache-Control": "no-store"}


class Site(ThreadingHTTPServer):
    """By path: a status and headers. What is not there is 404."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.answers = {
            "/": (200, dict(POLICY)),
            "/contact/": (200, dict(CLOSED)),
            "/staff/": (200, {**CLOSED, "Set-Cookie": "staff-form=x"}),
        }


class Answers(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        status, headers = self.server.answers.get(self.path, (404, {}))
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings):
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.SITE_URL = f"http://127.0.0.1:{site.server_port}"
        settings.PROXY_COUNT = 1
        yield site
        site.shutdown()
        thread.join()


def test_a_site_with_all_its_headers_is_right(site):
    assert states(outside.answers) == ["ok"]


def test_forms_that_take_nothing_yet_are_no_fault(site):
    site.answers["/contact/"] = (503, CLOSED)
    assert states(outside.answers) == ["ok"]


@pytest.mark.parametrize(
    ("path", "header", "value"),
    [
        ("/", "Content-Security-Policy", None),
        ("/", "Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'"),
        ("/contact/", "X-Content-Type-Options", None),
        ("/", "Set-Cookie", "balancer=1"),
        ("/contact/", "Set-Cookie", "balancer=1"),
        ("/contact/", "Cache-Control", "public, max-age=60"),
        ("/staff/", "Cache-Control", None),
    ],
)
def test_what_a_proxy_takes_away_or_adds_is_wrong(site, path, header, value):
    headers = site.answers[path][1]
    headers.pop(header, None)
    if value:
        headers[header] = value

    assert states(outside.answers) == ["wrong"]
    assert said(outside.answers).startswith(f"{path} ")


def test_https_has_to_be_promised_for_long(site, settings, monkeypatch):
    asked = outside._asked
    address = settings.SITE_URL

    def over_tls(path):
        settings.SITE_URL = address
        try:
            return asked(path)
        finally:
            settings.SITE_URL = "https://example.org"

    monkeypatch.setattr(outside, "_asked", over_tls)
    for _status, headers in site.answers.values():
        headers["Strict-Transport-Security"] = "max-age=31536000"
    assert states(outside.answers) == ["ok"]

    site.answers["/"][1]["Strict-Transport-Security"] = "max-age=60"
    assert states(outside.answers) == ["wrong"]


@pytest.mark.parametrize("header", ["Server", "X-Powered-By", "Via"])
def test_a_version_that_is_told_is_to_be_looked_at(site, header):
    site.answers["/"][1][header] = "nginx"
    assert states(outside.answers) == ["ok"]
    site.answers["/"][1][header] = "nginx/1.22.1"
    assert states(outside.answers) == ["look"]


def test_an_error_is_wrong(site):
    site.answers["/"] = (502, POLICY)
    assert states(outside.answers) == ["wrong"]


def test_another_clock_is_to_be_looked_at(site):
    site.answers["/"][1]["Date"] = "Tue, 01 Jan 2030 00:00:00 GMT"
    assert states(outside.answers) == ["ok", "look"]


@pytest.mark.parametrize("status", [200, 503])
def test_what_is_for_watchers_alone_is_not_answered_to_the_world(site, settings, status):
    site.answers["/readyz"] = (status, {})
    assert states(outside.answers) == ["ok", "look"]
    # Where no proxy is said to stand in front, this machine asks itself.
    settings.PROXY_COUNT = 0
    assert states(outside.answers) == ["ok"]


def test_a_site_that_does_not_answer_is_said_to(site, settings):
    settings.SITE_URL = "http://127.0.0.1:1"
    assert states(outside.answers) == ["wrong"]
    assert "did not answer this machine" in said(outside.answers)
