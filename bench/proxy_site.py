"""The site behind nginx, for bench/proxy.py: asked past nginx, and changed as staff change it."""

import http.client
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.asking import HOST, Answer, Reader
from bench.scratch import BASE_DIR, environment, seed
from bench.servers import gunicorn

ENCODINGS = ("br", "gzip", "identity")
# Besides what the sitemap names.
OTHERS = ("/robots.txt", "/sitemap.xml", "/feed/", "/es/feed/", "/events/calendar.ics", "/a-z/", "/all/")
# Public, and asked for seldom: they stand below addresses with forms, which nginx never keeps.
PASSED = re.compile(r"/(?:endorse|search)/")
EDIT = """
import time
from resources.models import Page
page = Page.objects.get(address="about/")
page.translations.filter(language_code="en").update(title="{words}")
print(time.time())
"""
TAKE_DOWN = """
import time
from resources.models import Page
Page.objects.filter(address="{address}").update(status=Page.Status.DRAFT)
print(time.time())
"""


@dataclass(frozen=True)
class Site:
    """The real site under gunicorn, as a reader sees it at ``url``."""

    port: int
    environment: dict[str, str]

    def direct(self, path: str, encoding: str = "identity") -> Answer:
        """What the site itself answers to one proxy."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": encoding}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
        finally:
            connection.close()

    def public_paths(self) -> list[str]:
        """All that readers may see and nginx may keep, in every language, with the files that a page asks for."""
        parts = self._located("/sitemap.xml")
        paths = [*OTHERS, *(path for part in parts for path in self._located(part)), *parts]
        paths += re.findall(r'"(/static/[^"]+)"', self.direct("/").words)
        return [path for path in dict.fromkeys(paths) if not PASSED.search(path) and self._is_public(path)]

    def _located(self, path: str) -> list[str]:
        return [urlsplit(url).path for url in re.findall(r"<loc>([^<]+)</loc>", self.direct(path).words)]

    def _is_public(self, path: str) -> bool:
        answer = self.direct(path)
        said = answer.headers.get("cache-control", "")
        return answer.status == 200 and ("s-maxage" in said or "immutable" in said)

    def python(self, script: str) -> float:
        """Run a script with the site's settings. Returns the number that it prints."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
        done = subprocess.run(command, cwd=BASE_DIR, env=self.environment, capture_output=True, text=True, check=True)
        return float(done.stdout.split()[-1])

    def edited(self, is_seen: Callable[[str], bool], limit: float) -> float:
        """Seconds from an edit of /about/ until its words are seen, by a reader who looks again and again."""
        words = "Zanzibar quince"
        saved: list[float] = []
        editor = threading.Thread(target=lambda: saved.append(self.python(EDIT.format(words=words))))
        editor.start()
        while not is_seen(words):
            if saved and time.time() - saved[0] > limit:
                return float("inf")
            time.sleep(0.05)
        seen = time.time()
        editor.join()
        return seen - saved[0]

    def take_down(self, address: str, ask: Callable[[], Answer]) -> None:
        """Make a page a draft, which somebody has just read for the last time."""
        ask()
        self.python(TAKE_DOWN.format(address=address))
        # Somebody did when it was hardly gone, and nginx may have the old page again.
        ask()

    def taken_down_while_many_read(self, path: str, reader: Reader, watch: float) -> float:
        """Seconds from the moment when a page is made a draft until the last reader has seen it, of many at once."""
        last, over = [0.0], threading.Event()

        def read() -> None:
            while not over.is_set():
                asked_at = time.time()
                if reader.ask(path).status == 200:
                    last.append(asked_at)

        readers = [threading.Thread(target=read) for _each in range(4)]
        for each in readers:
            each.start()
        gone = self.python(TAKE_DOWN.format(address=path.strip("/") + "/"))
        time.sleep(watch)
        over.set()
        for each in readers:
            each.join()
        return max(last) - gone


@contextmanager
def running_site(data_dir: Path, url: str) -> Iterator[Site]:
    """The site as `make run` serves it, told that readers see it at ``url`` and that one proxy is in front."""
    seed(data_dir)
    # By an address of this machine the inbox has its demonstration, so that forms take what is sent.
    ours = {"SITE_URL": url, "PROXY_COUNT": "1"}
    with gunicorn(data_dir, "gthread", 2, **ours) as server:
        yield Site(server.port, environment(data_dir, server.port, **ours))
