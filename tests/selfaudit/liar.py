"""A small site on the loopback address that keeps every promise, until a test has it lie about one."""

import base64
import gzip
import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from idpwsp.selfaudit.site import FOUND

CERTIFICATE = Path(__file__).parent.parent / "foundation" / "localhost.pem"
STYLE = "body{color:#000}"
HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{HASH}'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
KEPT_BY_NOBODY = {"Cache-Control": "no-store", "ETag": None}
# Address → (what stands in <main> in English, in Spanish), and further headers.
CARD = """<article class="card" id="one"><h2>A statement</h2><p class="sources">Source: <a href="https://law.example/"
rel="noreferrer">Law</a></p><p class="checked">Checked at the source on Nov. 1, 2026. Next check due Nov. 1, 2099.</p>
</article>"""
SERVICE = CARD.replace('class="card" id="one"', 'class="service" id="two"')
DANGER = '<a href="tel:911">911</a>'
FORM = """<form method="post" autocomplete="off"><input type="hidden" name="x"><textarea name="words"></textarea>
<button>Send</button></form>"""
PAGES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "": ("<h1>Home</h1><p>All that we know is here.</p>", "<h1>Inicio</h1><p>Todo lo que sabemos.</p>", {}),
    "help/": (
        f'<h1>Help</h1><p>Now: <a href="tel:911">911</a>, <a href="tel:+14155550100">us</a></p>{SERVICE}',
        f'<h1>Ayuda</h1><p>Ahora: <a href="tel:911">911</a>, <a href="tel:+14155550100">nosotras</a></p>{SERVICE}',
        {},
    ),
    "rights/": (f"<h1>Rights</h1>{CARD}", f"<h1>Derechos</h1>{CARD}", {}),
    "contact/": (
        f'<h1>Write</h1><p>Now: {DANGER}.</p><p class="deleted-after">Deleted after 90 days.</p>{FORM}',
        f'<h1>Escribe</h1><p>Ahora: {DANGER}.</p><p class="deleted-after">Se borra después de 90 días.</p>{FORM}',
        KEPT_BY_NOBODY,
    ),
    "search/": (
        '<h1>Search for words</h1><form method="post" action="/search/"><input name="q"><button>Go</button></form>',
        '<h1>Busca palabras</h1><form method="post" action="/es/search/"><input name="q"><button>Ir</button></form>',
        {},
    ),
}
# Not in the sitemap.
UNNAMED = ("search/",)


@dataclass
class Reply:
    """What goes over the wire. A lie changes it; a header of None is not sent."""

    path: str
    status: int = 200
    headers: dict[str, str | None] = field(default_factory=dict)
    body: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    # Headers that are sent more than once.
    again: list[tuple[str, str]] = field(default_factory=list)
    is_packed: bool = True

    def replace(self, old: str, new: str) -> None:
        assert old in self.body, f"{old} is not in {self.path}"
        self.body = self.body.replace(old, new)


Lie = Callable[[Reply], object]


