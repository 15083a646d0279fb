"""Recovery codes and invitations. Phones are django-otp's own model."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RecoveryCode(models.Model):
    """One of the codes that somebody has printed, in place of the phone. Of the code only the hash is kept.

    It is deleted when it is used. Why a fast hash without salt is enough: ``foundation.guard.codes.hash_of``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Invitation(models.Model):
    """Somebody may open an account with these rights, by a link. Of the link only the hash is kept.

    It is deleted when it is used or withdrawn, and once it has expired.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    username = models.CharField(_("username"), max_length=150)
    shown_name = models.CharField(_("shown name"), max_length=150, blank=True)
    # The key of a role; none for who reads in the inbox alone.
    role = models.CharField(_("role"), max_length=30, blank=True)
    queues = models.JSONField(default=list)
    # It falls with whoever has made it.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.username
