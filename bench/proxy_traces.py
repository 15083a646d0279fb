"""Words are written through nginx, in every way that can go wrong; then everything that is left is searched."""

import base64
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.asking import ADDRESS, HOST, Proof, Reader

WORD = "zanzibarquince"
CHINESE = "琥珀色鹭鸟"
FORWARDED = "203.0.113.77"
LONGEST = 20_000
# What nginx may say of itself.
OWN_LINES = ("[notice]", "[warn]", "[emerg]", "nginx: [warn]")
TELLING = [("User-Agent", f"Mozilla/5.0 ({WORD})"), ("Referer", f"https://{WORD}.example/"), ("Cookie", f"a={WORD}"),
           ("X-Forwarded-For", FORWARDED)]  # fmt: skip


def written(proof: Proof, reader: Reader, folder: Path) -> None:
    """Forms first, with nginx's own folders taken away: what needs a file fails."""
    proof.of("What somebody writes")
    run = folder / "run"
    for name in ("bodies", "answers"):
        (run / name).rename(run / f"{name}-away")
    text = (CHINESE * LONGEST)[:LONGEST]
    message = {"about": "other", "message": text, "name": WORD, "way": "none"}
    body = urlencode(message).encode()
    sent = reader.post("/contact/", body, *TELLING)
    proof.holds("the longest message in Chinese arrives, and needs no file",
                sent.status == 200 and "It has reached us" in sent.words, f"{len(body)} bytes")  # fmt: skip
    pieces = (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in in_parts(body + b"&hours=x", 5_000)) + b"0\r\n\r\n"
    )
    chunked = reader.post("/contact/", pieces, ("Transfer-Encoding", "chunked"), *TELLING)
    proof.holds("in pieces, of a length not said before, too", "It has reached us" in chunked.words, chunked.status)
    back = reader.post("/contact/", urlencode({**message, "way": "email", "message": text[:-1]}).encode(), *TELLING)
    proof.holds("what could not be taken comes back with all its words, and needs no file", text[:-1] in back.words,
                f"{back.status}, {len(back.body)} bytes")  # fmt: skip
    proof.holds("by HTTP/2 too", over_http2(reader, {**message, "message": text[:-2]}))
    found = reader.post("/search/", urlencode({"q": WORD}).encode(), *TELLING)
    proof.holds("what is searched for arrives", WORD in found.words)
    staff = reader.post("/staff/login/", b"x" * 9_000_000)
    proof.holds("a picture of staff does need one, so the folders were really away",
                staff.status == 503 and "minute" in staff.words, staff.status)  # fmt: skip
    for name in ("bodies", "answers"):
        (run / f"{name}-away").rename(run / name)
    wrongly(reader)


def in_parts(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


def over_http2(reader: Reader, message: dict[str, str]) -> bool:
    """With curl: Python's own library has no HTTP/2."""
    if shutil.which("curl") is None:
        print("         (curl is not installed: not tried)")
        return True
    done = subprocess.run(
        ["curl", "--silent", "--http2", "--insecure", "--interface", ADDRESS, "--resolve",
         f"{HOST}:{reader.port}:127.0.0.1", "--write-out", "%{http_version}", "--data-binary", "@-",
         f"https://{HOST}:{reader.port}/contact/"],
        input=urlencode(message).encode(), capture_output=True, check=False,
    )  # fmt: skip
    return "It has reached us" in done.stdout.decode() and done.stdout.endswith(b"2")


def wrongly(reader: Reader) -> None:
    """Every kind of mistake, each with words in it."""
    reader.ask(f"/{WORD}/?q={WORD}", headers=TELLING)
    reader.ask(f"/help/?{WORD}={WORD}", headers=TELLING)
    reader.ask(f"/search/?q={WORD}", headers=TELLING)
    reader.ask(f"/{WORD}/%", headers=TELLING)
    reader.ask(f"/{WORD}" * 2_000, headers=TELLING)
    reader.ask("/help/", headers=[("X-Long", WORD * 3_000)])
    reader.ask("/help/", method=WORD.upper(), headers=TELLING)
    reader.ask("/help/", host=f"{WORD}.example", headers=TELLING)
    reader.ask("/contact/", "POST", [("Content-Length", "1000"), *TELLING], WORD.encode())
    reader.post("/contact/", WORD.encode() * 200_000, *TELLING)
    reader.post("/contact/", f"--{WORD}".encode(), ("Content-Type", f"multipart/form-data; boundary={WORD}"))
    reader.post("/staff/login/", urlencode({"username": WORD, "password": WORD}).encode(), *TELLING)
    reader.post(f"/staff/{WORD}/", WORD.encode() * 400_000, *TELLING)
    reader.send(f"{WORD}\r\n\r\n".encode())
    reader.send(b"\x00\x01" + WORD.encode() * 100)


def left(proof: Proof, reader: Reader, scratch: Path) -> None:
    """After the site has gone down; so that this, too, has left its lines."""
    for path in (f"/{WORD}/", "/contact/", "/staff/", "/leave/", f"/rights/?q={WORD}"):
        reader.ask(path, headers=TELLING)
        reader.post(path, WORD.encode(), *TELLING)
    proof.of("What is left of it on the disk, in all that nginx, the site and their logs have written")
    sought = {
        "words": forms_of(WORD), "Chinese words": forms_of(CHINESE), "the reader's address": [ADDRESS.encode()],
        "an address that a header named": [FORWARDED.encode()],
    }  # fmt: skip
    files = [path for path in scratch.rglob("*") if path.is_file() and path.name != "nginx.conf"]
    for what, forms in sought.items():
        found = [str(path.relative_to(scratch)) for path in files if any(form in path.read_bytes() for form in forms)]
        proof.holds(f"no {what}", not found, found or f"{len(files)} files")
    for path in scratch.glob("*/nginx.log"):
        said = [line for line in path.read_text().splitlines() if not any(own in line for own in OWN_LINES)]
        proof.holds(f"nginx has said nothing of a request ({path.parent.name})", not said, said or "")
    temporary = [str(path) for name in ("bodies", "answers") for path in (scratch / "front" / "run" / name).iterdir()]
    proof.holds("no temporary file of nginx", not temporary, temporary or "")


def forms_of(word: str) -> list[bytes]:
    """As it may have been written: as it is, in an address, in base64 at each of the three places."""
    plain = word.encode()
    shifted = [base64.b64encode(b"x" * shift + plain)[4 * (shift > 0) : -4] for shift in range(3)]
    return [plain, plain.upper(), quote(word).encode(), word.encode("utf-16-le"), *shifted]