class Liar(ThreadingHTTPServer):
    """Serves the site. ``lie`` may change any answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.scheme, self.name = "http", "127.0.0.1"
        self.lie: Lie = lambda reply: None
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.name}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up is meant to."""

    def honest(self, path: str, asked: dict[str, str]) -> Reply:
        """The answer that keeps every promise."""
        if path == FOUND:
            reply = self._page("/search/")
            reply.path, reply.headers["ETag"], reply.headers["Cache-Control"] = FOUND, None, "private, no-cache"
            return reply
        if path == "/leave/":
            return self._plain(Reply(path, 303, {"Location": "https://weather.example/", "Cache-Control": "no-store"}))
        if path == "/staff/login/":
            reply = self._plain(Reply(path, 200, body="<title>Staff</title>", is_packed=False))
            secure = "; Secure" if self.scheme == "https" else ""
            reply.cookies = [f"staff-form=x; HttpOnly; Path=/staff/; SameSite=Strict{secure}"]
            return self._for_staff(reply)
        if path.startswith("/staff/"):
            return self._for_staff(Reply(path, 302, {"Location": "/staff/login/"}, is_packed=False))
        if path == "/robots.txt":
            return self._plain(Reply(path, body="Disallow: /staff/\n"), "text/plain; charset=utf-8")
        if path == "/sitemap.xml":
            return self._plain(Reply(path, body=f"<loc>{self.url}/sitemap-pages.xml</loc>"), "application/xml")
        if path == "/sitemap-pages.xml":
            named = [f"{prefix}{each}" for each in PAGES if each not in UNNAMED for prefix in ("/", "/es/")]
            body = "".join(f"<loc>{self.url}{each}</loc>" for each in named)
            return self._plain(Reply(path, body=body), "application/xml")
        if path == "/static/leave.js":
            return self._plain(Reply(path, body='"use strict";'), "text/javascript; charset=utf-8")
        return self._page(path)

    def _page(self, path: str) -> Reply:
        language = "es" if path.startswith("/es/") else "en"
        bare = path.removeprefix("/es/" if language == "es" else "/")
        found = PAGES.get(bare)
        nothing = ("<h1>Not here</h1><p>This page is not there.</p>", "<h1>No está</h1><p>Esa página no está.</p>", {})
        main, spanish, headers = found or nothing
        alternates = "".join(
            f'<link rel="alternate" hreflang="{code}" href="{self.url}{prefix}{bare}">'
            for code, prefix in (("en", "/"), ("es", "/es/"), ("x-default", "/"))
        )
        body = f"""<!doctype html><html lang="{language}"><head><title>Page · IDPWSP</title><style>{STYLE}</style>
{alternates if found else ""}<script src="/static/leave.js" defer></script></head><body class="calm">
<a href="/leave/" rel="noreferrer nofollow">Leave</a><ul><li><a href="/{bare}" lang="en" hreflang="en">English</a></li>
<li><a href="/es/{bare}" lang="es" hreflang="es">Español</a></li></ul>
<main>{spanish if language == "es" else main}</main></body></html>"""
        return self._plain(Reply(path, 200 if found else 404, {"ETag": '"1"', **headers}, body))

    def _plain(self, reply: Reply, kind: str = "text/html; charset=utf-8") -> Reply:
        reply.headers = {
            "Content-Type": kind,
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=()",
            "Cache-Control": "public, max-age=0, s-maxage=5",
            "Vary": "Accept-Encoding",
            "Server": "nginx",
            "Strict-Transport-Security": "max-age=31536000" if self.scheme == "https" else None,
            **reply.headers,
        }
        return reply

    def _for_staff(self, reply: Reply) -> Reply:
        reply.headers |= {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
        return self._plain(reply)


class Answers(BaseHTTPRequestHandler):
    server: Liar
    protocol_version = "HTTP/1.1"
    # An answer in one packet: two would wait for each other.
    wbufsize = -1

    def do_GET(self) -> None:
        asked = dict(self.headers)
        self.server.asked.append((self.command, self.path, asked))
        sent = self.rfile.read(int(asked.get("Content-Length", 0)))
        # What was found is told apart by a lie.
        reply = self.server.honest(FOUND if (self.path, sent) == ("/search/", b"q=help") else self.path, asked)
        reply.asked = asked
        self.server.lie(reply)
        if reply.headers.get("ETag") and asked.get("If-None-Match") == reply.headers["ETag"]:
            reply.status, reply.body, reply.is_packed = 304, "", False
        body = reply.body.encode(errors="surrogateescape")
        if reply.is_packed and body:
            body = gzip.compress(body)
        self.send_response_only(reply.status)
        if reply.is_packed and reply.body:
            self.send_header("Content-Encoding", "gzip")
        for name, value in reply.headers.items():
            if value is not None:
                self.send_header(name, value)
        for name, value in reply.again:
            self.send_header(name, value)
        for cookie in reply.cookies:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    do_POST = do_HEAD = do_GET  # noqa: N815 - the library's own names

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(is_encrypted: bool = False, kind: Callable[[], Liar] = Liar) -> Iterator[Liar]:
    with kind() as liar:
        if is_encrypted:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            liar.socket = context.wrap_socket(liar.socket, server_side=True)
            liar.scheme, liar.name = "https", "localhost"
        threading.Thread(target=liar.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield liar
        finally:
            liar.shutdown()
