"""Replies to an article or a campaign, read by staff before anybody else."""

import re
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.moderated import Moderated, ModeratedQuerySet
from campaigns.models.story import Dated

# Replies close this long after the day of what they answer to.
OPEN_FOR = timedelta(days=60)
# In characters.
LONGEST = 5_000
NAME_LONGEST = 80


class Octets(Func):
    """How many bytes a text takes in UTF-8."""

    function = "OCTET_LENGTH"
    output_field = models.IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has that function since 3.43 only."""
        return self.as_sql(compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))", **context)


class TakesReplies(Dated):
    """A dated thing that readers may reply to for a while."""

    takes_replies = models.BooleanField(
        _("readers can reply"), default=True, help_text=_("Without it, the replies that are there stay shown.")
    )
    replies_until = models.DateField(
        _("replies until"), null=True, blank=True, help_text=_("Empty: 60 days after its date.")
    )

    class Meta:
        abstract = True

    @property
    def last_day_for_replies(self) -> date:
        return self.replies_until or self.day + OPEN_FOR

    @property
    def replies_closed_on(self) -> date | None:
        """The last day on which one could reply, if it is past and nobody has closed them sooner."""
        last = self.last_day_for_replies
        return last if self.takes_replies and last < timezone.localdate() else None

    def is_open_for_replies(self, today: date | None = None) -> bool:
        return self.takes_replies and (today or timezone.localdate()) <= self.last_day_for_replies


class Reply(Moderated):
    """What a reader answered, under any name or none. Words sent for publication are stored as they came."""

    article = models.ForeignKey(
        "campaigns.Article", on_delete=models.CASCADE, null=True, editable=False, related_name="replies"
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, null=True, editable=False, related_name="replies"
    )
    name = models.CharField(_("name"), max_length=NAME_LONGEST, blank=True)
    text = models.TextField(_("reply"), max_length=LONGEST)
    note = models.CharField(
        _("note about what we changed"),
        max_length=200,
        blank=True,
        help_text=_("Shown below the reply: “We have taken out a phone number.”"),
    )

    # By the lengths alone, replies are cut into pages: campaigns/replying.py.
    octets = models.GeneratedField(expression=Octets("text"), output_field=models.IntegerField(), db_persist=True)

    objects: ClassVar[Any] = ModeratedQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        # All that cutting those of a story into pages needs to know.
        indexes = tuple(
            models.Index(fields=[story, "state", "id", "octets"], name=f"replies_of_{story}")
            for story in ("article", "campaign")
        )
        constraints = (
            models.CheckConstraint(
                name="answers_one_thing",
                condition=Q(article=None, campaign__isnull=False) | Q(article__isnull=False, campaign=None),
            ),
        )

    @property
    def story(self) -> Any:
        """What it answers to: an article or a campaign."""
        return self.article or self.campaign

    @property
    def paragraphs(self) -> list[str]:
        """The text as it was typed, cut at its empty lines: each may run in a direction of its own."""
        return [part for part in re.split(r"\n[^\S\n]*\n+", self.text) if part.strip()]
