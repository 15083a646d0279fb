"""Keeping the index true.

Whatever changes content also leaves a mark, in the same transaction: what is committed together cannot come apart,
and a revision of fifty objects costs fifty small rows, not fifty new indexes. The marked roots are indexed anew right
after the commit. Should that fail, the next search does it before it answers, or answers without them.
"""

from collections.abc import Collection, Iterable
from functools import cache
from itertools import groupby, islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.utils.module_loading import import_string

from idpwsp.foundation.searchable import Passage, Source
from idpwsp.search import code
from idpwsp.search.folding import fold
from idpwsp.search.models import Entry, Made, Outdated, Revision, Topic
from idpwsp.search.topics import topics_of

# Roots that are read, folded and written in one go.
BATCH = 100

Root = tuple[str, int]


@cache
def sources() -> dict[str, Source]:
    """The sources that the settings name, by their own names."""
    return {source.name: source for source in map(import_string, settings.SEARCHABLE)}


# ── Noticing changes ───────────────────────────────────────────────────────


def watch() -> None:
    """Have every change of what the sources declare leave its mark. Called once, when all apps are loaded."""
    for source in sources().values():
        for label, roots_of in source.parts.items():
            model = apps.get_model(label)
            mark = _marker(source, roots_of)
            # Before a delete: afterwards nothing tells any more what an object belonged to.
            signals = [m2m_changed] if model._meta.auto_created else [post_save, pre_delete]
            for signal in signals:
                signal.connect(mark, sender=model, weak=False, dispatch_uid=f"search {source.name} {label}")


def _marker(source: Source, roots_of: Any) -> Any:
    def mark(instance: Any, **kwargs: Any) -> None:
        marks = [Outdated(source=source.name, root=root) for root in roots_of(instance) if root is not None]
        if marks:
            Outdated.objects.bulk_create(marks)
            transaction.on_commit(bring_up_to_date, robust=True)

    return mark


# ── Writing the index ──────────────────────────────────────────────────────


def bring_up_to_date() -> set[Root]:
    """Index every marked root anew. Returns those for which that failed just now: their entries are not to be used."""
    if not Outdated.objects.exists():
        return set()
    try:
        with transaction.atomic():
            _raise_revision()
            marks = list(Outdated.objects.values_list("pk", "source", "root"))
            for name, group in groupby(sorted({mark[1:] for mark in marks}), lambda root: root[0]):
                if name in sources():
                    _index(sources()[name], [root for _name, root in group])
            for batch in _batches(pk for pk, _name, _root in marks):
                Outdated.objects.filter(pk__in=batch).delete()
    except DatabaseError:
        # Somebody else is writing, or the disk is full: readers find less for the moment, never something false.
        return set(Outdated.objects.values_list("source", "root"))
    return set()


@transaction.atomic
def rebuild() -> int:
    """Throw the index away and make it anew. Returns the number of entries."""
    _raise_revision()
    Outdated.objects.all().delete()
    Entry.objects.all().delete()
    Topic.objects.all().delete()
    for source in sources().values():
        _index(source, source.roots())
    Made.objects.all().delete()
    Made.objects.create(code=code.digest())
    return Entry.objects.count()


def is_by_this_code() -> bool:
    """Whether the whole index was made by the code that is here now: then what has changed since has left its mark."""
    return Made.objects.filter(code=code.digest()).exists()


def _index(source: Source, roots: Iterable[int]) -> None:
    for batch in _batches(roots):
        passages = list(source.passages(batch))
        Entry.objects.filter(source=source.name, root__in=batch).delete()
        Topic.objects.filter(source=source.name, root__in=batch).delete()
        # What has moved here from another root leaves no second entry there.
        for things in _batches({passage.thing for _root, passage in passages}):
            Entry.objects.filter(source=source.name, thing__in=things).delete()
        Entry.objects.bulk_create([_entry(source, *each) for each in passages], batch_size=BATCH)
        Topic.objects.bulk_create(topics_of(source.name, passages), batch_size=BATCH)


def _raise_revision() -> None:
    """Comes first, so that of two who write at once one waits, and what is new has higher numbers than before."""
    if not Revision.objects.update(number=F("number") + 1):
        Revision.objects.create(number=1)


def _batches(numbers: Iterable[Any]) -> Iterable[Collection[Any]]:
    rest = iter(numbers)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _entry(source: Source, root: int, passage: Passage) -> Entry:
    titles, search_words = fold(f"{passage.title} {passage.short_title}"), fold(passage.search_words)
    return Entry(
        source=source.name,
        root=root,
        thing=passage.thing,
        language=passage.language,
        is_part=passage.is_part,
        place=passage.place,
        shown_from=passage.shown_from,
        shown_until=passage.shown_until,
        titles=titles,
        search_words=search_words,
        context=fold(passage.context),
        words=_each_once(f"{titles} {search_words} {fold(passage.text)}"),
        path=passage.path,
        above=passage.above,
        title=passage.title,
        text=passage.text,
        picture=passage.picture,
    )


def _each_once(folded: str) -> str:
    """Every word once, without those that another one begins with: half as much to look through."""
    words = sorted(set(folded.split()))
    return " ".join(word for word, after in zip(words, [*words[1:], ""], strict=True) if not after.startswith(word))
