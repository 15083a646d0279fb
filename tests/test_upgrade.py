"""make upgrade, with git repositories of a tiny site: what is newer comes, and what is no good goes back by itself."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from idpwsp.upgrade import changing, releases
from idpwsp.upgrade.__main__ import settings_in
from idpwsp.upgrade.changing import upgrade
from idpwsp.upgrade.installation import Installation, StuckError, UpgradeError

ROOT = Path(__file__).resolve().parent.parent
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


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """The first release runs, installed by the same command, and somebody has written something."""
    machine = Machine(tmp_path / "origin", tmp_path / "home", tmp_path / "data")
    for folder in (machine.origin, machine.home, machine.data):
        folder.mkdir()
    git("init", "--quiet", "--initial-branch", "main", cwd=machine.origin)
    machine.publish("1")
    git("clone", "--quiet", str(machine.origin), "source", cwd=machine.home)
    (machine.home / "env").write_text("# of the site\nSITE_URL='https://example.org'\n")
    (machine.home / "systemctl").write_text(SYSTEMCTL)
    door = machine.open_door()
    (machine.home / "port").write_text(str(door.server_port))
    result = machine.upgrade()
    assert result.returncode == 0, result.stderr
    with sqlite3.connect(machine.data / "db.sqlite3") as database:
        database.execute("INSERT INTO message VALUES ('from a reader')")
    machine.told()
    yield machine
    door.shutdown()
    door.server_close()


def test_a_newer_release_comes_with_its_database_and_leaves_a_backup(machine):
    machine.publish("2")

    result = machine.upgrade()

    assert result.returncode == 0, result.stderr
    assert machine.number == "2"
    assert machine.messages == ["migrated by 1", "from a reader", "migrated by 2"]
    # While the site went on, not while somebody waits.
    assert (machine.data / "static" / "2").read_text() == "made in trial"
    assert "from a reader" in (machine.data / "backup").read_bytes().decode("latin-1")
    # Nobody starts while the database changes; then everybody does.
    assert machine.told() == [
        "stop idpwsp-worker.service idpwsp.service 1 yes",
        "start idpwsp.service 2 no",
        "start idpwsp.service idpwsp-worker.service 2 no",
    ]
    assert machine.is_tidy()
    # Where time or memory is short, the trial has to wait or end, and not the site.
    nice, out_of_memory = map(int, (machine.data / "yields").read_text().split())
    assert nice > os.nice(0)
    assert out_of_memory == 800
    assert git("describe", "--tags", cwd=machine.home / "source") == "v2"


def test_where_there_is_nothing_newer_nothing_happens(machine):
    # Not yet a release: it has no tag.
    machine.publish("2", tag=False)

    result = machine.upgrade()

    assert (result.returncode, result.stdout) == (0, "There is nothing newer.\n")
    assert machine.told() == ["start idpwsp.service idpwsp-worker.service 1 no"]


def test_what_is_for_trying_out_is_no_release(machine):
    machine.publish("2-rc1")
    assert machine.upgrade().stdout == "There is nothing newer.\n"
    machine.publish("2")
    assert machine.upgrade().returncode == 0
    assert machine.number == "2"


def test_two_at_once_do_not_delete_each_others_releases(machine):
    machine.publish("2")
    with (machine.home / "upgrading.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = machine.upgrade()
    assert (result.returncode, "Another upgrade is under way" in result.stderr) == (1, True)
    assert machine.upgrade().returncode == 0


def test_one_that_was_cut_off_after_the_change_is_brought_to_its_end(machine):
    """Killed before the worker was started: otherwise nothing would be deleted on its date from then on."""
    machine.publish("2")
    (machine.home / "systemctl").write_text(
        SYSTEMCTL + 'if [ "$*" = "start idpwsp.service idpwsp-worker.service" ]; then kill -9 $PPID; exit 1; fi\n'
    )
    assert machine.upgrade().returncode == -9
    assert (machine.data / "upgrade" / "before.sqlite3").exists()
    (machine.home / "systemctl").write_text(SYSTEMCTL)
    machine.told()

    result = machine.upgrade()

    assert (result.returncode, result.stdout) == (0, "There is nothing newer.\n")
    assert machine.told() == ["start idpwsp.service idpwsp-worker.service 2 no"]
    assert machine.is_tidy()
    assert git("describe", "--tags", cwd=machine.home / "source") == "v2"


def test_a_release_that_was_changed_by_hand_is_not_deleted_under_the_site(machine):
    machine.publish("2")
    assert machine.upgrade().returncode == 0
    git("checkout", "--quiet", "v1", cwd=machine.home / "current")

    result = machine.upgrade()

    assert "was changed by hand" in result.stderr
    assert (machine.home / "current" / ".venv").exists()
    git("checkout", "--quiet", "v2", cwd=machine.home / "current")
    assert machine.upgrade().stdout == "There is nothing newer.\n"


def test_where_the_disk_is_nearly_full_nothing_is_begun(machine, impatient, monkeypatch):
    machine.publish("2")
    monkeypatch.setattr(changing, "ROOM", 1 << 60)
    with pytest.raises(UpgradeError, match=r"MB are free below .* Make room\."):
        impatient()
    assert machine.is_tidy()


def test_a_release_can_be_named(machine):
    machine.publish("2", tag=False)
    assert machine.upgrade("--to", "origin/main").returncode == 0
    assert machine.number == "2"
    # One without a tag is newer than the newest that has one.
    assert machine.upgrade().stdout == "There is nothing newer.\n"
    assert machine.upgrade("--to", "v1").returncode == 0
    assert machine.number == "1"


@pytest.mark.parametrize(
    ("flaw", "why"),
    [
        ("no-packages", "Its packages were not installed"),
        ("migration-fails", "it does not start: Database problem: no such column"),
        ("page-fails", "its front page answers 500"),
        ("unsafe", "manage.py check --deploy: security.W999: not safe"),
    ],
)
def test_what_is_no_good_on_a_copy_is_never_noticed_by_readers(machine, flaw, why):
    machine.publish("2", flaw)

    result = machine.upgrade()

    assert result.returncode == 1
    assert "Not upgraded, everything is as it was. " in result.stderr
    assert why in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Not upgraded")
    assert machine.told() == []
    assert machine.number == "1"
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.is_tidy()


def test_a_migration_that_fails_on_the_real_database_is_taken_back(machine):
    machine.publish("2", "real-one-fails")

    result = machine.upgrade()

    assert result.returncode == 1
    assert "no such column" in result.stderr
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.told() == [
        "stop idpwsp-worker.service idpwsp.service 1 yes",
        "stop idpwsp.service 2 yes",
        "start idpwsp.service idpwsp-worker.service 1 no",
    ]
    assert machine.is_tidy()


def test_one_that_systemd_cannot_start_is_taken_back_with_its_migration(machine):
    machine.publish("2", "start-fails")

    result = machine.upgrade()

    assert result.returncode == 1
    assert "systemctl start idpwsp.service" in result.stderr
    assert machine.number == "1"
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.told()[-2:] == ["stop idpwsp.service 2 yes", "start idpwsp.service idpwsp-worker.service 1 no"]
    # The next good one comes as if nothing had been.
    machine.publish("3")
    assert machine.upgrade().returncode == 0
    assert machine.number == "3"


@pytest.fixture
def impatient(machine, monkeypatch):
    """An upgrade that does not wait until the site is ready."""
    monkeypatch.setattr(releases, "READY_WITHIN", 0)
    settings = {"SITE_URL": "https://example.org"}
    site = Installation(machine.home, settings, machine.data, "root", f"sh {machine.home / 'systemctl'}")
    return lambda: upgrade(site, None, lambda _line: None)


def test_one_that_is_not_ready_is_never_noticed_by_readers(machine, impatient):
    machine.publish("2", "no-keys")

    with pytest.raises(UpgradeError, match="it is not ready, /readyz says: keys"):
        impatient()

    assert machine.told() == []
    assert machine.number == "1"
    assert machine.is_tidy()


def test_what_was_so_before_does_not_stop_an_upgrade(machine, impatient):
    machine.publish("2", "no-keys")
    (machine.home / "current" / "no-keys").touch()

    impatient()

    assert machine.number == "2"
    assert machine.is_tidy()


def test_one_that_is_not_ready_under_its_unit_is_taken_back_and_nothing_is_lost(machine, impatient):
    machine.publish("2", "unit-forbids")

    with pytest.raises(StuckError, match=r"everything is as it was.*/readyz says: database") as raised:
        impatient()

    assert machine.number == "1"
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.told()[-3:] == [
        "start idpwsp.service 2 no",
        "stop idpwsp.service 2 yes",
        "start idpwsp.service idpwsp-worker.service 1 no",
    ]
    kept = machine.data / "upgrade-kept" / "came-in.sqlite3"
    assert list(kept.parent.iterdir()) == [kept]
    assert str(kept) in str(raised.value)
    with closing(sqlite3.connect(kept)) as database:
        assert ("while it was open",) in database.execute("SELECT words FROM message").fetchall()
    # Not deleted by the next one; and when somebody has looked, that comes as if nothing had been.
    machine.publish("3")
    with pytest.raises(UpgradeError, match="When nothing is missing, delete it"):
        impatient()
    shutil.rmtree(kept.parent)
    impatient()
    assert machine.number == "3"
    assert machine.is_tidy()


def test_one_whose_readiness_cannot_be_asked_for_is_taken_back(machine, impatient):
    machine.publish("2")
    (machine.home / "port").write_text("1")

    with pytest.raises(StuckError, match="/readyz does not answer"):
        impatient()

    assert machine.number == "1"


def test_where_even_going_back_fails_that_is_said_and_the_copy_is_kept(machine):
    machine.publish("2", "real-one-fails")
    (machine.home / "systemctl").write_text(SYSTEMCTL + 'if [ "$*" = "stop idpwsp.service" ]; then exit 1; fi\n')

    result = machine.upgrade()

    assert result.returncode == 1
    assert result.stderr.startswith("Going back failed")
    kept = machine.data / "upgrade-kept" / "before.sqlite3"
    assert str(kept) in result.stderr
    with sqlite3.connect(kept) as database:
        assert database.execute("SELECT count(*) FROM message").fetchone() == (2,)


def test_a_checkout_with_changes_of_its_own_is_refused(machine):
    machine.publish("2")
    (machine.home / "source" / "number").write_text("by hand")

    result = machine.upgrade()

    assert result.returncode == 1
    assert "has changes of its own" in result.stderr
    assert machine.told() == []
    assert machine.number == "1"


def test_commits_of_its_own_are_not_dropped_in_silence(machine):
    machine.publish("2")
    (machine.home / "source" / "number").write_text("by hand")
    git("commit", "--quiet", "--all", "--message", "by hand", cwd=machine.home / "source")

    result = machine.upgrade()

    assert "has commits of its own" in result.stderr
    assert machine.number == "1"


def test_what_an_upgrade_that_was_cut_off_has_left_is_cleared_away(machine):
    machine.publish("2")
    (machine.data / "upgrade").mkdir()
    (machine.data / "upgrade" / "before.sqlite3").write_bytes(b"words")

    assert machine.upgrade().returncode == 0
    assert machine.is_tidy()


def test_without_the_settings_it_says_so(machine):
    (machine.home / "env").unlink()
    result = machine.upgrade()
    assert result.returncode == 1
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("COPY='sh -c \"rsync x\"'", 'sh -c "rsync x"'),
        ("COPY=rsync 'a b'", "rsync 'a b'"),
        ('COPY="a"', "a"),
        ("COPY='", "'"),
        ("COPY=a=b", "a=b"),
    ],
)
def test_a_setting_loses_the_quotation_marks_around_it_and_no_others(tmp_path, line, value):
    (tmp_path / "env").write_text(f"# ours\n\n{line}\n")
    assert settings_in(tmp_path / "env") == {"COPY": value}


def test_settings_that_are_no_text_are_said(tmp_path):
    (tmp_path / "env").write_bytes(b"A='\xff'")
    with pytest.raises(UpgradeError, match="UTF-8"):
        settings_in(tmp_path / "env")
