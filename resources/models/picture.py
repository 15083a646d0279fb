"""Pictures: what they show in words, whether readers may see them, and their files."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any, Self

import reversion
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet

from idpwsp.foundation.pictures import Size
from idpwsp.foundation.translation import Translated, TranslatedWords

FOLDER = "pictures"
# In CSS pixels: the widest that a thumbnail is shown.
THUMBNAIL = 120


class PictureQuerySet(TranslatableQuerySet):
    """Pictures in the words of visitors and staff."""

    def showable(self) -> Self:
        """Those that readers may see: nobody is in them, or everybody in them agreed."""
        return self.filter(Q(people=Picture.People.NOBODY) | Q(may_show=Picture.MayShow.YES))

    def saying(self, words: str) -> Self:
        """Those in whose note, credit, description or caption every one of these words stands; all for no words."""
        found = self
        for word in words.split()[:8]:
            said = PictureWords.objects.filter(Q(alt__icontains=word) | Q(caption__icontains=word)).values("master")
            found = found.filter(Q(note__icontains=word) | Q(credit__icontains=word) | Q(pk__in=said))
        return found

    def with_words(self) -> Self:
        return self.prefetch_related("translations")


class PictureManager(TranslatableManager.from_queryset(PictureQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations"])
class Picture(Translated):
    """One picture at several sizes. Its files stand under a random name, which nobody can guess.

    History holds the row, never the files: those of a picture that was removed or replaced are gone for good.
    """

    class People(models.TextChoices):
        NOBODY = "nobody", _("Nobody can be seen")
        SOMEBODY = "somebody", _("People can be seen")

    class MayShow(models.TextChoices):
        YES = "yes", _("Yes, everybody in it agreed")
        NO = "no", _("No: never show it to readers")

    # A picture whose words are brought back keeps the file that it has.
    NOT_IN_HISTORY = ("token", "width", "height", "widths")

    token = models.CharField(max_length=16, unique=True, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    # In pixels, smallest first.
    widths = models.JSONField(default=list, editable=False)
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It tells nothing that the words do not tell, so that whoever cannot see it misses nothing."),
    )
    people = models.CharField(_("people in it"), max_length=8, choices=People)
    may_show = models.CharField(
        _("may we show this person?"),
        max_length=3,
        choices=MayShow,
        blank=True,
        help_text=_("A face, a tattoo, a room: whatever she could be known by. Ask her first."),
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True, help_text=_("Who took it, if she wants a name."))
    note = models.CharField(
        _("note"),
        max_length=120,
        blank=True,
        help_text=_("For staff alone: a name to find it by, who agreed and when."),
    )
    created_on = models.DateTimeField(auto_now_add=True)

    objects = PictureManager()

    class Meta:
        ordering = ("-created_on", "-pk")
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        row = self.source_words
        name = self.note or (row and row.alt)
        return name or _("Picture of %(day)s") % {
            "day": date_format(timezone.localtime(self.created_on), "DATE_FORMAT")
        }

    # ── What readers see ───────────────────────────────────────────────────

    @property
    def may_be_shown(self) -> bool:
        """The same rule as the queryset's ``showable``."""
        return self.people == self.People.NOBODY or self.may_show == self.MayShow.YES

    @property
    def is_shown(self) -> bool:
        """Whether readers see it where it is used. One that came back from history has no files any more."""
        return self.may_be_shown and self.has_files

    @property
    def has_files(self) -> bool:
        return bool(self.widths) and default_storage.exists(self._file(self.widths[0], "webp"))

    @property
    def state(self) -> str:
        """What readers see of it, in words for staff."""
        if not self.has_files:
            return str(_("Its file is gone"))
        return str(_("Readers may see it") if self.may_be_shown else _("Never shown to readers"))

    @property
    def shown_alt(self) -> tuple[str, bool]:
        """What it shows, and whether that is in English for want of a translation. Empty for a decorative one."""
        return ("", False) if self.is_decorative else self._in_language("alt")

    @property
    def shown_caption(self) -> tuple[str, bool]:
        """The words below it, and whether they are in English for want of a translation."""
        return self._in_language("caption")

    def _in_language(self, name: str) -> tuple[str, bool]:
        mine, source = self.words, self.source_words
        if text := getattr(mine, name, ""):
            return text, False
        text = getattr(source, name, "")
        return text, bool(text) and mine is not source

    # ── Addresses ──────────────────────────────────────────────────────────

    def url(self, width: int, extension: str) -> str:
        return reverse("picture", args=[self.token, width, extension])

    def srcset(self, extension: str) -> str:
        return ", ".join(f"{self.url(width, extension)} {width}w" for width in self.widths)

    @property
    def avif(self) -> str:
        return self.srcset("avif")

    @property
    def webp(self) -> str:
        return self.srcset("webp")

    @property
    def src(self) -> str:
        """For a browser that knows no ``srcset``: the second size, which is wide enough for a phone."""
        return self.url(self.widths[:2][-1], "webp")

    @property
    def thumbnail(self) -> dict[str, Any]:
        """Its smallest size, to be shown ``THUMBNAIL`` CSS pixels wide: both addresses and its dimensions."""
        width = min(THUMBNAIL, self.width)
        return {
            "avif": self.url(self.widths[0], "avif"),
            "webp": self.url(self.widths[0], "webp"),
            "width": width,
            "height": max(1, round(self.height * width / self.width)),
        }

    @property
    def staff_url(self) -> str:
        """Its smallest size for staff, whoever may see it."""
        return reverse("picture-for-staff", args=[self.token])

    # ── Files ──────────────────────────────────────────────────────────────

    def _file(self, width: int, extension: str) -> str:
        return f"{FOLDER}/{self.token}/{width}.{extension}"

    def read_file(self, width: int, extension: str) -> bytes:
        """Raises ``FileNotFoundError`` for a size that it does not have."""
        if width not in self.widths:
            raise FileNotFoundError(width)
        with default_storage.open(self._file(width, extension)) as file:
            return file.read()

    def read_smallest(self) -> bytes:
        """Its smallest size as WebP. Raises ``FileNotFoundError`` when its files are gone."""
        if not self.widths:
            raise FileNotFoundError(self.token)
        return self.read_file(self.widths[0], "webp")

    def put(self, sizes: list[Size]) -> None:
        """Save with new files, under a new name: an address never changes what it shows. Old files go after commit.

        The files are there before the row is, so that a full disk leaves the row as it was.
        """
        before = self.token
        self.token = secrets.token_hex(8)
        self.width, self.height = sizes[-1].width, sizes[-1].height
        self.widths = [size.width for size in sizes]
        try:
            for size in sizes:
                for extension, content in size.files.items():
                    default_storage.save(self._file(size.width, extension), ContentFile(content))
            self.save()
        except BaseException:
            remove_files(self.token)
            raise
        if before:
            transaction.on_commit(partial(remove_files, before))


