"""Asking an address: every kind of answer, and what is never asked."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from idpwsp.foundation.links.asking import HEADERS, MAX_REDIRECTS, Asker, Turns, is_public
from idpwsp.foundation.links.outcome import Answer, Reason
from tests.foundation.hosts import Host, serving

CERTIFICATE = Path(__file__).parent / "localhost.pem"


@pytest.fixture
def host() -> Iterator[Host]:
    with serving() as host:
        yield host


def asker_for(*hosts: Host, timeout: float = 5, **options) -> Asker:
    """One that may reach this machine, at the ports of these hosts alone, and does not pause."""
    ports = frozenset(host.server_port for host in hosts)
    values = {"may_reach": lambda ip: ip == "127.0.0.1", "ports": ports, "turns": Turns(pause=0), **options}
    return Asker(timeout=timeout, **values)


def ask(host: Host, path: str, **options) -> Answer:
    return asker_for(host, **options).ask(host.at(path))


# ── What an answer means ───────────────────────────────────────────────────


def test_a_page_that_is_there_is_asked_for_once_and_without_its_body(host):
    assert ask(host, "/page?id=1") == Answer(status=200)
    assert host.requests == [("HEAD", "/page?id=1")]


def test_it_tells_nothing_of_us(host):
    ask(host, "/onlyget")
    for _method, _path, headers in host.asked:
        assert set(headers) == {"Host", "Accept-Encoding", *HEADERS}
        assert "example.org" not in str(headers)
        assert "idpwsp" not in str(headers).lower()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/onlyget", Answer(status=200)),
        ("/hidden", Answer(status=200)),
        ("/404", Answer(Reason.GONE, 404)),
        ("/410", Answer(Reason.GONE, 410)),
        ("/401", Answer(Reason.TURNED_AWAY, 401)),
        ("/403", Answer(Reason.TURNED_AWAY, 403)),
        ("/429", Answer(Reason.TURNED_AWAY, 429)),
        ("/999", Answer(Reason.TURNED_AWAY, 999)),
        ("/500", Answer(Reason.HOST_ERROR, 500)),
        ("/503", Answer(Reason.HOST_ERROR, 503)),
        ("/418", Answer(Reason.ODD, 418)),
        ("/304", Answer(Reason.ODD, 304)),
        ("/hangup", Answer(Reason.CUT)),
        ("/garbage", Answer(Reason.ODD)),
    ],
)
def test_an_answer_is_understood(host, path, expected):
    assert ask(host, path) == expected


def test_who_asks_for_fewer_requests_does_not_get_a_second(host):
    ask(host, "/429")
    assert host.requests == [("HEAD", "/429")]


def test_a_host_that_never_answers_is_given_up(host):
    assert ask(host, "/hang", timeout=0.1) == Answer(Reason.SILENT)


def test_a_host_that_trickles_is_given_up_too(host):
    assert ask(host, "/trickle", timeout=0.3) == Answer(Reason.SILENT)


@pytest.mark.parametrize("path", ["/huge", "/hugeget"])
def test_a_page_without_end_is_not_read(host, path):
    assert ask(host, path) == Answer(status=200)


def test_an_address_with_spaces_and_accents_is_asked_as_browsers_do(host):
    assert ask(host, "/niña y más?q=é").status == 200
    assert host.requests == [("HEAD", "/ni%C3%B1a%20y%20m%C3%A1s?q=%C3%A9")]


# ── Redirects ──────────────────────────────────────────────────────────────


def test_a_page_that_moved_for_good_says_where_to(host):
    assert ask(host, "/301/new") == Answer(status=200, moved_to=host.at("/new"))
    assert ask(host, "/308/301/new") == Answer(status=200, moved_to=host.at("/new"))


def test_a_page_that_is_elsewhere_for_now_has_not_moved(host):
    assert ask(host, "/302/new") == Answer(status=200)
    assert ask(host, "/307/301/new") == Answer(status=200)


def test_only_the_part_of_the_way_that_is_for_good_is_where_it_moved(host):
    assert ask(host, "/301/302/new") == Answer(status=200, moved_to=host.at("/302/new"))


def test_a_page_that_moved_and_is_gone_is_gone(host):
    assert ask(host, "/301/404") == Answer(Reason.GONE, 404)


def test_a_page_that_became_the_front_page_is_to_be_looked_at(host):
    assert ask(host, "/301") == Answer(Reason.ODD, 301)
    assert asker_for(host).ask(host.at(f"/301/{host.at('/')}")) == Answer(Reason.FRONT_PAGE, 200)


def test_going_round_in_circles_ends(host):
    assert ask(host, "/loop") == Answer(Reason.CIRCLES)
    assert len(host.requests) == MAX_REDIRECTS + 1


def test_as_many_redirects_as_are_allowed_are_followed(host):
    assert ask(host, "/301" * MAX_REDIRECTS + "/new").moved_to == host.at("/new")


# ── What is never asked ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "::1", "::", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
        "fe80::1", "fe80::1%eth0", "fc00::1", "224.0.0.1", "ff02::1", "0.0.0.1", "240.0.0.1", "255.255.255.255",
        "192.0.2.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(ip):
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_a_public_address_may_be_reached(ip):
    assert is_public(ip)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_this_machine_is_not_asked(host, name, monkeypatch):
    # Old ways of writing 127.0.0.1 are understood by the system's resolver.
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", host.server_port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: here)
    assert asker_for(host, may_reach=is_public).ask(host.at("/", name)) == Answer(Reason.PRIVATE)
    assert not host.requests


@pytest.mark.parametrize("inside", ["http://10.0.0.1:80/", "http://169.254.169.254:80/latest/meta-data/"])
def test_a_redirect_to_a_private_address_is_not_followed(host, inside, monkeypatch):
    asker = asker_for(host)
    asker.ports |= {80}
    # Numbers need no resolver; the guard of the tests still fails the test if a connection is tried.
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda ip, port, *args, **kwargs: [(socket.AF_INET, 1, 6, "", (ip, port))]
    )
    assert asker.ask(host.at(f"/302/{inside}")) == Answer(Reason.PRIVATE)


@pytest.mark.parametrize("elsewhere", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "gopher://x/"])
def test_a_redirect_to_what_is_no_web_address_is_not_followed(host, elsewhere):
    assert ask(host, f"/302/{elsewhere}") == Answer(Reason.NOT_WEB)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:22/", "http://127.0.0.1:99999/", "http://maria:secret@127.0.0.1/", "https:///path", "ftp://a/",
        "http://[::1/", "http://a..b.é/", "nothing", "",
    ],
)  # fmt: skip
def test_what_is_no_usual_web_address_is_not_opened(address):
    assert Asker().ask(address) == Answer(Reason.NOT_WEB)


def test_the_connection_goes_to_the_ip_address_that_was_judged(host, monkeypatch):
    """A name that resolves to something else the second time gains nothing: it is not resolved twice."""
    names = []

    def resolve(name, port, *args, **kwargs):
        names.append(name)
        ip = "127.0.0.1" if names.count(name) == 1 or name == "127.0.0.1" else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert asker_for(host).ask(host.at("/", "rebinding.example")).status == 200
    assert names.count("rebinding.example") == 1
    assert host.asked[0][2]["Host"] == f"rebinding.example:{host.server_port}"


# ── Names, connections, certificates ───────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Reason.NO_HOST),
        (socket.gaierror(socket.EAI_AGAIN, "later"), Reason.SILENT),
        (UnicodeError("label too long"), Reason.NO_HOST),
    ],
)
def test_a_name_that_does_not_resolve(error, reason, monkeypatch):
    def resolve(*args, **kwargs):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert Asker().ask("https://no-such-name.example/") == Answer(reason)


def test_a_refused_connection(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    asker = asker_for(host)
    asker.ports |= {port}
    assert asker.ask(f"http://127.0.0.1:{port}/") == Answer(Reason.REFUSED)


@pytest.fixture
def tls_host() -> Iterator[Host]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with serving() as host:
        host.socket = context.wrap_socket(host.socket, server_side=True)
        host.scheme = "https"
        yield host


def test_a_certificate_that_nobody_vouches_for(tls_host):
    assert asker_for(tls_host).ask(tls_host.at("/", "localhost")) == Answer(Reason.CERTIFICATE)


def test_a_certificate_of_another_host(tls_host):
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    assert asker_for(tls_host, tls=trusting).ask(tls_host.at("/")) == Answer(Reason.CERTIFICATE)


def test_a_valid_certificate(tls_host):
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    assert asker_for(tls_host, tls=trusting).ask(tls_host.at("/", "localhost")) == Answer(status=200)


def test_an_incomplete_chain_is_not_called_broken(host, monkeypatch):
    def refuse(*args, **kwargs):
        error = ssl.SSLCertVerificationError("unable to get local issuer certificate")
        error.verify_code = 20
        raise error

    asker = asker_for(host)
    monkeypatch.setattr(asker, "_wrapped", refuse)
    assert asker.ask(host.at("/")) == Answer(Reason.CHAIN)


def test_a_host_that_speaks_no_tls(host):
    assert asker_for(host).ask(host.at("/").replace("http:", "https:")).reason in (Reason.ODD, Reason.CUT)


# ── Manners ────────────────────────────────────────────────────────────────


def test_there_is_a_pause_between_two_requests_to_a_host_and_none_between_hosts():
    slept = []
    turns = Turns(pause=100, sleep=slept.append)
    for name in ("a.example", "b.example"):
        with turns.at(name):
            pass
    assert slept == []
    with turns.at("a.example"):
        pass
    assert len(slept) == 1
    assert 90 < slept[0] <= 100


def test_a_redirect_waits_its_turn_too(host):
    slept = []
    ask(host, "/301/new", turns=Turns(pause=100, sleep=slept.append))
    assert len(slept) == 1


def test_nobody_is_second_at_a_host():
    turns = Turns(pause=0)
    entered = threading.Event()

    def enter():
        with turns.at("a.example"):
            entered.set()

    second = threading.Thread(target=enter)
    with turns.at("a.example"):
        second.start()
        assert not entered.wait(0.05)
    second.join()
    assert entered.is_set()
