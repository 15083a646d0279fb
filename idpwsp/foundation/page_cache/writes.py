"""Moves the generation whenever a table of public content is written to, in the same transaction.

It looks at the statements themselves: ``save()`` tells its signals, but ``update()``, ``bulk_create()``, history (which
saves raw) and whoever comes next do not, and one that is forgotten would show readers a page that staff have changed.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from idpwsp.foundation.page_cache import generation

# The table of a statement that changes something, with the quotes that Django puts around every name or without.
WRITTEN = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)')


@cache
def public_tables() -> frozenset[str]:
    """The tables of ``settings.PUBLIC_CONTENT``, less those of ``settings.MOVED_BY_HAND``."""
    public, others = set(settings.PUBLIC_CONTENT), set(settings.MOVED_BY_HAND)
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if {model._meta.app_label, model._meta.label} & public and model._meta.label not in others
    )


@receiver(connection_created)
def watch(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Look at what goes through a new connection."""
    if _move_after not in connection.execute_wrappers:
        connection.execute_wrappers.append(_move_after)


def _move_after(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    written = WRITTEN.match(sql)
    if written and written[1] in public_tables():
        generation.move()
    return result
