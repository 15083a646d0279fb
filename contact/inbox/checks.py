"""Keys whose passphrase was printed on a terminal must not be on a real host."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
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
