"""Every list that staff have, and the forms that choose from long ones: for tests of how the site grows, and bench/."""

from collections.abc import Iterator

from campaigns.models import Article, Campaign, Endorsement, Event, Reply
from resources.models import Page, Picture, Service

LISTS = [
    "",
    "checks/",
    "checks/?page=2",
    "deleted/",
    "links/",
    "pictures/",
    "auth/user/",
    "invite/",
    "security/",
    "resources/page/",
    "resources/page/?p=2",
    "resources/page/?q=umbrella",
    "resources/service/",
    "resources/need/",
    "resources/picture/",
    "resources/picture/?used=no",
    "campaigns/campaign/",
    "campaigns/article/",
    "campaigns/event/",
    "campaigns/event/?when=coming",
    "campaigns/reply/",
    "campaigns/reply/?state=all",
    "campaigns/endorsement/",
    "campaigns/endorsement/?state=approved",
    "autocomplete/?app_label=campaigns&model_name=article&field_name=related",
    "autocomplete/?app_label=campaigns&model_name=campaign&field_name=rests_on&term=page",
    "autocomplete/?app_label=resources&model_name=page&field_name=picture&term=red",
    "inbox/",
    "inbox/help/",
    "inbox/help/?state=all",
    "inbox/audit/",
    "inbox/volunteers/table/",
    "inbox/speakers/calendar/",
]
FORMS = ["resources/page/add/", "campaigns/article/add/", "campaigns/event/add/", "campaigns/campaign/add/"]
# What one thing has: its form, in a translation too, its history, and how readers will see it.
OF_ONE = ["change/", "change/?language=es", "history/"]


def staff_addresses() -> Iterator[tuple[str, str]]:
    """Each with the name that it has in a table."""
    for address in (*LISTS, *FORMS):
        yield f"/staff/{address}", f"/staff/{address}"
    for model in (Page, Service, Picture, Campaign, Article, Event, Reply, Endorsement):
        meta, thing = model._meta, model._default_manager.order_by("pk")[0]
        folder = f"/staff/{meta.app_label}/{meta.model_name}"
        moderated = model in (Reply, Endorsement)
        for address in OF_ONE[:1] if moderated else OF_ONE:
            yield f"{folder}/…/{address}", f"{folder}/{thing.pk}/{address}"
        if model in (Page, Campaign, Article, Event):
            yield f"/staff/preview/{meta.model_name}/…/en/", f"/staff/preview/{meta.model_name}/{thing.pk}/en/"
