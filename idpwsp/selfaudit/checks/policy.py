"""What the policies of a page for browsers (Content Security Policy Level 3) let in."""

import re
from collections.abc import Iterator

from idpwsp.selfaudit.asking import Answer
from idpwsp.selfaudit.site import Fault, Site

# Directives whose absence allows everything, as default-src says nothing of them (6.3, 6.4).
ALONE = ("base-uri", "form-action", "frame-ancestors")
REPORTING = ("report-uri", "report-to")
HASH = re.compile(r"'(?:sha(?:256|384|512)-[A-Za-z0-9+/=_-]+|nonce-[A-Za-z0-9+/=_-]+)'")

Policy = dict[str, list[str]]


def policies(answer: Answer) -> list[Policy]:
    """Each as {directive: sources}. Every header is a policy of its own, and so is what a comma parts in one (2.2).

    Of a directive that is said twice the first counts.
    """
    found = []
    for each in ",".join(answer.all("Content-Security-Policy")).split(","):
        parts = [directive.split() for directive in each.split(";") if directive.strip()]
        found.append({name.lower(): sources for name, *sources in reversed(parts)})
    return [each for each in found if each]


def allowed(policy: Policy, name: str) -> list[str] | None:
    """The sources of a directive in one policy. None where it says nothing of it, which allows everything."""
    return policy.get(name, None if name in ALONE else policy.get("default-src"))


def lets_nothing_else_in(site: Site) -> Iterator[Fault]:
    for answer in site.answers.values():
        if answer.kind == "text/html":
            yield from (Fault(answer.path, what) for what in _faults(policies(answer)))


def _faults(said: list[Policy]) -> Iterator[str]:
    if not said:
        yield "has no Content-Security-Policy"
        return
    for each in said:
        yield from (f"its policy tells {' '.join(each[name])} ({name})" for name in REPORTING if name in each)
    for name in (*ALONE, "default-src"):
        if all(name not in each for each in said):
            yield f"its policy says nothing of {name}"
    frames = [each["frame-ancestors"] for each in said if "frame-ancestors" in each]
    if frames and ["'none'"] not in frames:
        yield "may be framed"
    for name in sorted({name for each in said for name in each} - set(REPORTING)):
        # All of them apply, so one that is close is enough.
        stray = [[source for source in allowed(each, name) or () if not _is_close(source)] for each in said
                 if allowed(each, name) is not None]  # fmt: skip
        if stray and all(stray):
            yield from (f"{name} allows {source}" for source in stray[0])


def _is_close(source: str) -> bool:
    return source.lower() in ("'self'", "'none'") or bool(HASH.fullmatch(source))
