"""What is known of a translation: who read it, and from which English it was made.

Words live one row per language and object (django-parler). English is the source. Every row keeps the fingerprint of
its own words; every other row keeps two more: of the English it was made from, and of its own words when a native
speaker read them. Comparing these tells, without anybody's diligence and without reading the words, whether a
translation is behind or its review is void: in Python, and in a WHERE (docs/decisions/0034).
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFieldsModel

SOURCE_LANGUAGE = settings.LANGUAGE_CODE


class Translated(TranslatableModel):
    """A thing with words in several languages; its ``translations`` are rows of a ``TranslatedWords``.

    The rows are looked through in Python, because they are usually prefetched with their object.
    """

    # The word by which staff know it.
    NAME_FIELD: ClassVar[str] = "title"

    class Meta:
        abstract = True

    def words_in(self, code: str | None) -> Any:
        """The row in a language, or None."""
        # Asked many times a page. Making the manager first would cost more than all the rest.
        rows = getattr(self, "_prefetched_objects_cache", {}).get("translations")
        return next((row for row in rows or self.translations.all() if row.language_code == code), None)

    @property
    def words(self) -> Any:
        """The row in the active language; None where there are no words in it."""
        return self.words_in(get_language())

    @property
    def source_words(self) -> Any:
        """The English row, or None."""
        return self.words_in(SOURCE_LANGUAGE)

    @property
    def shown_words(self) -> Any:
        """The row in the active language, else the English: nothing is hidden for want of a translation."""
        return self.words or self.source_words

    @property
    def written_in(self) -> list[str]:
        """The codes of the languages that there are words in, English first."""
        codes = {row.language_code for row in self.translations.all()}
        return sorted(codes, key=lambda code: (code != SOURCE_LANGUAGE, code))

    def save_translation(self, translation: Any, *args: Any, **kwargs: Any) -> None:
        """Parler's hook: a language in which nothing was written gets no row."""
        if translation.pk is not None or translation.has_words:
            super().save_translation(translation, *args, **kwargs)


def shown_words(model: type[Translated]) -> Prefetch:
    """For ``prefetch_related``: of the words, only the rows that ``shown_words`` may need in the active language.

    For the parts of a page. What has an address of its own needs them all, to name the languages that it is there in.
    """
    rows = model._parler_meta.root_model._default_manager.filter(language_code__in={get_language(), SOURCE_LANGUAGE})
    return Prefetch("translations", rows)


def fingerprint_of(row: models.Model, names: Iterable[str]) -> str:
    """SHA-256 of some fields of a row as they would be saved, in hexadecimal. For migrations too."""
    # Rich text is sanitised on its way into the database.
    fields: Any = {name: row._meta.get_field(name) for name in names}
    words = {name: field.to_python(getattr(row, name)) for name, field in fields.items()}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


class WordsStateField(models.CharField):
    """The fingerprint of the words in the row, taken as they are saved, also by ``bulk_create()``."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        model_instance.words_state = model_instance.fingerprint()
        return str(model_instance.words_state)


class TranslatedWords(TranslatedFieldsModel):
    """The words of one object in one language. Subclasses add ``master`` and the words."""

    reviewed_on = models.DateField(
        _("read by a native speaker on"),
        null=True,
        blank=True,
        help_text=_("Empty: readers are told that nobody has checked this translation yet."),
    )
    reviewed_by = models.CharField(
        _("who read it"), max_length=80, blank=True, help_text=_("For staff only. Any name.")
    )
    reviewed_state = models.CharField(max_length=64, blank=True, editable=False)
    source_state = models.CharField(max_length=64, blank=True, editable=False)
    words_state = WordsStateField(max_length=64, blank=True, editable=False)

    STATE_FIELDS: ClassVar = {"reviewed_on", "reviewed_by", "reviewed_state", "source_state", "words_state"}
    # Words that only help to find it. They translate nothing: each language has its own, and may change them freely.
    FINDING_FIELDS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        default_permissions = ()

    @classmethod
    def word_fields(cls) -> list[str]:
        """The names of the fields that hold words for readers."""
        others = {*cls.STATE_FIELDS, *cls.FINDING_FIELDS}
        return [name for name in cls.get_translated_fields() if name not in others]

    def fingerprint(self) -> str:
        """SHA-256 of the words as they would be saved, in hexadecimal."""
        return fingerprint_of(self, self.word_fields())

    @property
    def has_words(self) -> bool:
        return any(getattr(self, name) for name in self.word_fields())

    @property
    def is_source(self) -> bool:
        return self.language_code == SOURCE_LANGUAGE

    @property
    def source(self) -> "TranslatedWords | None":
        """The English words of the same object, or None where there are none."""
        return self.master.source_words

    @property
    def is_reviewed(self) -> bool:
        """Whether a native speaker has read these very words, as they were last saved."""
        return self.is_source or (self.reviewed_on is not None and self.reviewed_state == self.words_state)

    @property
    def is_behind(self) -> bool:
        """Whether the English, as it was last saved, has changed since this was made from it."""
        source = None if self.is_source else self.source
        return source is not None and source.words_state != self.source_state

    @classmethod
    def behind(cls) -> Q:
        """``is_behind`` as a condition on rows."""
        source = cls._default_manager.filter(master=OuterRef("master"), language_code=SOURCE_LANGUAGE)
        return ~Q(language_code=SOURCE_LANGUAGE) & Q(Exists(source.exclude(words_state=OuterRef("source_state"))))

    @classmethod
    def reviewed(cls) -> Q:
        """``is_reviewed`` as a condition on rows."""
        return Q(language_code=SOURCE_LANGUAGE) | Q(reviewed_on__isnull=False, reviewed_state=F("words_state"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a review that was just entered is bound to the words as they are now."""
        before = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        if self.reviewed_on is None:
            self.reviewed_state = ""
        elif before is None or (before.reviewed_on, before.reviewed_by) != (self.reviewed_on, self.reviewed_by):
            self.reviewed_state = self.fingerprint()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "words_state"}
        super().save(*args, **kwargs)


@receiver(pre_save)
def note_words_brought_back(sender: type[models.Model], instance: Any, raw: bool, **_kwargs: Any) -> None:
    """History saves raw, past ``save()`` and the fields; what it kept may be older than the fingerprint."""
    if raw and issubclass(sender, TranslatedWords):
        instance.words_state = instance.fingerprint()
