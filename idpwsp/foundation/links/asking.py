"""Asking other hosts whether an address still leads somewhere, and telling them as little as possible.

No Referer, no name of ours, nothing of an answer but its status and where it sends on. Staff write the addresses, so
each is taken for hostile: a host's name is resolved once, the connection goes to that very IP address, and never to
one that is not public (server-side request forgery), neither at first nor after a redirect.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urldefrag, urljoin, urlsplit

from idpwsp.foundation.links.outcome import Answer, Reason

# In seconds: for one request as a whole, and between two to the same host.
TIMEOUT = 15.0
PAUSE = 1.0
MAX_REDIRECTS = 5
PORTS = frozenset({80, 443, 8080, 8443})
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; link-check)", "Accept": "*/*", "Connection": "close"}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
# LinkedIn answers programs with 999.
TURNED_AWAY = frozenset({401, 403, 407, 429, 451, 999})
GONE = frozenset({404, 410})
# How OpenSSL names a chain that the host sends incomplete: browsers fetch what is missing, this check does not.
INCOMPLETE_CHAIN = frozenset({20, 21})
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052


class NoAnswerError(Exception):
    """There was no HTTP answer. ``is_final``: no other method would get one."""

    def __init__(self, reason: Reason, is_final: bool = False) -> None:
        self.reason, self.is_final = reason, is_final


class Turns:
    """One request at a time to a host, with a pause between two."""

    def __init__(self, pause: float = PAUSE, sleep: Callable[[float], None] = time.sleep) -> None:
        self._pause, self._sleep = pause, sleep
        self._guard = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}

    @contextmanager
    def at(self, host: str) -> Iterator[None]:
        with self._guard:
            turn = self._hosts.setdefault(host, threading.Lock())
        with turn:
            wait = self._free_at.get(host, 0) - time.monotonic()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self._free_at[host] = time.monotonic() + self._pause


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network; of an IPv6 form of an IPv4 address, whether that does."""
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.sixtofour or ip.teredo:
            # Tunnels that nobody serves pages through, and that could lead anywhere.
            return False
        ip = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip.ipv4_mapped or ip
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


