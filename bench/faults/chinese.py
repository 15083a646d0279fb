"""The longest message in Chinese goes through nginx; then everything on the disk, and all that both have open, is
searched for its words.

    .venv/bin/python -m bench.faults.chinese

With TLS, and with the site's and nginx's own folders below bench/.scratch/. More ways in which words could be left are
in ``make proxy``.
"""

import os
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.asking import HOST, Proof, Reader
from bench.faults.site import RECEIVED, proving
from bench.nginx import nginx_in_front
from bench.proxy import folder_of, make_certificate
from bench.proxy_site import running_site
from bench.proxy_traces import CHINESE, LONGEST, forms_of
from bench.servers import family, free_port

TEXT = (CHINESE * LONGEST)[:LONGEST]
ENTITIES = ["".join(f"&#{ord(each)};" for each in CHINESE), "".join(f"&#x{ord(each):x};" for each in CHINESE)]
# In each way in which it could be written down.
SOUGHT = [*forms_of(CHINESE), quote(CHINESE).lower().encode(), CHINESE.encode("unicode-escape"),
          CHINESE.encode("utf-16-be"), CHINESE.encode("gb18030"), *(each.encode() for each in ENTITIES)]  # fmt: skip


def main() -> None:
    with proving() as (proof, scratch):
        certificate, port = make_certificate(scratch), free_port()
        folder, reader = folder_of(scratch, "front"), Reader(port, certificate)
        with (
            running_site(scratch / "site", f"https://{HOST}:{port}") as site,
            nginx_in_front(port, site.port, folder, HOST, tls=True) as nginx,
        ):
            proof.of("The longest message in Chinese")
            message = {"about": "other", "message": TEXT, "way": "none"}
            body = urlencode(message).encode()
            sent = reader.post("/contact/", body)
            proof.holds("arrives", RECEIVED in sent.words, f"{sent.status}, {len(body)} bytes")
            wrong = reader.post("/contact/", urlencode({**message, "message": TEXT[:-1], "way": "email"}).encode())
            proof.holds("comes back where something is missing", TEXT[:-1] in wrong.words, wrong.status)
            gone = reader.post("/contact/", urlencode({**message, "message": TEXT * 3}).encode())
            proof.holds("comes back where it is too long", gone.status in (413, 422), gone.status)
            reader.ask("/contact/", "POST", [("Content-Length", str(2 * len(body)))], body)
            proof.of("While both run")
            on_disk(proof, scratch)
            # nginx's master leads its own family, and gunicorn's is a child of this process.
            is_open(proof, [*family(os.getpid())[1:], *family(nginx.pid)])
        proof.of("When both have ended")
        on_disk(proof, scratch)


def on_disk(proof: Proof, scratch: Path) -> None:
    files = [path for path in scratch.rglob("*") if path.is_file()]
    found = [str(path.relative_to(scratch)) for path in files if holds(path)]
    proof.holds("no file has its words", not found, found or f"{len(files)} files, {len(SOUGHT)} ways to write them")
    temporary = [str(path) for name in ("bodies", "answers") for path in (scratch / "front" / "run" / name).iterdir()]
    proof.holds("nginx's temporary folders are empty", not temporary, temporary or "")


def is_open(proof: Proof, pids: list[int]) -> None:
    """Also files that have no name any more."""
    links = {link for pid in set(pids) for link in Path(f"/proc/{pid}/fd").iterdir()}
    files = [link for link in links if link.is_file()]
    found = [f"{link} {link.readlink()}" for link in files if holds(link)]
    proof.holds("nothing that they have open has its words", not found, found or f"{len(files)} open files")


def holds(path: Path) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        # A pipe, or gone in between.
        return False
    return any(form in content for form in SOUGHT)


if __name__ == "__main__":
    main()
