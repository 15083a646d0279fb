"""Where everything that is measured lives: a folder below bench/.scratch/, which is gone afterwards."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SCRATCH = BASE_DIR / "bench" / ".scratch"
# What a shell may have set for another site.
OF_AN_OPERATOR = (
    "DEBUG", "WORKER", "WEB_WORKERS", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "PROXY_COUNT", "DATABASE_URL", "CACHE_URL",
    "EMAIL_URL",
)  # fmt: skip
FIRST_START = "from idpwsp import run; run.prepare_site()"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder, removed at the end, and bench/.scratch with it when nobody else uses it."""
    SCRATCH.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=SCRATCH))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            SCRATCH.rmdir()


def environment(data_dir: Path, port: int = 8000, **more: str) -> dict[str, str]:
    """What a process of the site reads: the shell's environment, with everything that it writes below ``data_dir``."""
    temporary = data_dir / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    key = data_dir / "secret-key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(64))
    ours = {
        "DATA_DIR": str(data_dir), "SECRET_KEY": key.read_text(), "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port), "TMPDIR": str(temporary), "DJANGO_SETTINGS_MODULE": "idpwsp.settings",
    }  # fmt: skip
    shell = {name: value for name, value in os.environ.items() if name not in OF_AN_OPERATOR}
    return {**shell, **ours, **more}


def seed(data_dir: Path) -> Path:
    """The shipped site as its first start makes it, with keys of the inbox. ``make bench`` makes it once."""
    if made := os.environ.get("BENCH_SEED"):
        shutil.copytree(made, data_dir, dirs_exist_ok=True)
        return data_dir
    # It shows the password of the account that it makes, which nobody needs here.
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", FIRST_START],
        cwd=BASE_DIR, env=environment(data_dir), stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    return data_dir
