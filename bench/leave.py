"""How long the way out takes, in a real browser: until the page is covered, and until the other site is there.

Start the site in one window (``make run``), then in another::

    CHROMIUM=$(sh .ci/chromium) .venv/bin/python -m bench.leave [http://127.0.0.1:8000]

Prints the median and the slowest of 20 in milliseconds, for the link and for three times Shift. "covered" is measured
inside the page, from the event until the browser has laid out the cover and nothing of the page is left. "left" is
until the browser has committed to another site. That is a stand-in on this machine, put in place of the one that
``/leave/`` names: the real one's speed and the reader's network come on top.
"""

import os
import statistics
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser, Error, Page, Route, sync_playwright

TIMES = 20
# Both begin with the event itself; elementFromPoint makes the browser lay out the page.
COVERED = """async way => {
    const main = document.querySelector("main");
    const event = way === "link"
        ? () => document.querySelector(".leave").click()
        : () => dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
    if (way === "keys") { event(); event(); }
    const start = performance.now();
    event();
    document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    if (main.isConnected) throw new Error("the page is still there");
    return performance.now() - start;
}"""


class Elsewhere(BaseHTTPRequestHandler):
    """The stand-in for the exit site."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Elsewhere</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


elsewhere = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)


def open_page(browser: Browser, site: str) -> Page:
    """A fresh browser on a page of the site, whose way out leads to the stand-in."""
    page = browser.new_context(base_url=site).new_page()

    def lead_to_the_stand_in(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        location = f"http://localhost:{elsewhere.server_port}/"
        route.fulfill(response=answer, headers={**answer.headers, "location": location})

    page.route("**/leave/", lead_to_the_stand_in)
    page.goto("/help/", wait_until="load")
    return page


def covered(browser: Browser, site: str, way: str) -> float:
    """Milliseconds from the click or the third press until nothing of the page is left."""
    page = open_page(browser, site)
    took: float = page.evaluate(COVERED, way)
    page.context.close()
    return took


def left(browser: Browser, site: str, way: str) -> float:
    """Milliseconds from the click or the third press until the browser is on another site."""
    page = open_page(browser, site)
    if way == "keys":
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")
    start = time.perf_counter()
    if way == "keys":
        page.keyboard.press("Shift")
    else:
        page.locator(".leave").click(no_wait_after=True)
    page.wait_for_url("http://localhost:*/", wait_until="commit", timeout=10_000)
    took = (time.perf_counter() - start) * 1000
    page.context.close()
    return took


def main() -> None:
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    executable = os.environ.get("CHROMIUM")
    if not executable:
        sys.exit("CHROMIUM is not set. For example: CHROMIUM=$(sh .ci/chromium) .venv/bin/python -m bench.leave")
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        try:
            open_page(browser, site).context.close()
        except Error:
            sys.exit(f"{site} does not answer. Start it with: make run")
        print(f"{'':26} {'median':>8} {'slowest':>8}   milliseconds, of {TIMES}")
        for way, name in (("link", "link"), ("keys", "three times Shift")):
            for what, measure in (("covered", covered), ("left", left)):
                times = [measure(browser, site, way) for _time in range(TIMES)]
                print(f"{name + ', ' + what:26} {statistics.median(times):8.1f} {max(times):8.1f}")
        browser.close()


if __name__ == "__main__":
    main()
