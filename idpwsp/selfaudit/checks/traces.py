"""Promise 1: no trace of readers. No cookie, no other host, nothing that tells one reader from another."""

import re
from collections.abc import Iterator

from idpwsp.selfaudit.document import parts_of
from idpwsp.selfaudit.site import NO_SUCH_PAGE, Fault, Site, loaded

ASKING = ("http", "https", "ws", "wss", "ftp")
# Somebody with a past, another language and another device.
SOMEBODY = {
    "Cookie": "staff=x; sessionid=x; django_language=es", "Accept-Language": "vi", "Referer": "https://elsewhere.example/",
    "User_Agent": "Mozilla/5.0 (Linux; Android 6.0) idpwsp-selfaudit",
}  # fmt: skip
# Headers that have a browser report elsewhere, or ask for more about the device.
TELLING_HEADERS = (
    "report-to", "reporting-endpoints", "nel", "expect-ct", "accept-ch", "critical-ch", "refresh", "sourcemap",
    "speculation-rules",
)  # fmt: skip
# They change nothing on the page, and report to whoever they name what a reader does there.
REPORT_ONLY = "-report-only"
# Pages within pages. Ours have none.
FRAMES = ("iframe", "frame", "object", "embed", "portal", "fencedframe")
IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")\s]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
KEEPING = re.compile(
    r"document\s*\.\s*cookie|localStorage|sessionStorage|indexedDB|serviceWorker|\bcaches\b|sendBeacon|cookieStore"
    r"|(?:Shared)?Worker\b|navigator\s*\.\s*storage|getDirectory|openDatabase|window\s*\.\s*name|BroadcastChannel"
    # Names that are put together so that nobody finds them.
    r"|\beval\b|\bFunction\s*\(|\batob\b|fromCharCode|\[\s*['\"`][^\]]*\+"
)
ADDRESS_IN_SCRIPT = re.compile(r"['\"`](?:https?:|wss?:)?//[^'\"`\s]+")


def cookies(site: Site) -> Iterator[Fault]:
    for answer in site.public:
        for cookie in answer.all("Set-Cookie"):
            yield Fault(answer.path, f"sets the cookie {cookie.partition('=')[0].strip()}")
        for meta in answer.document.all("meta") if answer.document else ():
            if meta.get("http-equiv").lower() == "set-cookie":
                yield Fault(answer.path, "sets a cookie by <meta>")


def nothing_kept(site: Site) -> Iterator[Fault]:
    """What scripts do with a browser's memory. They are ours, and short enough to be searched; where the audit runs
    beside them, they are compared."""
    for answer in site.public:
        if "javascript" in answer.kind:
            if site.scripts is not None and answer.status == 200 and answer.body not in site.scripts:
                yield Fault(answer.path, "is not the script of this release")
            yield from (Fault(answer.path, f"uses {found}") for found in sorted(set(KEEPING.findall(answer.text))))
        if answer.document and any("manifest" in each.rel for each in answer.document.all("link")):
            yield Fault(answer.path, "has a web app manifest")


def other_hosts(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        for element in document.elements:
            if element.tag in FRAMES:
                yield Fault(answer.path, f"has an <{element.tag}>")
            if "ping" in element.attributes:
                yield Fault(answer.path, f"<{element.tag}> tells who follows it (ping)")
            if element.tag == "meta" and element.get("http-equiv").lower() == "refresh":
                yield Fault(answer.path, "<meta> leads on by itself (refresh)")
        for element, url in loaded(document):
            if _is_elsewhere(site, url):
                yield Fault(answer.path, f"<{element.tag}> asks {parts_of(url).netloc}")
        styles = [each.content for each in document.all("style")] + [each.get("style") for each in document.elements]
        yield from _in_style(site, answer.path, answer.url, "".join(styles))
    for answer in site.public:
        if answer.kind == "text/css":
            yield from _in_style(site, answer.path, answer.url, answer.text)
        elif "javascript" in answer.kind:
            for found in ADDRESS_IN_SCRIPT.findall(answer.text):
                yield Fault(answer.path, f"names {found.strip('`')}")
    for answer in site.answers.values():
        for name, value in answer.headers:
            if name.lower() in TELLING_HEADERS or name.lower().endswith(REPORT_ONLY):
                yield Fault(answer.path, f"sends {name}")
            if name.lower() == "link" and not re.search(r";\s*rel=\"?canonical", value):
                yield Fault(answer.path, "sends Link, which loads something")
            if name.lower() == "alt-svc" and re.search(r'="[^":]', value):
                yield Fault(answer.path, f"sends browsers to another host: {value}")


def _in_style(site: Site, path: str, base: str, css: str) -> Iterator[Fault]:
    for pair in IN_STYLE.findall(css):
        address = "".join(pair)
        if not address.startswith(("data:", "#")) and ("//" in address and _is_elsewhere(site, address, base)):
            yield Fault(path, f"a style asks {address}")


def _is_elsewhere(site: Site, url: str, base: str = "") -> bool:
    url = f"{site.asker.scheme}:{url}" if url.startswith("//") else url
    return parts_of(url).scheme in ASKING and not site.asker.is_ours(url)


def same_for_everybody(site: Site) -> Iterator[Fault]:
    """A page knows nobody: the same bytes under the same tag, whoever asks."""
    for answer, _document in site.pages:
        vary = {each.strip().lower() for each in answer.header("Vary").split(",") if each.strip()}
        if others := sorted(vary - {"accept-encoding"}):
            yield Fault(answer.path, f"varies by {', '.join(others)}")
        if answer.encoding and "accept-encoding" not in vary:
            yield Fault(answer.path, "is compressed and does not say Vary: Accept-Encoding")
    for path in (path for path in ("/", "/search/", "/contact/", f"/{NO_SUCH_PAGE}") if path in site.answers):
        before = site.answers[path]
        again = site.asker.get(path, **SOMEBODY)
        if again.all("Set-Cookie"):
            yield Fault(path, "sets a cookie for somebody who brings one")
        if again.body != before.body:
            yield Fault(path, "is not the same for somebody else")
        if again.header("ETag") != before.header("ETag"):
            yield Fault(path, "has another ETag for somebody else, who can be told apart by it")


def tags(site: Site) -> Iterator[Fault]:
    """A page that has not changed is not sent again."""
    home = site.answers["/"]
    tag = home.header("ETag")
    if not tag:
        yield Fault("/", "has no ETag")
        return
    again = site.asker.get("/", If_None_Match=tag)
    if again.status != 304 or again.raw:
        yield Fault("/", f"is sent again though nothing has changed ({again.status})")


def searched_words(site: Site) -> Iterator[Fault]:
    """What somebody types stands in no address, and so in no history and in no log."""
    for answer, document in site.pages:
        for form in document.forms:
            typed = [each for each in form.inside if each.tag in ("input", "textarea", "select", "button")]
            if form.get("method").lower() != "post" and any(each.get("name") for each in typed):
                yield Fault(answer.path, f"a form puts words into an address: {form.get('action') or 'itself'}")
        for link in document.all("a"):
            if site.asker.is_ours(document.whole(link.get("href"))) and re.search(r"[?&]q=.", link.get("href")):
                yield Fault(answer.path, f"a link carries searched words: {link.get('href')}")
