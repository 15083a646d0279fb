"""A machine with a tiny site of git repositories, whose releases have what flaws a test wants."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = f"mkdir -p .venv/bin && ln -sf {sys.executable} .venv/bin/python && if [ -e no-packages ]; then exit 1; fi\n"
# What each release of the tiny site does.
MANAGE = """
import os, pathlib, shutil, sys
data = pathlib.Path(os.environ["DATA_DIR"])
if sys.argv[1] == "backup":
    shutil.copy(data / "db.sqlite3", data / "backup")
elif pathlib.Path("unsafe").exists():
    sys.exit("security.W999: not safe")
"""
RUN = """
import os, pathlib, sqlite3, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
here, data = pathlib.Path.cwd(), pathlib.Path(os.environ["DATA_DIR"])
with sqlite3.connect(data / "db.sqlite3") as database:
    database.execute("CREATE TABLE IF NOT EXISTS message (words)")
    database.execute("INSERT INTO message VALUES (?)", ["migrated by " + (here / "number").read_text()])
(data / "yields").write_text(f"{os.nice(0)} {pathlib.Path('/proc/self/oom_score_adj').read_text().strip()}")
static = data / "static" / (here / "number").read_text()
static.parent.mkdir(exist_ok=True)
static.exists() or static.write_text("made in " + data.name)
# As on the real data, which no copy foretells.
if (here / "migration-fails").exists() or (here / "real-one-fails").exists() and data.name != "trial":
    database.execute("DELETE FROM message")
    database.commit()
    sys.exit("Database problem: no such column")
class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/readyz":
            words = [word for word in ("disk", "keys") if (here / f"no-{word}").exists()]
            self.send_response(503 if words else 200)
            self.end_headers()
            self.wfile.write(" ".join(words).encode())
            return
        asked = (self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"])
        is_right = asked == ("/", "example.org", "https") and not (here / "page-fails").exists()
        self.send_response(200 if is_right else 500)
        self.end_headers()
    def log_message(self, *arguments):
        pass
HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""
# It notes what it is told, for which release, and whether what starts now would have to wait.
SYSTEMCTL = """
cd "$(dirname "$0")"
if [ "$1" = show ]; then echo "127.0.0.1:$(cat port) (Stream)"; exit; fi
waits=$(flock --nonblock upgrade.lock true && echo no || echo yes)
echo "$* $(cat current/number 2>/dev/null) $waits" >>told
case "$*" in "start idpwsp.service"*) test ! -e current/start-fails ;; esac
"""


def git(*arguments: str, cwd: Path) -> str:
    who = {f"GIT_{role}_{what}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    result = subprocess.run(
        ["git", *arguments], cwd=cwd, env={**os.environ, **who}, capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


@dataclass
class Machine:
    """Where the tiny site is installed, and where its releases come from."""

    origin: Path
    home: Path
    data: Path

    def publish(self, number: str, *flaws: str, tag: bool = True) -> None:
        """A new release. Of an earlier one's flaws it has none."""
        git("rm", "--quiet", "-r", ".", cwd=self.origin) if (self.origin / "number").exists() else None
        files = {
            "manage.py": MANAGE,
            "idpwsp/run.py": RUN,
            ".ci/setup": SETUP,
            "number": number,
            ".gitignore": ".venv\n",
        }
        for name, text in {**files, **dict.fromkeys(flaws, "")}.items():
            (self.origin / name).parent.mkdir(exist_ok=True)
            (self.origin / name).write_text(text)
        git("add", "--all", cwd=self.origin)
        git("commit", "--quiet", "--message", number, cwd=self.origin)
        if tag:
            git("tag", f"v{number}", cwd=self.origin)

    def upgrade(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        places = ["--home", self.home, "--env", self.home / "env", "--data", self.data]
        return subprocess.run(
            [sys.executable, "-m", "idpwsp.upgrade", *map(str, places), "--user", "root",
             "--systemctl", f"sh {self.home / 'systemctl'}", *arguments],
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip

    @property
    def number(self) -> str:
        """Which release ``current`` leads to."""
        return (self.home / "current" / "number").read_text()

    @property
    def messages(self) -> list[str]:
        with sqlite3.connect(self.data / "db.sqlite3") as database:
            return [words for (words,) in database.execute("SELECT words FROM message")]

    def told(self) -> list[str]:
        """What systemctl has been told since it was last asked for."""
        path = self.home / "told"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def open_door(self) -> ThreadingHTTPServer:
        """What systemd serves at its socket: whichever release ``current`` leads to, as far as the unit lets it."""
        home, data = self.home, self.data

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                words = [word for word in ("disk", "keys") if (home / f"current/no-{word}").exists()]
                if (home / "current" / "unit-forbids").exists():
                    words.append("database")
                    with closing(sqlite3.connect(data / "db.sqlite3")) as database, database:
                        database.execute("INSERT INTO message VALUES ('while it was open')")
                self.send_response(503 if words else 200)
                self.end_headers()
                self.wfile.write(" ".join(words).encode())

            def log_message(self, *arguments: object) -> None:
                pass

        door = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        Thread(target=door.serve_forever).start()
        return door

    def is_tidy(self) -> bool:
        """Whether no copy of the database and no half release is left."""
        releases = sorted(path.name for path in (self.home / "releases").iterdir())
        return not (self.data / "upgrade").exists() and len(releases) <= 2
