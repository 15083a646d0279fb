"""nginx as deploy/nginx.conf has it, in a folder of its own: for what measures or checks the site behind it.

with nginx_in_front(8171, 8170, folder) as nginx: ...   # http://127.0.0.1:8171 asks http://127.0.0.1:8170
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from shutil import which

SHIPPED = Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"
STARTS_WITHIN = 10  # seconds
SECURE = ("ssl_certificate", "ssl_certificate_key", "ssl_protocols", "ssl_session_tickets", "ssl_session_cache")


@contextmanager
def nginx_in_front(
    port: int, upstream_port: int, folder: Path, host: str = "127.0.0.1", tls: bool = False, marked: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the site of ``upstream_port`` on ``port``.

    The cache is in ``folder``/run, and what nginx says in ``folder``/nginx.log. With ``tls`` there have to be cert.pem
    and key.pem in ``folder``. With ``marked`` each answer says in X-Cache where it came from. Raises ``RuntimeError``
    where nginx does not start.
    """
    (folder / "run").mkdir(exist_ok=True)
    (folder / "nginx.conf").write_text(replaced(SHIPPED.read_text(), port, upstream_port, folder, host, tls, marked))
    with (folder / "nginx.log").open("ab") as log:
        process = subprocess.Popen(
            [executable(), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-g", "daemon off;"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(folder / "nginx.pid", process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def replaced(
    text: str, port: int, upstream_port: int, folder: Path, host: str, tls: bool = False, marked: bool = False
) -> str:
    """The file with other places in it: name, user, ports, folders. Nothing else.

    Without ``tls`` the lines about it go too. Raises ``ValueError`` where a place is not there as often as it should.
    """
    places = [
        # Who may get through to the folder.
        (r"^user www-data;", f"user {getuser()};", 1),
        # One family of addresses is enough here, and a machine may have no other.
        (r"^ *listen \[::\].*\n", "", 4),
        (r"listen 80\b", f"listen unix:{folder}/http.sock", 2),
        (r"listen 443 ssl http2\b", f"listen 127.0.0.1:{port}" + " ssl http2" * tls, 2),
        (r"/etc/letsencrypt/live/example\.org/fullchain\.pem", f"{folder}/cert.pem", 1),
        (r"/etc/letsencrypt/live/example\.org/privkey\.pem", f"{folder}/key.pem", 1),
        (r"server_name example\.org;", f"server_name {host};", 2),
        (r"https://example\.org\$", f"https://{host}:{port}$", 1),
        (r"127\.0\.0\.1:8000\b", f"127.0.0.1:{upstream_port}", 2),
        (r"/run/idpwsp/", f"{folder}/run/", 3),
        (r"/run/nginx\.pid", f"{folder}/nginx.pid", 1),
    ]
    if not tls:
        places += [(rf"^ *{name} .*\n", "", 1) for name in (*SECURE, "ssl_reject_handshake")]
    if marked:
        places.append((r"^http \{\n", "http {\n    add_header X-Cache $upstream_cache_status always;\n", 1))
    for pattern, place, times in places:
        text, found = re.subn(pattern, place, text, flags=re.MULTILINE)
        if found != times:
            raise ValueError(f"{SHIPPED}: {pattern} is there {found} times, not {times}.")
    return text


def executable() -> str:
    """Raises ``RuntimeError`` where nginx is not installed."""
    found = which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise RuntimeError("nginx is not installed.")
    return found


def wait_for(pid: Path, process: subprocess.Popen[bytes]) -> None:
    """nginx writes its number when it listens."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        if pid.exists() and pid.read_text().strip():
            return
        time.sleep(0.02)
    raise RuntimeError(f"nginx did not start: {(pid.parent / 'nginx.log').read_text()}")
