"""What pages show of campaigns, news and events, without knowing them: named in ``settings.PAGE_CONTEXT``."""

from typing import Any

from campaigns.models import Event
from resources.models import Page

COMING_UP = 3


def coming_up(_page: Page) -> dict[str, Any]:
    """The next events, for the home page."""
    return {"coming_up": list(Event.objects.shown().upcoming().with_words().prefetch_related("dates")[:COMING_UP])}
