"""Journeys in a real Chromium against the real server. Nothing but these two is ever reached."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, StorageState

from tests.inbox.smtp import MailServer, mail_server
from tests.journeys.server import ExitSite, Server, copied, serving
from tests.journeys.signing_in import signed_in

# Playwright runs an event loop in this thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Pages beside the shipped ones: with everything that staff can write, in English alone; and one that is gone.
SAMPLES = '''
from datetime import UTC, date, datetime
from resources.models import Organisation, Section
from tests.factories import make_card, make_page, make_picture, page_words
from tests.samples import make_samples

body = """<h2>First part</h2><p>Words with a <a href="/help/">link of ours</a> and
<a href="https://other.example/">one that leads elsewhere</a>.</p><blockquote><p>What she said.</p></blockquote>
<h2>Second part</h2><h3>Smaller</h3><ol><li>one</li><li>two</li></ol><ul><li>three</li></ul>
<table><tbody><tr><th>Who</th><th>What</th></tr><tr><td>A very wide cell with many words</td><td>Another</td></tr>
</tbody></table><h2>Third part</h2><p>The end.</p>"""
page = make_page("specimen", Section.ABOUT, {"en": page_words(title="Everything that staff can write", body=body)})
make_card(page, "overdue", since="2013-12", check_due=date(2020, 1, 1), sources=2)
make_card(page, "fine", sources=1)
partly = make_page("partly", Section.ABOUT, {"en": page_words(title="Partly"), "es": page_words(title="En parte")})
make_card(partly, "english", since="2019")
lead = make_picture((1600, 1000), {"en": {"alt": "A red umbrella", "caption": "Our sign"}}, credit="Photo: Ana")
small = make_picture((240, 320), {}, is_decorative=True)
far = make_picture((1200, 900), {"en": {"alt": "Another umbrella"}})
text = f"""<h2>First</h2><p>Words.</p><figure data-picture="{lead.token}"></figure><h2>Second</h2>
<figure data-picture="{small.token}"></figure><h2>Third</h2><p>{"More words. " * 600}</p>
<figure data-picture="{far.token}"></figure>"""
pictures = make_page("pictures", Section.ABOUT, {"en": page_words(title="Pictures", body=text)}, picture=lead)
body = f'<figure data-picture="{lead.token}"></figure>'
make_card(pictures, "shown", words={"en": {"title": "A card", "body": body}})
make_page("gone", Section.ABOUT, {"en": page_words(menu_title="Gone")}, unpublish_at=datetime(2020, 1, 1, tzinfo=UTC))
make_samples()
Organisation.objects.update(exit_url="EXIT", exit_name="the weather")
'''

# The samples reach back two years, so something of it is always last year's.
LAST_YEAR = time.localtime().tm_year - 1

# One of each template and layout; with its status.
KINDS = {
    "home": ("/", 200),
    "home in Spanish": ("/es/", 200),
    "landing": ("/rights/", 200),
    "cards": ("/rights/compensation/", 200),
    "help": ("/help/", 200),
    "help in Spanish": ("/es/help/", 200),
    "about": ("/about/", 200),
    "won": ("/about/won/", 200),
    "contact": ("/contact/", 200),
    "speaker": ("/speaker/", 200),
    "volunteer": ("/volunteer/", 200),
    "order": ("/brochure/order/", 200),
    "donate": ("/donate/", 200),
    "privacy": ("/privacy/", 200),
    "everything": ("/about/specimen/", 200),
    "pictures": ("/about/pictures/", 200),
    "partly translated": ("/es/about/partly/", 200),
    "untranslated": ("/es/about/specimen/", 200),
    "campaigns": ("/campaigns/", 200),
    "campaign": ("/campaigns/everything/", 200),
    "campaign with little": ("/campaigns/won/", 200),
    "news": ("/news/", 200),
    "news of a year": (f"/es/news/{LAST_YEAR}/", 200),
    "article": ("/news/everything/", 200),
    "events": ("/events/", 200),
    "events of a year": (f"/es/events/{LAST_YEAR}/", 200),
    "event": ("/events/everything/", 200),
    "event called off": ("/events/called-off/", 200),
    "search": ("/search/", 200),
    "search results": ("/search/?q=police+report", 200),
    "search results in English": ("/es/search/?q=visa", 200),
    "nothing found": ("/search/?q=xylophone", 200),
    "A to Z": ("/a-z/", 200),
    "all pages": ("/es/all/", 200),
    "signing": ("/endorse/everything/", 200),
    "names": ("/endorse/everything/names/", 200),
    "sheet": ("/endorse/everything/sheet/", 200),
    "taking back": ("/withdraw/", 200),
    "not found": ("/no-such-page/", 404),
    "gone": ("/about/gone/", 410),
}
EACH_KIND = pytest.mark.parametrize(("address", "status"), KINDS.values(), ids=KINDS.keys())

PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
# A desktop window at 400 % zoom (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 256}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    executable = os.environ.get("CHROMIUM")
    if not executable:
        pytest.fail("The journeys need Chromium: run make test, or set CHROMIUM=/path/to/chromium", pytrace=False)
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
            # No other machine has a name; whoever asks for one is recorded below.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ],
    }  # fmt: skip


@pytest.fixture(scope="session")
def exit_site() -> Iterator[ExitSite]:
    with ExitSite() as site:
        yield site
        site.shutdown()


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after the first start, for all servers to be copied from: it takes longer than all else."""
    data_dir = tmp_path_factory.mktemp("first-start")
    with serving(data_dir, WORKER="0"):
        return data_dir


