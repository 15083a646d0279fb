"""A mistake of settings that would make all people one sender."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - its name there


@register(Tags.security, deploy=True)
def proxies_are_counted(**_kwargs: Any) -> list[CheckMessage]:
    """gunicorn speaks no TLS here, so a site with an https address has a proxy in front."""
    if settings.SITE_URL.startswith("https://") and settings.PROXY_COUNT == 0:
        return [
            Warning(
                "SITE_URL is https, so a proxy stands in front, but PROXY_COUNT is 0: all people count as one sender.",
                hint="Set PROXY_COUNT to the number of your proxies that add to X-Forwarded-For.",
                id="guard.W001",
            )
        ]
    return []
