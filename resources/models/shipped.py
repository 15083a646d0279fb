"""What the shipped files have put into the database, so that they never overwrite what staff have changed."""

from django.db import models


class Shipped(models.Model):
    """One unit of shipped content (a page, a card, its words in one language) as the loader last wrote it."""

    key = models.CharField(max_length=160, unique=True)
    object_id = models.PositiveBigIntegerField()
    values = models.JSONField()

    def __str__(self) -> str:
        return self.key
