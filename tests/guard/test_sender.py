"""Where a form came from: another site or our own page, and which connection."""

import pytest
from django.test import RequestFactory

from idpwsp.foundation.guard.checks import proxies_are_counted
from idpwsp.foundation.guard.sender import is_from_elsewhere, sender_of


def request(**given):
    headers = {name.replace("_", "-"): value for name, value in given.items()}
    return RequestFactory().post("/note/", headers=headers, REMOTE_ADDR="192.0.2.1")


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.SITE_URL = "https://example.org"
    settings.ALLOWED_HOSTS = ["example.org", "www.example.org", "[2001:db8::5]"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "cross-site", "origin": "https://example.org"},
        {"origin": "https://evil.example"},
        {"origin": "https://example.org.evil.example"},
        {"origin": "https://evil.example/example.org"},
        {"origin": "https://example.org@evil.example"},
        {"origin": "chrome-extension://abcdef"},
        {"origin": "https://[::1"},
        {"origin": "nonsense"},
        {"origin": ""},
    ],
)
def test_what_another_site_sends_is_known(headers):
    assert is_from_elsewhere(request(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://example.org"},
        {"origin": "https://www.example.org"},
        {"origin": "https://EXAMPLE.org:8443"},
        {"origin": "https://[2001:db8::5]:8443"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        # The browser's own judgment is the better one: it knows of an onion address or a proxy that we do not.
        {"sec_fetch_site": "same-origin", "origin": "https://other.example"},
        {"referer": "https://evil.example/"},
    ],
)
def test_everything_else_passes(headers):
    assert not is_from_elsewhere(request(**headers))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "sender"),
    [
        (0, None, "192.0.2.1"),
        # Anybody may write this header.
        (0, "198.51.100.1", "192.0.2.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "6.6.6.6,203.0.113.9,198.51.100.1", "203.0.113.9"),
        # It came past a proxy.
        (1, None, "192.0.2.1"),
        (2, "198.51.100.1", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        # One household, whichever address its phone has at the moment.
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_the_sender_is_who_our_outermost_proxy_has_seen(settings, proxies, forwarded, sender):
    settings.PROXY_COUNT = proxies

    assert sender_of(request(**({"x_forwarded_for": forwarded} if forwarded else {}))) == sender


def test_a_sender_without_an_address_is_no_fault():
    assert sender_of(RequestFactory().post("/note/", REMOTE_ADDR="")) == ""


@pytest.mark.parametrize(
    ("site_url", "proxies", "warned"),
    [
        ("https://example.org", 0, ["guard.W001"]),
        ("https://example.org", 1, []),
        ("http://127.0.0.1:8000", 0, []),
    ],
)
def test_an_operator_who_forgets_the_proxy_is_told(settings, site_url, proxies, warned):
    settings.SITE_URL, settings.PROXY_COUNT = site_url, proxies

    assert [message.id for message in proxies_are_counted()] == warned
