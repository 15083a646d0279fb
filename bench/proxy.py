"""Does deploy/nginx.conf, as it is shipped, keep our promises? Starts the site and nginx, and tries to break them.

    make proxy

Needs nginx and openssl. Takes three minutes, on a busy machine six. Everything is below bench/.scratch/ and gone
afterwards. Ends with an error where something does not hold.
"""

import random
import re
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from bench import proxy_traces, smuggling, wrong_site
from bench.asking import HOST, Proof, Reader, kept_in
from bench.nginx import nginx_in_front
from bench.proxy_site import ENCODINGS, Site, running_site
from bench.scratch import scratch_folder
from bench.servers import free_port
from bench.wrong_site import FORGED, FORMS, OF_A_BROWSER, OTHERS

QUERIES = 1_000
# Seconds between a change and the moment when every worker knows of it, and what a clock of whole seconds adds.
KNOWN, TURN = 2, 1


def main() -> None:
    proof = Proof()
    with scratch_folder() as scratch:
        certificate = make_certificate(scratch)
        wrong_site.check(proof, folder_of(scratch, "wrong"), certificate)
        smuggling.check(proof, folder_of(scratch, "wire"), certificate)
        port, folder = free_port(), folder_of(scratch, "front")
        reader = Reader(port, certificate)
        with ExitStack() as running:
            site = running.enter_context(running_site(scratch / "site", f"https://{HOST}:{port}"))
            with nginx_in_front(port, site.port, folder, HOST, tls=True, marked=True):
                paths = site.public_paths()
                poisoned(proof, reader, site, paths)
                kept(proof, reader, folder, paths)
                never_kept(proof, reader, folder)
                filled(proof, reader, folder, paths)
                changed(proof, reader, site)
                proxy_traces.written(proof, reader, folder)
                _fresh, _stale, broken = allowed(reader)
                running.close()
                down(proof, reader, broken)
                proxy_traces.left(proof, reader, scratch)
    print(f"\n{len(proof.broken)} of these do not hold." if proof.broken else "\nAll of this holds.")
    sys.exit(bool(proof.broken))


def make_certificate(scratch: Path) -> Path:
    """For a day, for this name alone; with its key beside it."""
    certificate = scratch / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", scratch / "key.pem",
         "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate


def folder_of(scratch: Path, name: str) -> Path:
    """A folder for one nginx, with the certificate in it."""
    folder = scratch / name
    folder.mkdir()
    for file in ("cert.pem", "key.pem"):
        (folder / file).write_bytes((scratch / file).read_bytes())
    return folder


def poisoned(proof: Proof, reader: Reader, site: Site, paths: list[str]) -> None:
    """Each address is asked for by an attacker first, in a way of his own."""
    proof.of("What an attacker asks for first, the next reader gets as the site gives it")
    pages = iter(paths)
    for header in [*FORGED, *OF_A_BROWSER, ("Accept-Encoding", "telltale"), ("Accept-Encoding", "gzip;q=0, *")]:
        attack(proof, reader, site, next(pages), f"after {header[0]}: {header[1]}", headers=[header])
    attack(proof, reader, site, next(pages), "after HEAD", method="HEAD")
    attack(proof, reader, site, next(pages), "after POST", method="POST", body=b"page=2&q=x")
    attack(proof, reader, site, next(pages), "after GET with a body", body=b"GET /evil/ HTTP/1.1\r\n\r\n")
    attack(proof, reader, site, next(pages), "after another name", host="evil.example")
    path = next(pages)
    for crooked in (f"/.{path}", f"/x/..{path}", f"{path}?page=2", f"{path}%3Fpage=2", f"{path}%00", f"/{path}"):
        reader.ask(crooked)
    attack(proof, reader, site, path, "after crooked addresses")


def attack(proof: Proof, reader: Reader, site: Site, path: str, claim: str, **request: object) -> None:
    reader.ask(path, **request)  # type: ignore[arg-type]
    wrong = []
    for encoding in ENCODINGS:
        direct, front = site.direct(path, encoding), reader.ask(path, headers=[("Accept-Encoding", encoding)])
        same = all(direct.headers.get(name) == front.headers.get(name) for name in ("etag", "content-encoding", "vary"))
        if (direct.status, direct.body) != (front.status, front.body) or not same:
            wrong.append(encoding)
    proof.holds(f"{path} {claim}", not wrong, wrong or "")