@reversion.register()
class PictureWords(TranslatedWords):
    """What a picture shows, and what stands below it, in one language."""

    master = TranslationsForeignKey(
        Picture, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    alt = models.CharField(
        _("what it shows"),
        max_length=250,
        blank=True,
        help_text=_("For whoever cannot see it: what you would say on the phone. No names of people."),
    )
    caption = models.CharField(_("caption"), max_length=250, blank=True, help_text=_("Stands below the picture."))

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a picture")


def shown_by_token(tokens: Iterable[str]) -> dict[str, Picture]:
    """The pictures of these names that readers see, in two queries; in none for no names."""
    wanted = set(tokens)
    if not wanted:
        return {}
    found = Picture.objects.showable().filter(token__in=wanted).with_words()
    return {picture.token: picture for picture in found if picture.has_files}


def remove_files(token: str) -> None:
    """Remove a picture's files and their folder, as far as they are there."""
    folder = f"{FOLDER}/{token}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def remove_orphans(older_than: timedelta = timedelta(hours=1)) -> int:
    """Remove files that belong to no picture, as a crash between files and row leaves them. Returns how many folders.

    Young ones stay: their row may be about to be saved.
    """
    try:
        tokens, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    known = set(Picture.objects.filter(token__in=tokens).values_list("token", flat=True))
    orphans = [
        token
        for token in tokens
        if token not in known and default_storage.get_modified_time(f"{FOLDER}/{token}") < timezone.now() - older_than
    ]
    for token in orphans:
        remove_files(token)
    return len(orphans)


@receiver(post_delete, sender=Picture)
def _remove_with_its_row(sender: Any, instance: Picture, **kwargs: Any) -> None:
    transaction.on_commit(partial(remove_files, instance.token))
