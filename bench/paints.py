"""What a reader on an old phone and a slow line waits for: first and largest paint, against the floor.

Start the site in one window (``make run``), then in another::

    CHROMIUM=$(sh .ci/chromium) .venv/bin/python -m bench.paints [http://127.0.0.1:8000 [rounds]]

The phone is emulated in Chromium: 360 × 740, processor four times slower, 400 ms for each round trip, 400 kbit/s both
ways, nothing kept from before. The floor is nginx, which serves as files the very bytes and headers that the site has
sent for each page and for what the page asks for besides; so nothing but the server differs. Both are asked in turn,
in rounds. Without nginx the site alone is measured.

Each page is asked for just before, as on a busy day. Whoever comes to a page that nobody has asked for in the last
seconds waits for it to be made too: ``bench/uncached.py`` says how long. Not emulated is the opening of a connection,
which costs both the same: a round trip, and another one for TLS.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.rounds import ROUNDS, ratios
from bench.servers import NGINX
from bench.table import Row, report

# Of the same page by nginx.
MOST = 1.1
PHONE = {"width": 360, "height": 740}
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWER_PROCESSOR = 4
ADDRESSES = ["/", "/help/", "/rights/compensation/", "/contact/", "/es/"]
# Milliseconds after the page is loaded until all is painted, and the icon is there too.
SETTLED = 900
# How often a page is asked for before, so that each worker of the site is likely to have it.
WORKERS = 6
# Sent by nginx itself, or true for one connection alone.
NOT_COPIED = {"connection", "content-length", "content-type", "date", "etag", "keep-alive", "transfer-encoding"}
PAINTS = """() => new Promise(resolve => new PerformanceObserver(list => {
    const largest = list.getEntries().at(-1);
    const [first] = performance.getEntriesByName("first-contentful-paint");
    resolve([first.startTime, largest.startTime, largest.element?.tagName.toLowerCase() ?? ""]);
}).observe({type: "largest-contentful-paint", buffered: true}))"""


@dataclass
class Paints:
    """What one server needs for one page: milliseconds of each visit; of the last visit the requests and bytes."""

    address: str
    server: str
    first: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)
    # What is painted largest: "p", "h1", "img".
    element: str = ""
    requests: int = 0
    # On the wire, with headers, everything the page asks for.
    weight: int = 0


@contextmanager
def slow_phone(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """An emulated phone that has never been here before."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    yield page, devtools
    context.close()


def visit(browser: Browser, site: str, paints: Paints) -> None:
    """One reader's first page."""
    for _worker in range(WORKERS):
        fetched(site, paints.address)
    with slow_phone(browser) as (page, devtools):
        weights: list[float] = []
        devtools.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
        page.goto(site + paints.address, wait_until="load")
        page.wait_for_timeout(SETTLED)
        first, largest, paints.element = page.evaluate(PAINTS)
    paints.first.append(first)
    paints.largest.append(largest)
    # Pictures of the browser's own, in a date field for example, weigh nothing.
    paints.requests, paints.weight = sum(weight > 0 for weight in weights), int(sum(weights))


