"""That deploy/Caddyfile keeps what deploy/nginx.conf keeps. Both say by which numbers they go."""

import re

from bench.nginx import SHIPPED
from idpwsp.foundation.pictures import MAX_BYTES
from tests.test_nginx import CONF, said

# Without comments.
CADDY = re.sub(r"^\s*#.*\n", "", (SHIPPED.parent / "Caddyfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
MEGABYTE = 1_000_000


def sizes(name: str) -> list[int]:
    """In megabytes, as Caddy counts them."""
    return [int(number) for number in re.findall(rf"^\s*{name} (\d+)MB$", CADDY, re.MULTILINE)]


def test_nothing_is_recorded_about_readers():
    """Without the second line, an error is written with address, path and headers."""
    [log] = re.findall(r"^\tlog default \{\n(.*?)\n\t\}", CADDY, re.MULTILINE | re.DOTALL)

    assert "exclude http" in log.split("\n\t\t")
    assert len(re.findall(r"^\s*log\b", CADDY, re.MULTILINE)) == 1
    assert "debug" not in CADDY
    assert "admin off" in CADDY
    # By HTTP/3 a browser would keep something of us.
    assert "protocols h1 h2\n" in CADDY


def test_what_is_sent_is_held_in_memory_and_no_longer_than_with_nginx():
    staff, public = sizes("max_size")

    assert staff * MEGABYTE > MAX_BYTES
    assert [f"{staff}m", f"{public}m"] == sorted(said("client_max_body_size"), reverse=True)
    assert "buffer_requests" in CADDY
    assert sizes("max_buffer_size") == [3]


def test_what_a_sender_says_of_himself_does_not_get_through():
    dropped = set(re.findall(r"header_up -(\S+)", CADDY))

    cleared = {name for name in re.findall(r'proxy_set_header (\S+) ""', CONF) if name != "Connection"}
    assert cleared <= dropped
    # gunicorn believes these from a proxy on its own machine. nginx drops whatever has an underscore.
    assert {"Script_name", "Path_info"} <= dropped
    assert "trusted_proxies" not in CADDY


def test_only_staff_have_cookies():
    staff, public = CADDY.split("handle /staff/* {")[1].split("\thandle {")

    assert "-Cookie" not in staff
    assert "header_up -Cookie" in public
    assert "header_up -Authorization" in public


def test_nothing_is_kept_and_writing_goes_over_connections_of_its_own():
    assert "cache" not in CADDY.replace("Cache-Control no-store", "").lower()
    assert "keepalive off" in CADDY


def test_the_way_out_is_open_when_the_site_is_down_and_the_words_are_the_same():
    [exit_site] = re.findall(r"=303 (\S+);", CONF)
    assert f"redir /leave/ {exit_site} 303" in CADDY
    for words in re.findall(r'return (?:503|413) "([^"]+)"', CONF):
        assert words.replace("\\n", "\n") in CADDY


def test_what_is_too_long_is_not_asked_for_again():
    assert "@later expression {err.status_code} != 413\n\t\theader @later Retry-After 60" in CADDY
