"""What stands in the list of all pages: the campaigns, and of news and events their lists alone. Named in
``settings.LISTED``."""

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from resources.listing import OF_A_SECTION, Addition, Topic
from resources.models import Section


def section() -> tuple[str, list[Topic]]:
    """The first campaigns, the list that has all of them, and the lists of what comes and goes."""
    of_all = Topic(_("All campaigns"), reverse("campaigns"))
    found = [each for each in Campaign.objects.published().with_words()[:OF_A_SECTION] if each.shown_words]
    return _("Campaigns"), [
        of_all,
        *(Topic(each.shown_words.menu_title, each.get_absolute_url(), each.words is not None) for each in found),
        Topic(_("News"), reverse("news")),
        Topic(_("Events"), reverse("events")),
    ]


CAMPAIGNS = Addition(after=Section.FACTS, section=section)
