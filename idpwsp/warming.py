"""Reading what requests need before there are any, so that all processes share it. See docs/decisions/0035."""

from django.conf import settings
from django.db import connection
from django.template import engines
from django.urls import get_resolver
from django.utils import translation


def warm_up() -> None:
    """Load the addresses and the words of each language, and what templates may call.

    Asks no database, and nothing of the static files, which may not have been collected yet. A second time costs
    nothing.
    """
    engines.all()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("")
            # What reverse() looks up; it would be made at the first request in each process.
            get_resolver().reverse_dict  # noqa: B018


def know_ourselves() -> None:
    """Read our own details once in this process, so that its pages for faults have our phone number, and its way out
    leads where it should, also if the database cannot be read later. Where it cannot be read now, nothing happens."""
    # Models can be imported after django.setup() alone.
    from resources.models import Organisation

    Organisation.current()
    connection.close()
