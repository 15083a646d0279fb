"""What is changed in an answer, and what the audit says of it."""

import secrets

from idpwsp.selfaudit.audit import audit
from tests.selfaudit.liar import Liar, Reply

EVERYWHERE = ""


def broken(liar: Liar, **options) -> dict[str, list[str]]:
    """Promise → where it is broken, and how."""
    findings, _seen = audit(liar.url, per_second=10_000, within=60, **options)
    return {
        each.promise.text: [f"{fault.where}: {fault.what}" for fault in each.faults] for each in findings if each.faults
    }


def lying(path, change):
    """A lie about one path, or about every page."""

    def lie(reply: Reply) -> None:
        if path == EVERYWHERE or reply.path == path:
            change(reply)

    return lie


def body(old: str, new: str):
    return lambda reply: reply.replace(old, new)


def header(name: str, value: str | None):
    return lambda reply: reply.headers.update({name: value})


def in_main(html: str):
    return body("</main>", f"{html}</main>")


def second(name: str, value: str):
    """The same header once more."""
    return lambda reply: reply.again.append((name, value))


def cookie(value: str):
    return lambda reply: reply.cookies.append(value)


def policy(old: str, new: str):
    return lambda reply: reply.headers.update(
        {"Content-Security-Policy": reply.headers["Content-Security-Policy"].replace(old, new)}
    )


def unpacked(reply: Reply) -> None:
    reply.is_packed = False
    reply.headers["Vary"] = None


def status(number: int, location: str | None = None):
    def change(reply: Reply) -> None:
        reply.status = number
        if location is not None:
            reply.headers["Location"] = location

    return change


def heavy(reply: Reply) -> None:
    reply.replace("</main>", secrets.token_hex(16_000) + "</main>")


def for_somebody(change):
    """Only for who brings a cookie."""
    return lambda reply: change(reply) if "Cookie" in reply.asked else None


def never_the_same(reply: Reply) -> None:
    reply.asked.pop("If-None-Match", None)


def open_door(reply: Reply) -> None:
    reply.status = 200
