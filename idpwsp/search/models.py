"""The index: one row a place and language, and one a topic of the A–Z.

Derived from the content; ``rebuild_search`` makes it anew.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class ShownQuerySet(models.QuerySet):
    def shown(self, at: datetime | None = None) -> Self:
        """What readers can open at a moment (default: now): asked anew each time, so a schedule needs no worker."""
        at = at or timezone.now()
        return self.filter(
            Q(shown_from=None) | Q(shown_from__lte=at),
            Q(shown_until=None) | Q(shown_until__gt=at),
        )


class Entry(models.Model):
    """A ``foundation.searchable.Passage`` with its words folded."""

    source = models.CharField(max_length=40)
    root = models.PositiveBigIntegerField()
    thing = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    is_part = models.BooleanField()
    place = models.PositiveIntegerField()
    shown_from = models.DateTimeField(null=True)
    shown_until = models.DateTimeField(null=True)
    # Folded: its titles, the search words that staff gave it, what stands above it, and each word of it once.
    titles = models.TextField()
    search_words = models.TextField()
    context = models.TextField()
    words = models.TextField()
    # As readers see it.
    path = models.CharField(max_length=300)
    above = models.TextField()
    title = models.TextField()
    text = models.TextField()
    picture = models.CharField(max_length=16, blank=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["language", "source", "thing"], name="one_entry_a_language"),)
        indexes = (models.Index(fields=["source", "root"], name="entry_by_root"),)

    def __str__(self) -> str:
        return f"{self.thing} ({self.language})"


class Topic(models.Model):
    """A name by which the A–Z of a language lists a place: in English, marked so, where that has no words in it."""

    source = models.CharField(max_length=40)
    root = models.PositiveBigIntegerField()
    language = models.CharField(max_length=12)
    is_translated = models.BooleanField()
    name = models.TextField()
    path = models.CharField(max_length=300)
    # Its place among the letters, and what it is sorted by below that: see search/topics.py.
    letter = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    shown_from = models.DateTimeField(null=True)
    shown_until = models.DateTimeField(null=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=["language", "letter", "key", "id", "shown_from", "shown_until"], name="topic_by_letter"
            ),
            models.Index(fields=["source", "root"], name="topic_by_root"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class Revision(models.Model):
    """One row, whose number rises with every change of the index: what is held in memory asks for it alone."""

    number = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)


class Outdated(models.Model):
    """A mark that a root has changed, written together with the change: until it is gone, its entries are not used.

    Each change leaves a mark of its own, so that nobody takes away the mark of a change that he has not seen.
    """

    source = models.CharField(max_length=40)
    root = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source} {self.root}"


class Made(models.Model):
    """One row: the code that has made the whole index. Beside the index, so that a backup brings back both."""

    code = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code