@dataclass
class Asker:
    """Asks one address at a time; may be used by several threads. Tests let it reach this machine."""

    timeout: float = TIMEOUT
    may_reach: Callable[[str], bool] = is_public
    ports: frozenset[int] = PORTS
    turns: Turns = field(default_factory=Turns)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(self, address: str) -> Answer:
        """What an address says, after at most ``MAX_REDIRECTS`` redirects. Raises nothing."""
        here, moved_to, is_permanent = address, "", True
        for _request in range(MAX_REDIRECTS + 1):
            try:
                status, location = self._request(here)
            except NoAnswerError as error:
                return Answer(error.reason)
            if status not in REDIRECTS or not location:
                return _judge(address, here, status, moved_to)
            try:
                here = urldefrag(urljoin(here, location)).url
            except ValueError:
                return Answer(Reason.ODD, status)
            is_permanent = is_permanent and status in PERMANENT
            moved_to = here if is_permanent else moved_to
        return Answer(Reason.CIRCLES)

    def _request(self, address: str) -> tuple[int, str]:
        """Status and Location. Asked for the head alone first; what a host says to that is believed if it is good."""
        try:
            status, location = self._exchange("HEAD", address)
        except NoAnswerError as error:
            if error.is_final:
                raise
        else:
            # Who asks for fewer requests does not get a second one.
            if status < 400 or status == 429:
                return status, location
        return self._exchange("GET", address)

    def _exchange(self, method: str, address: str) -> tuple[int, str]:
        """One request, and the head of its answer. The body is never read."""
        parts, host, port = self._target(address)
        with self.turns.at(host):
            deadline = time.monotonic() + self.timeout
            plain = self._connect(host, port, deadline)
            with plain, _cut_off(plain, deadline):
                try:
                    answer = _talk(self._wrapped(plain, parts.scheme, host), method, parts, host, port)
                except ssl.SSLCertVerificationError as error:
                    is_incomplete = error.verify_code in INCOMPLETE_CHAIN
                    raise NoAnswerError(Reason.CHAIN if is_incomplete else Reason.CERTIFICATE, True) from error
                except (OSError, http.client.HTTPException, ValueError) as error:
                    raise NoAnswerError(_what_failed(error, deadline)) from error
            if time.monotonic() >= deadline:
                # Cut off among the headers, which looks like their end.
                raise NoAnswerError(Reason.SILENT)
            return answer

    def _target(self, address: str) -> tuple[SplitResult, str, int]:
        """An address taken apart: (its parts, host as DNS knows it, port)."""
        try:
            parts = urlsplit(address)
            port = parts.port or {"http": 80, "https": 443}[parts.scheme]
            host = parts.hostname or ""
            host = host if host.isascii() else host.encode("idna").decode()
        except (ValueError, KeyError) as error:
            raise NoAnswerError(Reason.NOT_WEB, is_final=True) from error
        if not host or parts.username is not None or port not in self.ports:
            raise NoAnswerError(Reason.NOT_WEB, is_final=True)
        return parts, host, port

    def _connect(self, host: str, port: int, deadline: float) -> socket.socket:
        """A connection to one of the host's public IP addresses, in the order that the system prefers."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            # A label that is too long is no name either.
            is_none = isinstance(error, UnicodeError) or error.errno in NO_SUCH_NAME
            raise NoAnswerError(Reason.NO_HOST if is_none else Reason.SILENT, is_final=True) from error
        ips = list(dict.fromkeys(str(sockaddr[0]) for *_kind, sockaddr in found))
        allowed = [ip for ip in ips if self.may_reach(ip)]
        if not allowed:
            raise NoAnswerError(Reason.PRIVATE, is_final=True)
        reason = Reason.SILENT
        for number, ip in enumerate(allowed):
            share = (deadline - time.monotonic()) / (len(allowed) - number)
            if share <= 0:
                break
            try:
                return socket.create_connection((ip, port), timeout=share)
            except ConnectionRefusedError:
                reason = Reason.REFUSED
            except OSError:
                # No way to it from here, which says nothing about its other addresses.
                continue
        raise NoAnswerError(reason, is_final=True)

    def _wrapped(self, plain: socket.socket, scheme: str, host: str) -> socket.socket:
        plain.settimeout(self.timeout)
        return self.tls.wrap_socket(plain, server_hostname=host) if scheme == "https" else plain


def _talk(sock: socket.socket, method: str, parts: SplitResult, host: str, port: int) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, port)
    connection.default_port = {"http": 80, "https": 443}[parts.scheme]
    connection.sock = sock
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~|[]")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~|[]?") if parts.query else ""
    try:
        connection.request(method, path + query, headers=HEADERS)
        with connection.getresponse() as response:
            # Headers are read as Latin-1; an address that is not ASCII is sent as UTF-8.
            location = (response.getheader("Location") or "").encode("latin-1").decode(errors="replace")
            return response.status, location
    finally:
        connection.close()


@contextmanager
def _cut_off(plain: socket.socket, deadline: float) -> Iterator[None]:
    """End a connection at its deadline. A socket's own timeout begins anew with every byte that trickles in."""

    def end() -> None:
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    with plain.dup() as handle:
        timer = threading.Timer(max(0, deadline - time.monotonic()), end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _what_failed(error: Exception, deadline: float) -> Reason:
    if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
        return Reason.SILENT
    # An ssl.SSLError is an OSError too, but not one that passes.
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
        return Reason.CUT
    return Reason.ODD


def _judge(address: str, here: str, status: int, moved_to: str) -> Answer:
    """What the last answer, found at ``here``, says about the address asked for."""
    if 200 <= status < 300:
        if here != address and urlsplit(here).path in ("", "/") and urlsplit(address).path not in ("", "/"):
            return Answer(Reason.FRONT_PAGE, status)
        return Answer(status=status, moved_to=moved_to if moved_to != address else "")
    if status in GONE:
        return Answer(Reason.GONE, status)
    if status in TURNED_AWAY:
        return Answer(Reason.TURNED_AWAY, status)
    return Answer(Reason.HOST_ERROR if 500 <= status < 600 else Reason.ODD, status)
