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
# And until it is ready, once it answers.
READY_WITHIN = 30

Address = tuple[str, int]
# What is not ready at a site, as /readyz says it. None: it has not said.
Words = frozenset[str] | None


def chosen(site: Installation, wanted: str | None) -> str | None:
    """The commit to go to: that of the newest tag, or what ``origin`` has where there is none. None if it runs."""
    listed = site.git("tag", "--list", "v[0-9]*", "--merged", "origin/HEAD", "--sort=-version:refname").split()
    # No v1.2-rc1, which is for trying out.
    tags = [tag for tag in listed if tag[1:].replace(".", "").isdecimal()]
    try:
        commit = site.git("rev-parse", "--verify", "--quiet", f"{wanted or (tags or ['origin/HEAD'])[0]}^{{commit}}")
    except UpgradeError as error:
        raise UpgradeError(f"There is no {wanted}.") from error
    if site.running is None:
        return commit
    has = site.git("-C", str(site.running), "rev-parse", "HEAD")
    # What runs may be newer than the newest tag.
    is_newer = wanted or site.git("merge-base", commit, has) != commit
    return commit if is_newer and commit != has else None


def prepare(site: Installation, release: Path, commit: str) -> None:
    """A checkout with a ``.venv`` of its own. Raises ``UpgradeError``."""
    if release == site.running:
        raise UpgradeError(f"{release} was changed by hand. Take that back: git -C {release} checkout {commit[:12]}")
    if release.exists():
        # Of an upgrade that was cut off.
        remove(site, release)
    site.git("worktree", "prune")
    try:
        site.git("worktree", "add", "--quiet", "--detach", str(release), commit)
        # What it says is for whoever looks on.
        if subprocess.run(["sh", ".ci/setup", "requirements.txt"], cwd=release).returncode:
            raise UpgradeError("Its packages were not installed; the reason is above.")
    except BaseException:
        remove(site, release)
        raise


def remove(site: Installation, release: Path) -> None:
    shutil.rmtree(release, ignore_errors=True)
    site.git("worktree", "prune")


def serve_once(site: Installation, release: Path, data_dir: Path, excused: Words = None) -> None:
    """Start a release on a port of its own, which migrates, and see whether it serves. Raises ``UpgradeError``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = free.getsockname()[:2]
    options = site.as_user(data_dir)
    # Wherever the proxy is, here we ask ourselves.
    options["env"] |= {
        "PORT": str(address[1]), "WORKER": "0", "WEB_WORKERS": "1", "TRUSTED_PROXIES": address[0],
    }  # fmt: skip
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [str(release / ".venv/bin/python"), "-m", "idpwsp.run"], cwd=release, stdout=log, stderr=log, **options
        )
        try:
            status = front_page(process, address, site.settings.get("SITE_URL", ""))
            if status == 200:
                has_to_be_ready(release, address, excused)
        finally:
            process.terminate()
            process.wait()
        if status != 200:
            log.seek(0)
            answer = f"its front page answers {status}" if status else "it does not start"
            raise UpgradeError(f"{release.name}: {answer}: {last_line(log.read())}")


def front_page(process: subprocess.Popen[Any], address: Address, site_url: str) -> int | None:
    """With which status it answers, once there is an answer; None where the process ended before."""
    headers = {
        "Host": urlsplit(site_url).netloc or "127.0.0.1",
        "X-Forwarded-Proto": urlsplit(site_url).scheme or "http",
    }
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            return ask(address, "/", headers)[0]
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    return None


def has_to_be_ready(release: Path, address: Address, excused: Words) -> None:
    """Raises ``UpgradeError`` when ``/readyz`` (docs/decisions/0038) goes on saying what is not excused, or nothing."""
    end = time.monotonic() + READY_WITHIN
    # It says "database" also while somebody writes: once is not enough.
    while (words := words_at(address)) is None or (excused is not None and words - excused):
        if time.monotonic() > end:
            said = f"says: {', '.join(sorted(words))}" if words else "does not answer"
            raise UpgradeError(f"{release.name}: it is not ready, /readyz {said}.")
        time.sleep(0.5)


def words_at(address: Address) -> Words:
    """What is not ready at a site, by its own words. None where it does not say."""
    try:
        status, text = ask(address, "/readyz", {"Host": "127.0.0.1"}, patience=5)
    except (OSError, http.client.HTTPException):
        return None
    return {200: frozenset[str](), 503: frozenset(text.split())}.get(status)


def ask(address: Address, path: str, headers: dict[str, str], patience: int = 60) -> tuple[int, str]:
    """Status and body. Raises ``OSError`` and ``HTTPException``."""
    connection = http.client.HTTPConnection(*address, timeout=patience)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()
