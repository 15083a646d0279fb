"""Endorsements: a person or a group signs a campaign, and is shown as they choose."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from campaigns.models.moderated import Moderated


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

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="endorsements")
    kind = models.CharField(_("who signs"), max_length=6, choices=Kind, default=Kind.PERSON)
    shown_as = models.CharField(_("shown as"), max_length=12, choices=ShownAs)
    name = models.CharField(_("name to show"), max_length=120, blank=True)
    organisation = models.CharField(_("organization"), max_length=120, blank=True)
    is_from_paper = models.BooleanField(_("from a paper sheet"), default=False, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = (
            models.CheckConstraint(
                name="counted_only_keeps_no_name",
                condition=~Q(shown_as="not-shown") | Q(name="", organisation=""),
            ),
            models.CheckConstraint(
                name="group_only_keeps_no_other_name",
                condition=~Q(shown_as="group-only") | (Q(name="") & ~Q(organisation="")),
            ),
        )
