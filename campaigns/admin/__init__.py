"""What staff see and change of campaigns, news and events, and what strangers have sent."""

from campaigns.admin.campaigns import CampaignAdmin
from campaigns.admin.endorsements import EndorsementAdmin
from campaigns.admin.events import EventAdmin
from campaigns.admin.news import ArticleAdmin
from campaigns.admin.replies import ReplyAdmin

__all__ = ["ArticleAdmin", "CampaignAdmin", "EndorsementAdmin", "EventAdmin", "ReplyAdmin"]
