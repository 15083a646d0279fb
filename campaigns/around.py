"""What campaigns show on pages of resources: ``settings.PAGE_CONTEXT`` names these functions.

Each goes from the page to further template context.
"""

from typing import Any

from campaigns.models.moderated import KEPT
from resources.models import Page


def kept(page: Page) -> dict[str, Any]:
    """The privacy page: how long the words of strangers are kept that nobody approved."""
    return {"kept_days": KEPT.days}
