"""Keys whose passphrase was printed on a terminal must not be on a real host, nor a data folder that others read."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - its name there
from django.db import DatabaseError

from contact.inbox import demonstration


@register(Tags.security, deploy=True)
def keys_are_real(**_kwargs: Any) -> list[CheckMessage]:
    """Before the first ``migrate`` there is no table, and so no key."""
    try:
        is_demonstration = demonstration.is_on()
    except DatabaseError:
        return []
    if not is_demonstration:
        return []
    return [
        Error(
            "The sealed inbox has demonstration keys.",
            hint="Sign in, open /staff/inbox/setup/ and replace the demonstration. What was sealed to it is deleted.",
            id="inbox.E001",
        )
    ]


@register(Tags.security, deploy=True)
def data_folder_is_closed(**_kwargs: Any) -> list[CheckMessage]:
    """``make run`` makes it so. Whoever starts the site in another way has to see to it."""
    folder = Path(settings.DATA_DIR)
    if not (folder.exists() and folder.stat().st_mode & 0o077):
        return []
    return [
        Warning(
            "Other users of this machine may open the data folder. Sessions and keys of phones are in it in the clear.",
            hint="chmod 700 on DATA_DIR.",
            id="inbox.W001",
        )
    ]
