"""Endorsements: a person or a group signs a campaign, and is shown as they choose."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.moderated import Moderated, ModeratedQuerySet

LONGEST_NAME = 120  # characters
_LONGEST_KEY = 250


@dataclass(frozen=True)
class Signed:
    """How many have signed: approved, whether they are shown or not."""

    people: int
    groups: int
    not_shown: int

    @property
    def total(self) -> int:
        return self.people + self.groups

    @property
    def with_names(self) -> int:
        return self.total - self.not_shown


class EndorsementQuerySet(ModeratedQuerySet):
    """Signatures in the words of visitors and staff."""

    def signed(self) -> Signed:
        """The honest count, in one query."""
        approved = self.shown()
        return Signed(
            **approved.aggregate(
                people=Count("pk", filter=Q(kind=Endorsement.Kind.PERSON)),
                groups=Count("pk", filter=Q(kind=Endorsement.Kind.GROUP)),
                not_shown=Count("pk", filter=Q(shown_as=Endorsement.ShownAs.NOT_SHOWN)),
            )
        )

    def names(self) -> Self:
        """Those that readers see by name: groups first, then people, each in the order of their names."""
        by_name = self.shown().exclude(shown_as=Endorsement.ShownAs.NOT_SHOWN)
        # "group" comes before "person".
        return by_name.order_by("kind", "name_key", "pk")

    def like(self, other: "Endorsement") -> Self:
        """Those of the same campaign that are shown, or would be, under the same name."""
        if not other.name_key:
            return self.none()
        same = self.filter(campaign=other.campaign_id, kind=other.kind, name_key=other.name_key)
        return same.exclude(pk=other.pk).exclude(state=Moderated.State.DECLINED)

    def with_doubles(self) -> Self:
        """Each knows whether it is ``perhaps_a_double`` of another one, approved or waiting."""
        same = Endorsement.objects.filter(
            campaign=OuterRef("campaign"), kind=OuterRef("kind"), name_key=OuterRef("name_key")
        )
        others = same.exclude(pk=OuterRef("pk")).exclude(state=Moderated.State.DECLINED).exclude(name_key="")
        return self.annotate(perhaps_a_double=Exists(others))


class Endorsement(Moderated):
    """One signature. Only what is shown is kept: who is counted and not shown leaves no name at all."""

    class Kind(models.TextChoices):
        PERSON = "person", _("A person")
        GROUP = "group", _("A group")

    class ShownAs(models.TextChoices):
        FULL_NAME = "full-name", _("Full name")
        WORKING_NAME = "working-name", _("Working name")
        INITIALS = "initials", _("Initials")
        GROUP_ONLY = "group-only", _("Only the organization")
        NOT_SHOWN = "not-shown", _("Counted, but not shown")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="endorsements", verbose_name=_("campaign")
    )
    kind = models.CharField(_("who signs"), max_length=6, choices=Kind, default=Kind.PERSON)
    shown_as = models.CharField(_("shown as"), max_length=12, choices=ShownAs)
    name = models.CharField(_("name to show"), max_length=LONGEST_NAME, blank=True)
    organisation = models.CharField(_("organization"), max_length=LONGEST_NAME, blank=True)
    # What is shown, folded: for finding doubles, and for the order of the list.
    name_key = models.CharField(max_length=_LONGEST_KEY, blank=True, editable=False)
    is_from_paper = models.BooleanField(_("from a paper sheet"), default=False, editable=False)

    objects: ClassVar[Any] = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        indexes = (
            models.Index(fields=["campaign", "kind", "name_key"], name="endorsements_by_name"),
            # Those that are shown, in their order; counted from the index alone.
            models.Index(fields=["campaign", "state", "kind", "name_key", "id", "shown_as"], name="endorsements_shown"),
        )
        constraints = (
            models.CheckConstraint(
                name="counted_only_keeps_no_name",
                condition=~Q(shown_as="not-shown") | Q(name="", organisation="", name_key=""),
                violation_error_message=_("Who is counted but not shown has no name here."),
            ),
            models.CheckConstraint(
                name="group_only_keeps_no_other_name",
                condition=~Q(shown_as="group-only") | (Q(name="") & ~Q(organisation="")),
                violation_error_message=_("“Only the organization” needs its name, and keeps no other."),
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = self.key()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.name_key = self.key()

    def key(self) -> str:
        """What is shown, as it is compared."""
        return folded(self.shown_name)

    @property
    def shown_name(self) -> str:
        """The name and the organization as they are shown; empty for who is not."""
        return ", ".join(part for part in (self.name, self.organisation) if part)

    @property
    def is_somebody_of_a_group(self) -> bool:
        """A person who gives no name but an organization's, which has not signed itself."""
        return self.kind == self.Kind.PERSON and self.shown_as == self.ShownAs.GROUP_ONLY


def folded(name: str) -> str:
    """A name without case, accents, spaces and punctuation: “José A. Díaz” and “jose a diaz” are the same."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return _only(plain, "LMNS") or _only(plain, "P")


def _only(text: str, categories: Iterable[str]) -> str:
    """The characters of these Unicode categories, without accents."""
    kept = (each for each in text if unicodedata.category(each)[0] in categories and not unicodedata.combining(each))
    return "".join(kept)[:_LONGEST_KEY]
