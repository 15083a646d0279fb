"""One entry for the same words, however often they are sent within ten minutes; and what is set aside for staff."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest

from idpwsp.foundation.guard.cache import ShortLivedCache, guard_cache
from idpwsp.foundation.guard.forms import GuardedForm
from idpwsp.foundation.guard.secret import keyed_hash
from idpwsp.foundation.guard.sender import sender_of

TEN_MINUTES = 600  # seconds
HOUR = 3600
MOST_LINKS = 3
_LINK = re.compile(r"https?://|\bwww\.|<a\s|\[url", re.IGNORECASE)

# What the buttons of the page for the same words send. A fresh ``COPY`` makes them another person's.
COPY = "guard-copy"
MINE = "guard-mine"


@dataclass(frozen=True)
class Kept:
    """What an app says of an entry: its number, and the text of its new code, if it has one."""

    id: int | str
    code: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a form. Nothing is kept yet where several people may have sent the same: then she is asked."""

    kept: Kept | None
    is_again: bool = False


Keep = Callable[[bool], Kept]
Again = Callable[[int | str], Kept | None]


def lodge(request: HttpRequest, form: GuardedForm, about: str, keep: Keep, again: Again) -> Outcome:
    """Keep a valid form, or find the entry that it has made already.

    All of it is one transaction: of two that arrive together the second waits until the entry of the first is there
    (SQLite: the transaction is IMMEDIATE; PostgreSQL: the row of the same hash waits), and what fails leaves no trace.
    """
    cache, sender, copy = guard_cache(), sender_of(request), request.POST.get(COPY, "")
    with transaction.atomic():
        cache.forget_expired()
        # With the sender: nobody else is to be given the code of her entry for having guessed her words.
        key = keyed_hash("once", about, sender, form.words(), copy)
        if not cache.add(key, 0, TEN_MINUTES):
            if form.may_be_anothers() and not (copy or MINE in request.POST):
                cache.touch(key, TEN_MINUTES)
                return Outcome(None, is_again=True)
            if kept := again(cache.get(key, 0)):
                return Outcome(kept, is_again=True)
        kept = keep(_is_doubtful(cache, form, sender))
        cache.set(key, kept.id, TEN_MINUTES)
    return Outcome(kept)


def _is_doubtful(cache: ShortLivedCache, form: GuardedForm, sender: str) -> bool:
    """Whether a robot is likelier than a person. Counts every entry, also those that are set aside."""
    # With the hour in it, the hashes of one sender do not match from hour to hour.
    key = keyed_hash("sendings", type(form).__module__, type(form).__qualname__, sender, int(time.time() // HOUR))
    count = cache.get(key, 0) + 1
    cache.set(key, count, HOUR)
    links = sum(len(_LINK.findall(value)) for _name, value in form.words())
    return form.is_from_robot or count > form.hourly_limit or links > MOST_LINKS
