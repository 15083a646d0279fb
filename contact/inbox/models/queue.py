"""Queues, and the keys to which what comes in is sealed."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.page_cache import generation

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class QueueManager(models.Manager["Queue"]):
    def named(self, name: str) -> "Queue":
        """One of the queues. It is made when it is first asked for."""
        return self.get_or_create(name=name, defaults={"retention_days": Queue.RETENTION[Queue.Name(name)]})[0]

    def every(self) -> list["Queue"]:
        """All queues, in their order. One query, once they are there."""
        found = {queue.name: queue for queue in self.all()}
        missing = [Queue(name=name, retention_days=days) for name, days in Queue.RETENTION.items() if name not in found]
        # Somebody else may make them at the same moment.
        found |= {queue.name: queue for queue in self.bulk_create(missing, ignore_conflicts=True)}
        return [found[name] for name in Queue.Name.values]

    def readable_by(self, user: Any) -> list["Queue"]:
        """The queues that somebody may see at all. To open what is in them takes a key as well."""
        return [queue for queue in self.every() if queue.is_readable_by(user)]

    def taking(self) -> list["Queue"]:
        """The queues to which something can be sealed."""
        return [queue for queue in self.every() if queue.open_key]


class Queue(models.Model):
    """Where conversations of one kind wait. Its row says how long they are kept and whether its form is stopped."""

    class Name(models.TextChoices):
        HELP = "help", _("Help")
        SPEAKERS = "speakers", _("Speakers")
        VOLUNTEERS = "volunteers", _("Volunteers")
        BROCHURES = "brochures", _("Brochures")
        PRESS = "press", _("Press")

    # Days, until staff set others.
    RETENTION = {Name.HELP: 90, Name.SPEAKERS: 180, Name.VOLUNTEERS: 180, Name.BROCHURES: 60, Name.PRESS: 60}

    name = models.CharField(_("queue"), max_length=10, choices=Name, primary_key=True)
    retention_days = models.PositiveSmallIntegerField(
        _("deleted after, in days"),
        help_text=_("The form shows it. It holds for what comes in from now on; dates that were promised stay."),
        validators=[MinValueValidator(7), MaxValueValidator(730)],
    )
    answer_within_days = models.PositiveSmallIntegerField(
        _("usually answered within, in days"),
        null=True,
        blank=True,
        help_text=_("The form shows it. Leave it empty if you cannot say: then the form says that."),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    # Why nothing can be sent: its public key is not the one that belongs to the private key.
    is_stopped = models.BooleanField(default=False)
    # The last day on which somebody opened something in it.
    opened_on = models.DateField(null=True)
    # How much has come in since staff were last told by e-mail, and when that was.
    untold = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    objects = QueueManager()

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        default_permissions = ()
        permissions = [
            ("read_help", "May read Help"),
            ("read_speakers", "May read Speakers"),
            ("read_volunteers", "May read Volunteers"),
            ("read_brochures", "May read Brochures"),
            ("read_press", "May read Press"),
            ("manage_inbox", "May say who reads what, and for how long it is kept"),
        ]

    def __str__(self) -> str:
        return str(self.label)

    def save(self, **kwargs: Any) -> None:
        """The forms show what is set here. What is counted here is updated past this, so that no message tells of
        itself by emptying the page cache."""
        super().save(**kwargs)
        generation.move()

    @property
    def label(self) -> Any:
        return self.Name(self.name).label

    @property
    def permission(self) -> str:
        return f"inbox.read_{self.name}"

    def is_readable_by(self, user: Any) -> bool:
        return bool(user.has_perm(self.permission))

    def readers(self) -> models.QuerySet:
        """All accounts on the staff that may see it and can sign in. Holding a key of it is another matter."""
        # By name, because other backends, which know no permissions, stand beside this one.
        backend = "django.contrib.auth.backends.ModelBackend"
        accounts: Any = get_user_model().objects
        readers: models.QuerySet = accounts.with_perm(self.permission, backend=backend).filter(is_staff=True)
        return readers

    @property
    def open_key(self) -> "QueueKey | None":
        """The key to seal to, or None while nothing can be taken.

        A demonstration key counts on this machine alone: its passphrase was printed on a terminal.
        """
        if self.is_stopped:
            return None
        found: QueueKey | None = self.keys.filter(is_current=True).first()
        return None if found is None or (found.is_demonstration and not is_this_machine()) else found


def is_this_machine() -> bool:
    """Whether the site is served to this machine alone."""
    return urlsplit(settings.SITE_URL).hostname in LOOPBACK and not settings.OTHER_HOSTS


class QueueKey(models.Model):
    """A key pair of a queue. Its private half is nowhere but in the shares of its keyholders."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="keys")
    public_key = models.BinaryField(max_length=32)
    # New records are sealed to the current one. An old one stays until its last record is wrapped for the new.
    is_current = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    made_on = models.DateField(auto_now_add=True)
    # From then on nobody can open what was sealed to it: all keyholders and the sheet are lost.
    lost_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["queue"], condition=Q(is_current=True), name="one_current_key")]

    def __str__(self) -> str:
        return f"{self.queue}, {self.made_on}"
