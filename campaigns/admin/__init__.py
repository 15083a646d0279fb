"""What staff see and change of campaigns, news and events."""

from campaigns.admin.campaigns import CampaignAdmin
from campaigns.admin.events import EventAdmin
from campaigns.admin.news import ArticleAdmin

__all__ = ["ArticleAdmin", "CampaignAdmin", "EventAdmin"]
