"""Which code has made the index: another release may read the same words differently."""

import hashlib
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings


def digest() -> str:
    """A digest over this project's modules and translations, the lock of the packages, and Python's version."""
    base = Path(settings.BASE_DIR)
    tops = {base / config.name.split(".")[0] for config in apps.get_app_configs()}
    files = [path for top in tops for kind in ("*.py", "*.mo") for path in top.rglob(kind)]
    whole = hashlib.sha256(sys.version.encode())
    for path in sorted([base / "requirements.txt", *files]):
        whole.update(str(path.relative_to(base)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
