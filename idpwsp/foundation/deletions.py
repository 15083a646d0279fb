"""Staff have deleted something in the admin: told to whoever listens. The floor does not know who that is."""

from typing import Any

from django.dispatch import Signal
from django.http import HttpRequest

# With ``user`` and ``things``, a list; before they are gone.
deleted = Signal()


class TellsDeletions:
    """For an admin: also tells what it writes into the history of what was deleted."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        deleted.send(sender=type(self), user=request.user, things=list(queryset))
        return super().log_deletions(request, queryset)  # type: ignore[misc]
