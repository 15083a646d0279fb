"""A site that says of every answer that it may be kept, and tells what it was asked: what does nginx make of it?"""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.asking import ADDRESS, HOST, Answer, Proof, Reader, kept_in
from bench.nginx import nginx_in_front
from bench.servers import free_port

FORMS = (
    "/contact/", "/es/contact/", "/zh-hant/contact/", "/speaker/", "/volunteer/", "/brochure/order/", "/messages/",
    "/messages/check/", "/es/messages/write/", "/withdraw/", "/endorse/our-cause/", "/endorse/our-cause/names/",
    "/campaigns/our-cause/reply/", "/es/news/our-story/reply/", "/search/", "/search/?q=word", "/fil/search/?q=word",
)  # fmt: skip
OTHERS = (
    "/leave/",
    "/staff/",
    "/staff/inbox/",
    "/staff/login/?next=/staff/",
    "/media/pictures/0123456789abcdef/480.avif",
)
# Whatever a stranger may write into a request to change what the site makes of it.
FORGED = (
    ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "http"),
    ("X-Forwarded-Protocol", "http"), ("X-Forwarded-Ssl", "off"), ("X-Forwarded-Port", "1"),
    ("X-Real-IP", "203.0.113.9"), ("Forwarded", "for=203.0.113.9;host=evil.example;proto=http"),
    ("SCRIPT_NAME", "/evil"), ("PATH_INFO", "/evil/"), ("X_Forwarded_Host", "evil.example"),
    ("Cookie", "staff=stolen"), ("Authorization", "Basic c3RhZmY6"),
)  # fmt: skip
OF_A_BROWSER = (
    ("User-Agent", "Mozilla/5.0 (Telltale)"), ("Accept-Language", "vi"), ("Referer", "https://telltale.example/"),
    ("Range", "bytes=0-9"), ("If-Range", '"x"'), ("If-None-Match", "*"),
    ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"), ("Cache-Control", "no-cache"), ("Pragma", "no-cache"),
    ("X-HTTP-Method-Override", "DELETE"), ("X-Original-URL", "/evil/"), ("X-Rewrite-URL", "/evil/"), ("TE", "trailers"),
    ("Upgrade", "h2c"), ("Accept-Encoding", "br;q=0, telltale, gzip;q=0.5"), ("Save-Data", "on"),
)  # fmt: skip


