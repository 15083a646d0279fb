"""Pictures and forms are cut off in the middle of their way, more at once than there are threads.

.venv/bin/python -m bench.faults.upload_cut
"""

import socket
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from bench.faults.site import REST, Sent, Site, ask, compare, form, make_site, proving, send, timed
from bench.faults.staff import ADD, add_picture, picture, staff_cookie, upload

CUTS = 16  # twice as many as two workers have threads
COUNT = """
from resources.models import Picture
from contact.inbox.models import Conversation
print(Picture.objects.count(), Conversation.everything.count())
"""


def main() -> None:
    with proving() as (proof, scratch):
        site, sent = make_site(scratch / "data"), Sent()
        with site.serving():
            cookie = staff_cookie(site)
            content = picture(2000, 1500)
            proof.of("Before")
            status = add_picture(site, cookie, content)
            proof.holds("a whole picture is taken", status == 302, status)
            words = f"before {REST}"
            proof.holds("a message arrives", sent.note(words, send(site.port, words)))
            before = files(site), site.python(COUNT)
            form_head = {"Host": f"127.0.0.1:{site.port}", "Content-Type": "application/x-www-form-urlencoded"}
            form_body = urlencode(form(f"cut {REST}" * 5)).encode()
            for name, path, body, headers in (
                ("A picture", ADD, *upload(site, cookie, content)),
                ("A form", "/contact/", form_body, {**form_head, "Content-Length": str(len(form_body))}),
            ):
                proof.of(f"{name} is cut off in the middle, {CUTS} times at once")
                lines = [cut(site.port, path, body, headers) for _each in range(CUTS)]
                time.sleep(1)
                for line in lines:
                    line.close()
                answer, seconds = timed(site.port, "/search/?q=court")
                proof.holds("others are served at once when the lines are gone", answer.status == 200 and seconds < 2,
                            f"{seconds:.2f} s")  # fmt: skip
                time.sleep(2)
                new = sorted(str(path) for path in files(site) - before[0])
                proof.holds("no file is left", not new, new or "")
                counted = site.python(COUNT)
                proof.holds("no row is left", counted == before[1], counted)
            words = f"after {REST}"
            proof.holds("a message arrives", sent.note(words, send(site.port, words)))
            status = add_picture(site, cookie, picture(2000, 1501))
            proof.holds("a whole picture is taken", status == 302, status)
            proof.holds("/healthz lives", ask(site.port, "/healthz").status == 200)
        compare(proof, site, sent)


def files(site: Site) -> set[Path]:
    """All but what the database and the server have beside themselves."""
    found = {path.relative_to(site.data_dir) for path in site.data_dir.rglob("*") if path.is_file()}
    return {path for path in found if not path.name.startswith("db.sqlite3") and path.suffix != ".lock"}


def cut(port: int, path: str, body: bytes, headers: dict[str, str]) -> socket.socket:
    """Half of a request, on a line that is open still."""
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.setblocking(False)
    with suppress(BlockingIOError):
        connection.send("\r\n".join(lines).encode() + body[: min(len(body) // 2, 60_000)])
    return connection


if __name__ == "__main__":
    main()
