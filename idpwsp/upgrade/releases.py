"""Releases: which is the newest, how one is made ready, and whether it serves."""

import http.client
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from idpwsp.upgrade.installation import Installation, UpgradeError, last_line

# What a release may take to migrate and to answer, in seconds.
PATIENCE = 900


def chosen(site: Installation, wanted: str | None) -> str | None:
    """The commit to go to: that of the newest tag, or what ``origin`` has where there is none. None if it runs."""
    tags = site.git("tag", "--list", "v[0-9]*", "--merged", "origin/HEAD", "--sort=-version:refname").split()
    commit = site.git("rev-parse", "--verify", "--quiet", f"{wanted or (tags or ['origin/HEAD'])[0]}^{{commit}}")
    if site.running is None:
        return commit
    has = site.git("-C", str(site.running), "rev-parse", "HEAD")
    # What runs may be newer than the newest tag.
    is_newer = wanted or site.git("merge-base", commit, has) != commit
    return commit if is_newer and commit != has else None


def prepare(site: Installation, release: Path, commit: str) -> None:
    """A checkout with a ``.venv`` of its own. Raises ``UpgradeError``."""
    if release.exists():
        # Of an upgrade that was cut off.
        remove(site, release)
    site.git("worktree", "prune")
    site.git("worktree", "add", "--quiet", "--detach", str(release), commit)
    try:
        # What it says is for whoever looks on.
        if subprocess.run(["sh", ".ci/setup", "requirements.txt"], cwd=release).returncode:
            raise UpgradeError("Its packages were not installed; the reason is above.")
    except BaseException:
        remove(site, release)
        raise


def remove(site: Installation, release: Path) -> None:
    shutil.rmtree(release, ignore_errors=True)
    site.git("worktree", "prune")


def serve_once(site: Installation, release: Path, data_dir: Path) -> None:
    """Start a release on a port of its own, which migrates, and ask for the front page. Raises ``UpgradeError``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = site.as_user(data_dir)
    options["env"] |= {"PORT": str(port), "WORKER": "0", "WEB_WORKERS": "1"}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [str(release / ".venv/bin/python"), "-m", "idpwsp.run"], cwd=release, stdout=log, stderr=log, **options
        )
        try:
            status = asked(process, port, site.settings.get("SITE_URL", ""))
        finally:
            process.terminate()
            process.wait()
        if status != 200:
            log.seek(0)
            answer = f"its front page answers {status}" if status else "it does not start"
            raise UpgradeError(f"{release.name}: {answer}: {last_line(log.read())}")


def asked(process: subprocess.Popen[Any], port: int, site_url: str) -> int | None:
    """With which status the front page answers, once there is an answer; None where the process ended before."""
    headers = {
        "Host": urlsplit(site_url).netloc or "127.0.0.1",
        "X-Forwarded-Proto": urlsplit(site_url).scheme or "http",
    }
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/", headers=headers)
            return connection.getresponse().status
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return None
