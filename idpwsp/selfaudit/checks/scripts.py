"""Promise 2: no script needed. The words are in the page, and a form works by itself."""

from collections.abc import Iterator

from idpwsp.selfaudit.site import NO_SUCH_PAGE, Fault, Site

# What a page says at least, in characters. The shortest one says that something is gone.
FEWEST = 8


def none_in_the_page(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        for script in document.all("script"):
            # Data for search engines is no script.
            if not script.get("src") and script.get("type") != "application/ld+json":
                yield Fault(answer.path, "has a script inside the page")
        for element in document.elements:
            for name, value in element.attributes.items():
                if name.startswith("on"):
                    yield Fault(answer.path, f"<{element.tag}> has {name}")
                if value.strip().lower().startswith("javascript:"):
                    yield Fault(answer.path, f"<{element.tag}> has a javascript: address")


def words_in_the_page(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        words = document.words(document.main)
        if len(words) < FEWEST or not any(each.tag == "h1" for each in document.main.inside):
            yield Fault(answer.path, "has no heading or no words in <main>")
        if document.all("noscript"):
            yield Fault(answer.path, "has a part for browsers without script only")


def forms_work(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        for form in document.forms:
            buttons = [
                each
                for each in form.inside
                if (each.tag == "button" and each.get("type") in ("", "submit"))
                or (each.tag == "input" and each.get("type") in ("submit", "image"))
            ]
            if form.get("method").lower() != "post":
                yield Fault(answer.path, "a form does not say method=post")
            if not buttons:
                yield Fault(answer.path, "a form has no button")


def all_there(site: Site) -> Iterator[Fault]:
    """Where the sitemap and the menus lead, there is a page."""
    for path, answer in site.answers.items():
        bare = site.bare(path)[1]
        if path in site.named and answer.status != 200:
            yield Fault(path, f"is in the sitemap and answers {answer.status}")
        elif answer.status >= 500 and not (answer.status == 503 and answer.document and answer.document.main.children):
            yield Fault(path, f"answers {answer.status}")
        elif bare == NO_SUCH_PAGE and answer.status != 404:
            yield Fault(path, f"is not there and answers {answer.status}")
    for answer, document in site.pages:
        for address in document.unreadable:
            yield Fault(answer.path, f"leads to an address that nobody can read: {address}")