def fetched(site: str, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    """What a browser would be sent, over a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


# ── The floor ──────────────────────────────────────────────────────────────


def asked_for(browser: Browser, site: str, address: str) -> set[str]:
    """The paths of everything that a page asks for, itself included. How far ahead pictures are asked for depends on
    the line."""
    urls: set[str] = set()
    with slow_phone(browser) as (page, _devtools):
        page.on("request", lambda request: urls.add(request.url))
        page.goto(site + address, wait_until="load")
        page.wait_for_timeout(SETTLED)
    return {urlsplit(url).path for url in urls if url.startswith(site)}


def location(site: str, path: str, file: Path) -> str:
    """Save what the site answers as a file, and the part of nginx's configuration that sends it unchanged."""
    answer, body = fetched(site, path)
    file.write_bytes(body)
    copied = [(name, value) for name, value in answer.getheaders() if name.lower() not in NOT_COPIED]
    kind = answer.getheader("Content-Type", "")
    headers = "".join(f"add_header {name} {quoted(value)};" for name, value in copied)
    # nginx would look for an index where an address ends in a slash.
    return (
        f"location = {quoted(path)} {{ rewrite ^ /{file.name} last; }}\n"
        f"location = /{file.name} {{ default_type {quoted(kind)}; {headers} }}\n"
    )


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def floor(site: str, paths: set[str]) -> Iterator[str]:
    """nginx with these paths as files. Its address; everything is below a temporary folder."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
        trial.close()
        locations = "".join(location(site, path, Path(folder, str(n))) for n, path in enumerate(sorted(paths)))
        kept = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        Path(folder, "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; events {{ }}\n"
            f"http {{ access_log off; etag on; server_tokens off; sendfile on; tcp_nopush on; types {{ }} {kept}\n"
            f"server {{ listen 127.0.0.1:{port}; root {folder};\n{locations}}} }}\n"
        )
        process = subprocess.Popen([str(NGINX), "-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/log"])
        try:
            yield reachable(port)
        finally:
            process.terminate()
            process.wait(timeout=10)


def reachable(port: int) -> str:
    for _time in range(50):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionError:
            time.sleep(0.1)
        else:
            return f"http://127.0.0.1:{port}"
    sys.exit("nginx did not start.")


# ── The table ──────────────────────────────────────────────────────────────


def with_picture(page: Page, site: str) -> list[str]:
    """The address of a news article with a picture, where there is one."""
    for path in re.findall(r'href="(/news/[a-z][^"/]*/)"', page.request.get(f"{site}/news/").text()):
        if '<figure class="picture"' in page.request.get(site + path).text():
            return [path]
    print("No news article here has a picture, so none is measured.")
    return []


def measure(browser: Browser, site: str, rounds: int) -> list[Paints]:
    page = browser.new_page()
    addresses = [*ADDRESSES, *with_picture(page, site)]
    page.close()
    if not NGINX:
        print("nginx is not here, so the floor is not measured.")
        return interleaved(browser, {"site": site}, addresses, rounds)
    paths = set().union(*(asked_for(browser, site, address) for address in addresses))
    with floor(site, paths) as url:
        return interleaved(browser, {"site": site, "nginx": url}, addresses, rounds)


def interleaved(browser: Browser, servers: dict[str, str], addresses: list[str], rounds: int) -> list[Paints]:
    found = [Paints(address, server) for address in addresses for server in servers]
    for number in range(rounds):
        # Whoever goes first in one round goes last in the next.
        for paints in found[:: 1 if number % 2 else -1]:
            visit(browser, servers[paints.server], paints)
    return found


def details(found: list[Paints]) -> None:
    print(f"{'':26} {'':6} {'first paint':>18} {'largest paint':>18} {'of':>5} {'requests':>9} {'bytes':>7}")
    for paints in found:
        row = f"{paints.address:26} {paints.server:6}"
        for times in (paints.first, paints.largest):
            row += f" {statistics.median(times):6.0f} ({min(times):4.0f}–{max(times):4.0f})"
        print(f"{row} {paints.element:>5} {paints.requests:9} {paints.weight:7}")
    print("Milliseconds: median (fastest–slowest). Requests and bytes with script, icon and pictures.\n")


def rows(found: list[Paints]) -> list[Row]:
    """First and largest paint over all pages, each visit against nginx's of the same round."""
    ours, floors = ([paints for paints in found if paints.server == server] for server in ("site", "nginx"))
    return [
        one_row("first paint, slow 3G", [paints.first for paints in ours], [paints.first for paints in floors]),
        one_row("largest paint, slow 3G", [paints.largest for paints in ours], [paints.largest for paints in floors]),
    ]


def one_row(what: str, ours: list[list[float]], floors: list[list[float]]) -> Row:
    site = [time for times in ours for time in times]
    shown = f"{statistics.median(site):.0f} ms"
    if not floors:
        return Row(what, shown)
    nginx = [time for times in floors for time in times]
    share = ratios(site, nginx)
    against = f"{statistics.median(nginx):.0f} ms nginx"
    return Row(what, shown, against, f"{share.median:.2f}", f"≤ {MOST}", str(share), share.median <= MOST)


def main() -> None:
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    executable = os.environ.get("CHROMIUM")
    if not executable:
        sys.exit("CHROMIUM is not set. For example: CHROMIUM=$(sh .ci/chromium) .venv/bin/python -m bench.paints")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        found = measure(browser, site, rounds)
        browser.close()
    details(found)
    report(rows(found))


if __name__ == "__main__":
    main()
