"""Recovery codes. Phones are django-otp's own model."""

from django.conf import settings
from django.db import models


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
