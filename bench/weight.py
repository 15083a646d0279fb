"""How heavy each page is on the wire, and how much of that is the style sheet.

Start the site in one window (``make run``), then in another::

    .venv/bin/python -m bench.weight [http://127.0.0.1:8000]

Asks for every address of the sitemap as a browser does and prints, in bytes, heaviest first: what the server sends
(headers, then the compressed page), the page unpacked, and what the page would weigh without its style sheet. The
budget is 14 KB: what fits into the first flight of a new connection (RFC 6928: ten segments).
"""

import gzip
import http.client
import re
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import brotli

from bench.table import Row, report

BUDGET = 14 * 1024
STYLE = re.compile(rb"<style>.*?</style>", re.DOTALL)
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "identity": bytes}


@dataclass
class Weight:
    address: str
    headers: int
    packed: int
    unpacked: int
    without_sheet: int

    @property
    def on_the_wire(self) -> int:
        return self.headers + self.packed


def ask(site: str, address: str) -> tuple[http.client.HTTPResponse, bytes]:
    """One request on a new connection, as the first page of a visit."""
    parts = urlsplit(site)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=10)
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "br, gzip"})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def unpack(response: http.client.HTTPResponse, body: bytes) -> bytes:
    return UNPACK[response.getheader("Content-Encoding", "identity")](body)


def weigh(site: str, address: str) -> Weight:
    response, body = ask(site, address)
    if response.status != 200:
        sys.exit(f"{address} answers {response.status}.")
    status_line = len(f"HTTP/1.1 {response.status} {response.reason}\r\n")
    headers = status_line + sum(len(f"{name}: {value}\r\n") for name, value in response.getheaders()) + 2
    page = unpack(response, body)
    return Weight(address, headers, len(body), len(page), len(gzip.compress(STYLE.sub(b"", page), 6)))


def located(site: str, address: str) -> list[str]:
    """The paths that a sitemap, or the index of its parts, names."""
    urls = re.findall(r"<loc>([^<]+)</loc>", unpack(*ask(site, address)).decode())
    return [urlsplit(url)._replace(scheme="", netloc="").geturl() for url in urls]


def main() -> None:
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    try:
        addresses = [path for part in located(site, "/sitemap.xml") for path in located(site, part)]
    except OSError as error:
        sys.exit(f"{site} does not answer ({error}). Start it with: make run")
    weights = sorted((weigh(site, address) for address in addresses), key=lambda each: -each.on_the_wire)
    print(f"{'wire':>7} {'headers':>8} {'page':>7} {'unpacked':>9} {'no sheet':>9}  address")
    for each in weights:
        over = "  over budget" if each.packed > BUDGET else ""
        print(
            f"{each.on_the_wire:7} {each.headers:8} {each.packed:7} {each.unpacked:9} {each.without_sheet:9}"
            f"  {each.address}{over}"
        )
    sheet = weights[0].packed - weights[0].without_sheet
    print(f"\n{len(weights)} pages; the sheet is about {sheet} bytes of each; budget {BUDGET} for the page.\n")
    heaviest = max(each.packed for each in weights)
    report([Row(f"the heaviest of {len(weights)} pages", f"{heaviest:,} bytes", "", "", f"≤ {BUDGET:,}", "",
                heaviest <= BUDGET)])  # fmt: skip


if __name__ == "__main__":
    main()