@pytest.fixture(scope="session")
def server(first_start: Path, tmp_path_factory: pytest.TempPathFactory, exit_site: ExitSite) -> Iterator[Server]:
    """The site with its shipped content and the samples above. For all journeys: none may change its content."""
    with serving(copied(first_start, tmp_path_factory.mktemp("data"))) as site:
        site.python(SAMPLES.replace("EXIT", exit_site.url))
        yield site


@dataclass
class Watch:
    """What a browser did behind a test's back."""

    allowed: tuple[str, ...]
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith(self.allowed):
            self.complaints.append(f"asked another host: {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        # A missing page is reported as an error; that it is missing is what some tests are about.
        is_the_page = "Failed to load resource" in message.text and message.location.get("url") == self.here(message)
        if message.type in ("error", "warning") and not is_the_page:
            self.complaints.append(f"{message.type} on {self.here(message)}: {message.text}")

    @staticmethod
    def here(message: ConsoleMessage) -> str:
        return message.page.url if message.page else ""

    def over(self, context: BrowserContext) -> BrowserContext:
        context.on("request", self.request)
        context.on("console", self.console)
        context.on("weberror", lambda error: self.complaints.append(f"error on {error.page}: {error.error}"))
        return context


@pytest.fixture
def watch(server: Server, exit_site: ExitSite) -> Iterator[Watch]:
    """Fails the test if the browser asked another host or complained of anything (style and script refused by the
    Content-Security-Policy are such complaints)."""
    watch = watch_of_readers(server, exit_site)
    yield watch
    assert watch.complaints == []


def watch_of_readers(server: Server, exit_site: ExitSite) -> Watch:
    return Watch((server.url + "/", exit_site.url, "data:,"))


def new_window(browser: Browser, server: Server, watch: Watch, options: dict[str, Any]) -> Page:
    context = watch.over(browser.new_context(base_url=server.url, **{"viewport": DESKTOP, **options}))
    context.set_default_timeout(20_000)
    return context.new_page()


@pytest.fixture
def open_browser(browser: Browser, server: Server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens a fresh, watched browser window: ``open_browser(viewport=PHONE, color_scheme="dark")``."""
    opened: list[Page] = []

    def open_browser(**options: Any) -> Page:
        opened.append(new_window(browser, server, watch, options))
        return opened[-1]

    yield open_browser
    for page in opened:
        page.context.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[dict[str, tuple[Page, Watch]]]:
    """The windows of ``look``, by how they look."""
    opened: dict[str, tuple[Page, Watch]] = {}
    yield opened
    for page, _watch in opened.values():
        page.context.close()


@pytest.fixture
def look(
    browser: Browser, server: Server, exit_site: ExitSite, windows: dict[str, tuple[Page, Watch]]
) -> Iterator[Callable[..., Page]]:
    """Like ``open_browser``, for tests that open a page to look at it and no more: in a window through which others
    may have looked before. To open one takes several times as long as to look."""

    def look(**options: Any) -> Page:
        name = repr(sorted(options.items()))
        if name not in windows:
            watch = watch_of_readers(server, exit_site)
            windows[name] = new_window(browser, server, watch, options), watch
        return windows[name][0]

    yield look
    complaints = [complaint for _page, watch in windows.values() for complaint in watch.complaints]
    for _page, watch in windows.values():
        watch.complaints.clear()
    assert complaints == []


@pytest.fixture
def page(open_browser: Callable[..., Page]) -> Page:
    """A watched browser window."""
    return open_browser()


@pytest.fixture(scope="session")
def staff_server(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another site with its own content, which the journeys of staff may change."""
    with serving(copied(first_start, tmp_path_factory.mktemp("staff-data"))) as site:
        yield site


@pytest.fixture
def staff_context(browser: Browser, staff_server: Server) -> Iterator[BrowserContext]:
    """A fresh, watched browser of somebody on the staff, not signed in yet."""
    yield from watched(browser, staff_server)


@pytest.fixture(scope="session")
def staff_session(browser: Browser, staff_server: Server) -> StorageState:
    """The cookies of somebody who has signed in, once for all journeys in which nobody signs out."""
    return signed_in(browser, staff_server)


@pytest.fixture
def signed_in_context(browser: Browser, staff_server: Server, staff_session: StorageState) -> Iterator[BrowserContext]:
    """A fresh, watched browser of somebody on the staff who has signed in."""
    yield from watched(browser, staff_server, storage_state=staff_session)


@pytest.fixture(scope="session")
def mail() -> Iterator[MailServer]:
    """Takes what the site below sends to staff."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def inbox_server(first_start: Path, tmp_path_factory: pytest.TempPathFactory, mail: MailServer) -> Iterator[Server]:
    """A site that strangers and staff write to, with mail and with a temporary folder of its own."""
    ours = {
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}", "MAIL_FROM": "site@example.org",
        "TMPDIR": str(tmp_path_factory.mktemp("tmp")),
    }  # fmt: skip
    with serving(copied(first_start, tmp_path_factory.mktemp("inbox-data")), **ours) as site:
        site.ask("UPDATE auth_user SET email = 'maria@example.org'")
        yield site


@pytest.fixture(scope="session")
def inbox_session(browser: Browser, inbox_server: Server) -> StorageState:
    """The cookies of somebody on the staff of that site."""
    return signed_in(browser, inbox_server)


def watched(browser: Browser, site: Server, **options: Any) -> Iterator[BrowserContext]:
    watch = Watch((site.url + "/",))
    context = watch.over(browser.new_context(base_url=site.url, **{"viewport": DESKTOP, **options}))
    yield context
    context.close()
    assert watch.complaints == []


def path_of(page: Page) -> str:
    return urlsplit(page.url).path
