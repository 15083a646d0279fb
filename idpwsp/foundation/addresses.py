"""Addresses that readers may have kept: what moved is found, and what is gone says so.

A former address leads to a thing, not to another address, so chains and loops cannot arise however often it moves.
"""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.publishing import PublishableQuerySet

# Browsers keep a 301 and a 410 for good, unless told otherwise. A page may move back, and then a kept redirect would
# lead round in a circle; or be published again, and then a kept 410 would hide it.
ASK_AGAIN = "no-cache"


class Addressed(models.Model):
    """A ``Publishable`` with an ``address`` of its own (without language, such as "rights/compensation/")."""

    address: Any

    class Meta:
        abstract = True

    @property
    def former_addresses(self) -> list[str]:
        """Where readers found it once and are led from."""
        rows = FormerAddress.objects.of(self).exclude(address=self.address)
        return list(rows.order_by("address").values_list("address", flat=True))


class FormerAddressQuerySet(models.QuerySet):
    def of(self, thing: models.Model) -> "FormerAddressQuerySet":
        return self.filter(content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk)


class FormerAddress(models.Model):
    """An address at which something published stood. It stays when the thing is deleted, to say that it is gone."""

    address = models.CharField(max_length=200, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey()

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.address


def remember(thing: Any) -> None:
    """Note where a thing stands, if readers could have found it there."""
    if thing.status == thing.Status.PUBLISHED and (thing.publish_at is None or thing.publish_at <= timezone.now()):
        content_type = ContentType.objects.get_for_model(thing)
        FormerAddress.objects.update_or_create(
            address=thing.address, defaults={"content_type": content_type, "object_id": thing.pk}
        )


@receiver(pre_save)
@receiver(pre_delete)
def remember_what_stands_there(sender: type[models.Model], instance: Any, **_kwargs: Any) -> None:
    """Before anything changes it, also before history does (which saves raw, past ``save()``)."""
    if issubclass(sender, Addressed) and instance.pk is not None:
        before = sender._base_manager.filter(pk=instance.pk).first()
        if before is not None:
            remember(before)


def nothing_published(request: HttpRequest, here: PublishableQuerySet, address: str) -> HttpResponse:
    """The answer at an address where nothing is published (any more): the way to what stood there, or that it is gone.
    ``here`` holds whatever stands there today. Raises ``Http404`` where nothing ever was."""
    if here.withdrawn().exists():
        return gone(request)
    former = FormerAddress.objects.filter(address=address).first()
    if former is None:
        raise Http404
    thing: Any = former.thing
    if thing is not None and thing.is_published() and thing.address != address:
        return HttpResponsePermanentRedirect(thing.get_absolute_url(), headers={"Cache-Control": ASK_AGAIN})
    return gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    """What was here is no longer shown; the ways on."""
    response = render(request, "410.html", status=410)
    response.headers["Cache-Control"] = ASK_AGAIN
    return response
