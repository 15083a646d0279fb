"""Forgetting a place or a link that stood on the page once and no longer does: also in what staff see behind it."""

import json
from urllib.parse import urldefrag

from django.db.models.signals import post_save
from django.dispatch import receiver
from reversion.models import Version

from campaigns.models import Event
from idpwsp.foundation.erasing import erase
from idpwsp.foundation.links.models import OutwardLink


@receiver(post_save, sender=Event)
def forget_in_history(instance: Event, created: bool, **_kwargs: object) -> None:
    """Take out of all earlier states what is not public now. The present state joins them without it."""
    hidden = [kept for given, kept in Event.KEPT_IF_PUBLIC.items() if getattr(instance, given) != Event.Given.PUBLIC]
    if created or not hidden:
        return
    erase()
    for version in Version.objects.get_for_object(instance):
        rows = json.loads(version.serialized_data)
        held = [(row["fields"], name) for row in rows for name in hidden if row["fields"].get(name)]
        for fields, name in held:
            # The check of links keeps addresses until it runs again.
            OutwardLink.objects.filter(address=urldefrag(fields[name]).url).delete()
            fields[name] = ""
        if held:
            Version.objects.filter(pk=version.pk).update(serialized_data=json.dumps(rows))
