"""How long a backup and its way back take on a site with 10,000 conversations.

    .ci/with-settings .venv/bin/python -m bench.backups [conversations]

The shipped content, and an inbox as bench/inbox.py fills it. Each command is a process of its own, from its start to
its end; size and time of each are printed.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench.scratch import BASE_DIR, environment, scratch_folder, seed

FILL = """
import sys
from django.contrib.auth.models import User
from bench import inbox
inbox.fill({number}, User.objects.first() or User.objects.create_superuser("bench"))
"""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with scratch_folder() as folder:
        site, place, key = seed(folder / "site"), folder / "place", folder / "key"
        run(site, "shell", "--no-imports", "-c", FILL.format(number=number))
        database = site / "db.sqlite3"
        print(f"{number} conversations: a database of {database.stat().st_size / 1e6:.0f} MB", flush=True)
        said, _seconds = run(site, "backup", "--new-key", str(key))
        recipient = said.split("BACKUP_RECIPIENT=")[1].strip()
        _said, seconds = run(site, "backup", BACKUP_RECIPIENT=recipient)
        [archive] = (site / "backups").glob("*.sealed")
        print(f"backup: {seconds:.1f} s, {archive.stat().st_size / 1e6:.0f} MB", flush=True)
        place.mkdir()
        shutil.move(archive, folder / archive.name)
        _said, seconds = run(place, "restore", str(folder / archive.name), "--key", str(key), "--no-list")
        print(f"restore: {seconds:.1f} s")


def run(data_dir: Path, *arguments: str, **more: str) -> tuple[str, float]:
    """What a command says, and how many seconds it takes."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=environment(data_dir, **more), text=True,
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return done.stdout, time.perf_counter() - start


if __name__ == "__main__":
    main()
