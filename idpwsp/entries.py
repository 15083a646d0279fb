"""What staff open, as the lists on their front page call it: things, each with its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from idpwsp.foundation.editing import change_url
from idpwsp.foundation.publishing import Publishable
from resources.models import Checked


@dataclass(frozen=True)
class Entry:
    """A thing that staff open, or a part of one: what lists call it, and the form in which it is changed."""

    thing: Any
    name: str
    form: str
    # The place of a part in the form of its whole.
    fragment: str = ""
    # Whether readers see the whole that it is a part of.
    is_whole_shown: bool = True

    @property
    def url(self) -> str:
        return self.form + self.fragment

    @property
    def is_shown(self) -> bool:
        """Whether readers see it. What has no state of its own shows with its whole."""
        is_published = not isinstance(self.thing, Publishable) or self.thing.is_published()
        return self.is_whole_shown and is_published

    @property
    def is_statement(self) -> bool:
        """Whether somebody compares it with its source from time to time."""
        return isinstance(self.thing, Checked)

    @property
    def kind(self) -> str:
        return str(self.thing._meta.model_name)

    def in_language(self, code: str) -> str:
        """The address of the form for its words in a language."""
        return f"{self.form}?language={code}{self.fragment}"


def entries_of(things: Iterable[Any], *parts: str, with_kind: bool = False) -> list[Entry]:
    """Things with what hangs on them under these names, each thing followed by its parts."""
    found = []
    for thing in things:
        form, is_shown = change_url(thing), not isinstance(thing, Publishable) or thing.is_published()
        name = f"{capfirst(thing._meta.verbose_name)}: {thing}" if with_kind else str(thing)
        found.append(Entry(thing, name, form))
        for parts_name in parts:
            # The admin numbers the forms of the parts, and calls them by this name.
            for place, part in enumerate(getattr(thing, parts_name).all()):
                found.append(Entry(part, f"{name}: {part}", form, f"#{parts_name}-{place}", is_shown))
    return found