def kept(proof: Proof, reader: Reader, folder: Path, paths: list[str]) -> None:
    proof.of("What is kept")
    wrong = []
    for path in paths:
        for encoding in ENCODINGS:
            reader.ask(path, headers=[("Accept-Encoding", encoding)])
            again = reader.ask(path, headers=[("Accept-Encoding", encoding)])
            # On a slow machine five seconds may be over.
            if again.status != 200 or again.kept not in ("HIT", "REVALIDATED", "EXPIRED", "UPDATING"):
                wrong.append(f"{path} {again.status} {again.kept}")
    proof.holds(
        "every public page, feed, calendar and list of pages, in three encodings", not wrong, wrong or len(paths)
    )
    page = reader.ask("/rights/")
    tag = page.headers.get("etag", "")
    proof.holds("304 to who has it", reader.ask("/rights/", headers=[("If-None-Match", tag)]).status == 304, tag)
    head = reader.ask("/rights/", "HEAD")
    proof.holds("HEAD tells the same, without words", head.body == b"" and head.headers.get("etag") == tag)
    time.sleep(allowed(reader)[0])
    again = reader.ask("/rights/")
    proof.holds("asked anew after five seconds, the site says 304 to nginx",
                again.kept == "REVALIDATED" and again.body == page.body, again.kept)  # fmt: skip
    proof.holds(
        "no cookie", not any("set-cookie" in reader.ask(path).headers for path in ("/", "/contact/", "/leave/"))
    )
    proof.holds("each key once", len(kept_in(folder)) <= len(paths) * len(ENCODINGS), len(kept_in(folder)))


def never_kept(proof: Proof, reader: Reader, folder: Path) -> None:
    proof.of("What never is")
    before = kept_in(folder)
    for path in (*FORMS, *OTHERS, "/search/?q=rights", "/es/search/?q=derechos", "/no-such-page/", "/contact", "/help"):
        for method in ("GET", "HEAD", "POST"):
            reader.ask(path, method, body=b"q=rights" if method == "POST" else b"")
    reader.ask("/help/", "POST", body=b"q=rights")
    new = kept_in(folder) - before
    proof.holds("forms, messages, search, staff, the way out, pictures, what is not there, POST", not new, new or "")
    for path in ("/contact/", "/messages/", "/speaker/", "/staff/login/", "/leave/"):
        said = reader.ask(path).headers.get("cache-control", "")
        proof.holds(f"{path} says no-store itself", "no-store" in said, said)


def filled(proof: Proof, reader: Reader, folder: Path, paths: list[str]) -> None:
    proof.of("Filling it")
    chance = random.Random(6)  # noqa: S311 - so that it is the same each time
    before = kept_in(folder)
    seen = set()
    for number in range(QUERIES):
        path = chance.choice(paths)
        crooked = "".join(f"%{ord(each):02x}" if each.isalpha() and chance.random() < 0.3 else each for each in path)
        name = chance.choice(["page", "p", "q", "fbclid", "utm_source", f"x{number}", "PAGE", "pa%67e"])
        headers = [("Accept-Encoding", f"{chance.choice(['br', 'gzip', 'x'])};q=0.{number}"), ("Cookie", f"a={number}"),
                   ("User-Agent", f"robot {number}"), ("X-Forwarded-Host", f"evil{number}.example")]  # fmt: skip
        seen.add(
            reader.ask(f"{chance.choice([path, crooked])}?{name}={number}&{name}={number + 1}", headers=headers).status
        )
    for number in range(200):
        reader.ask(f"/no-such-page-{number}/")
        reader.ask(f"/help/{quote('琥')}{number}/")
    new = kept_in(folder) - before
    proof.holds(f"{QUERIES} hostile queries and headers add nothing", not new, new or sorted(seen))


def allowed(reader: Reader) -> tuple[int, int, int]:
    """For how many seconds nginx may show a page on its own, for how many while it asks, and where it cannot ask."""
    said = reader.ask("/rights/").headers["cache-control"]
    names = ("s-maxage", "stale-while-revalidate", "stale-if-error")
    fresh, stale, broken = (int(re.findall(rf"{name}=(\d+)", said)[0]) for name in names)
    return fresh + TURN, fresh + stale + TURN, fresh + broken + TURN


def changed(proof: Proof, reader: Reader, site: Site) -> None:
    proof.of("What staff change")
    fresh, stale, _broken = allowed(reader)
    took = site.edited(lambda words: words in reader.ask("/about/").words, limit=stale)
    proof.holds("an edit shows on a page that is read all the time", took <= fresh + KNOWN, f"{took:.1f} s")
    site.take_down("rights/compensation/", lambda: reader.ask("/rights/compensation/"))
    time.sleep(fresh + KNOWN)
    alone = reader.ask("/rights/compensation/")
    proof.holds(
        "a page that is taken down is gone for the first who asks then", alone.status in (404, 410), alone.status
    )
    last = site.taken_down_while_many_read("/rights/papers/", reader, stale + KNOWN + 2)
    proof.holds(
        "and is seen by nobody later on, though many ask at once", last <= stale + KNOWN, f"last {last:.1f} s after"
    )


def down(proof: Proof, reader: Reader, broken: int) -> None:
    proof.of("While the site is down")
    proof.holds("what was read just now is shown on", reader.ask("/rights/").status == 200)
    way_out = reader.ask("/leave/")
    proof.holds(
        "the way out is open", way_out.status == 303 and "location" in way_out.headers, way_out.headers.get("location")
    )
    form = reader.post("/contact/", b"message=words")
    proof.holds("a form says so in plain words", form.status == 503 and "minute" in form.words)
    end = time.monotonic() + broken
    while time.monotonic() < end:
        reader.ask("/rights/")
        time.sleep(0.5)
    proof.holds(
        "and half a minute later pages say so too, however often they are asked for",
        reader.ask("/rights/").status == 503,
    )


if __name__ == "__main__":
    main()
