"""A site in this very process, for what is measured without a server, and words to fill it with."""

import os
import random
import re
import shutil
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.scratch import BASE_DIR


def prepare() -> None:
    """The shipped site in the database that the settings name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "idpwsp.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    if made := os.environ.get("BENCH_SEED"):
        # To compress them takes longer than all the rest.
        shutil.copytree(Path(made) / "static", settings.STATIC_ROOT, dirs_exist_ok=True)
    else:
        call_command("collectstatic", interactive=False, verbosity=0)


def shipped_words() -> list[str]:
    """Every English word of the shipped content, in its order."""
    text = []

    def walk(values: object) -> None:
        if isinstance(values, dict):
            if isinstance(values.get("words"), dict):
                text.extend(values["words"]["en"].values())
            for value in values.values():
                walk(value)
        elif isinstance(values, list):
            for value in values:
                walk(value)

    for path in sorted((BASE_DIR / "resources" / "content").rglob("*.toml")):
        walk(tomllib.loads(path.read_text(encoding="utf-8")))
    return re.sub(r"<[^>]*>", " ", " ".join(text)).split()


def some(words: list[str], chance: random.Random, length: int) -> str:
    """A text of about so many characters, in runs of a dozen words."""
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        at = chance.randrange(len(words) - 12)
        parts.append(" ".join(words[at : at + 12]))
    return " ".join(parts)[: length + 20]


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def signed_in(user: Any) -> Any:
    """A browser of somebody on the staff who has given password and code."""
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    client = Client(SERVER_NAME="example.org")
    client.force_login(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=user, name="phone").persistent_id
    session.save()
    return client
