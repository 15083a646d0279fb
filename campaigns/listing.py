"""What stands in the A–Z and in the list of all pages: each campaign; of news and events their lists alone. Named in
``settings.LISTED``."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from resources.listing import Addition, Topic
from resources.models import Section


def topics() -> Iterator[Topic]:
    """Every published campaign."""
    for campaign in Campaign.objects.published().with_words():
        if campaign.shown_words is not None:
            yield Topic(campaign.shown_words.menu_title, campaign.get_absolute_url(), campaign.words is not None)


def section() -> tuple[str, list[Topic]]:
    """The campaigns, and the lists of what comes and goes."""
    of_all = Topic(_("All campaigns"), reverse("campaigns"))
    return _("Campaigns"), [
        of_all,
        *topics(),
        Topic(_("News"), reverse("news")),
        Topic(_("Events"), reverse("events")),
    ]


CAMPAIGNS = Addition(after=Section.FACTS, topics=topics, section=section)
