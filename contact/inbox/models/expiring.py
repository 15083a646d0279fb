"""What is gone on its date: from every query at once, and from the disk with the next ``manage.py expire``."""

from django.db import models
from django.utils import timezone


class ExpiringManager(models.Manager):
    """What has not reached its date. ``everything`` beside it is for expiry alone."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(delete_on__gt=timezone.localdate())


class Expiring(models.Model):
    """Something with the day on which it is deleted, which was promised when it came and never moves."""

    delete_on = models.DateField(db_index=True)

    objects = ExpiringManager()
    everything = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "objects"
        base_manager_name = "everything"
