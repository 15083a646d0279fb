"""Who can open what: people, and the recovery sheet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contact.inbox.derivation import Cost
from contact.inbox.models.queue import QueueKey


class Keyholder(models.Model):
    """Somebody with a key pair, or the recovery sheet. The private half of a person's is locked by a passphrase."""

    # An account goes after its keys: otherwise the queues would keep keys that this person may have copied.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="keyholder", verbose_name=_("who")
    )
    is_sheet = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    public_key = models.BinaryField(max_length=32)
    # Empty for the sheet, whose private key follows from the code that is printed on it.
    locked_private_key = models.BinaryField(max_length=100, default=b"")
    salt = models.BinaryField(max_length=16, default=b"")
    memory = models.PositiveIntegerField(default=0, help_text="of Argon2id, in bytes")
    passes = models.PositiveSmallIntegerField(default=0)
    made_on = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = _("keyholder")
        verbose_name_plural = _("keyholders")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(is_sheet=True) ^ Q(user__isnull=False), name="a_person_or_the_sheet"),
            models.UniqueConstraint(fields=["is_sheet"], condition=Q(is_sheet=True), name="one_sheet"),
        ]

    def __str__(self) -> str:
        return str(_("The recovery sheet") if self.user is None else self.user.get_short_name() or self.user)

    @property
    def cost(self) -> Cost:
        return Cost(self.memory, self.passes)


class Share(models.Model):
    """A queue's private key, wrapped for one of its keyholders."""

    queue_key = models.ForeignKey(QueueKey, models.CASCADE, related_name="shares")
    keyholder = models.ForeignKey(Keyholder, models.CASCADE, related_name="shares")
    wrapped = models.BinaryField(max_length=100)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["queue_key", "keyholder"], name="one_share_each")]

    def __str__(self) -> str:
        return f"{self.queue_key}: {self.keyholder}"