class Wrong(BaseHTTPRequestHandler):
    """Tells in JSON how it was asked."""

    protocol_version = "HTTP/1.1"
    STATUS = {"missing": 404, "gone": 410, "moved": 301, "broken": 500}

    def do_GET(self) -> None:
        length = len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        asked = {
            "method": self.command, "address": self.path, "body": length,
            "headers": [[name.lower(), value] for name, value in self.headers.items()],
        }  # fmt: skip
        body = json.dumps(asked).encode()
        self.send_response(next((code for word, code in self.STATUS.items() if word in self.path), 200))
        self.send_header("Cache-Control", "public, max-age=31536000, s-maxage=31536000, immutable")
        self.send_header("Vary", "Cookie, User-Agent")
        if "cookie" in self.path:
            self.send_header("Set-Cookie", "staff=secret")
        self.send_header("Location", "/moved/elsewhere/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_POST = do_HEAD = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's own names

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[int]:
    """The port of the wrong site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Wrong)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def check(proof: Proof, folder: Path, certificate: Path) -> None:
    """Everything that nginx has to hold whatever the site says."""
    port = free_port()
    with serving() as site, nginx_in_front(port, site, folder, HOST, tls=True, marked=True):
        reader = Reader(port, certificate)
        never_kept(proof, reader, folder)
        what_arrives(proof, reader)
        names(proof, reader, folder)
        sizes(proof, reader, folder)


def never_kept(proof: Proof, reader: Reader, folder: Path) -> None:
    proof.of("With a site that calls every answer public for a year")
    reader.ask("/help/")
    proof.holds("a page is kept", reader.ask("/help/").kept == "HIT")
    for what, paths in (("form", FORMS), ("page of staff, picture or the way out", OTHERS)):
        asked = [reader.ask(path) for path in paths for _twice in range(2)]
        seen = {answer.kept for answer in asked} | {str(answer.status) for answer in asked}
        proof.holds(f"no {what} is kept", seen == {"", "200"}, len(paths) if seen == {"", "200"} else seen)
    for method in ("POST", "PUT", "DELETE"):
        before = kept_in(folder)
        proof.holds(f"no answer to {method} is kept, or answered from what is kept",
                    reader.ask("/help/", method, body=b"a=b").kept == "" and kept_in(folder) == before)  # fmt: skip
    for path in ("/missing/", "/gone/", "/moved/", "/broken/", "/cookie/", "/help/?page=2", "/help/?page=99999"):
        asked = [reader.ask(path).kept for _twice in range(2)]
        proof.holds(f"{path} is not kept", "HIT" not in asked)
    proof.holds("nothing else is there", kept_in(folder) == {f"identity {HOST} /help/"}, kept_in(folder))


def what_arrives(proof: Proof, reader: Reader) -> None:
    proof.of("What the site is told")
    page = told(reader.ask("/rights/?utm_source=x&page=2&page=3&fbclid=y", headers=[*OF_A_BROWSER, *FORGED]))
    expected = [["host", HOST], ["x-forwarded-proto", "https"], ["accept-encoding", "gzip"]]
    proof.holds("of who asks for a page: nothing but the encoding", page["headers"] == expected, page["headers"])
    proof.holds("and one number of the query", page["address"] == "/rights/?page=2", page["address"])
    for path, names in (("/contact/", FORGED), ("/staff/", [each for each in FORGED if each[0] not in SIGNED_IN])):
        form = told(reader.post(f"{path}?a=b", b"words=here", *names, *OF_A_BROWSER))
        forwarded = [value for name, value in form["headers"] if name == "x-forwarded-for"]
        proof.holds(f"of who writes to {path}: the address, once", forwarded == [ADDRESS], forwarded)
        arrived = {(name, value) for name, value in map(tuple, form["headers"])}
        forged = {(name.lower(), value) for name, value in names} - {
            ("x-forwarded-port", "1"),
            ("x-real-ip", "203.0.113.9"),
        }
        proof.holds("nothing forged that anybody here believes", not arrived & forged, arrived & forged or "")
        proof.holds("the words and the whole query", (form["body"], form["address"]) == (10, f"{path}?a=b"))
    staff = dict(told(reader.ask("/staff/", headers=[("Cookie", "staff=mine")]))["headers"])
    proof.holds("below /staff/ the cookie", staff.get("cookie") == "staff=mine")
    crooked = told(reader.ask("/%68elp/%0d%0aX-Forwarded-Proto:%20http%0d%0a/"))
    proof.holds("no header is made out of an address", len(crooked["headers"]) == 3, crooked["address"])


SIGNED_IN = ("Cookie", "Authorization")


def told(answer: Answer) -> dict:
    return json.loads(answer.body)


def names(proof: Proof, reader: Reader, folder: Path) -> None:
    proof.of("Names of the site")
    for host in ("evil.example", "", f"evil.{HOST}", f"{HOST}.evil.example", "127.0.0.1"):
        proof.holds(f"asked for the name {host!r}, it says nothing", reader.ask("/help/", host=host).status in (0, 400))
    absolute = reader.ask("https://evil.example/help/", host=HOST)
    proof.holds("nor for a name in the request line", absolute.status in (0, 400), absolute.status)
    try:
        with socket.create_connection(("127.0.0.1", reader.port), timeout=5) as plain:
            ssl.create_default_context(cafile=reader.certificate).wrap_socket(plain, server_hostname="evil.example")
        refused = False
    except ssl.SSLCertVerificationError:
        refused = False
    except (OSError, ssl.SSLError):
        refused = True
    proof.holds("and shows no certificate to who asks for another", refused)
    with socket.socket(socket.AF_UNIX) as plain:
        plain.connect(str(folder / "http.sock"))
        plain.sendall(f"GET /help/?page=2 HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        led = plain.recv(4096).decode()
    proof.holds("without TLS it leads to the same address with it",
                led.startswith("HTTP/1.1 301") and f"https://{HOST}:{reader.port}/help/?page=2\r\n" in led)  # fmt: skip


def sizes(proof: Proof, reader: Reader, folder: Path) -> None:
    proof.of("Sizes")
    for path, most in (("/contact/", 1 << 20), ("/help/", 1 << 20), ("/staff/", 28 << 20)):
        proof.holds(f"{path} takes {most >> 20} MB", reader.post(path, b"x" * most).status == 200)
        over = reader.post(path, b"x" * (most + 1))
        proof.holds("and no byte more", over.status == 413 and "too long" in over.words, over.status)
    slow = [reader.connected() for _each in range(3)]
    for connection in slow:
        connection.sendall(
            f"POST /staff/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 9000000\r\n\r\n".encode() + b"x" * 4_000_000
        )
    proof.holds("a fourth large upload at once is refused", reader.post("/staff/", b"x" * 9_000_000).status == 503)
    proof.holds("words of staff are not", reader.post("/staff/", b"x" * 999_999).status == 200)
    for connection in slow:
        connection.close()
    left = list((folder / "run" / "bodies").iterdir())
    proof.holds("nothing is left of any", not left, left or "")
