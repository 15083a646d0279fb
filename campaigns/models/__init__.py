"""The models of campaigns (DESIGN, section 4). One module a thing; everything is importable from here."""

from campaigns.models.article import Article, ArticleWords, Correction, CorrectionWords
from campaigns.models.campaign import Campaign, CampaignWords, Step, StepSource, StepWords
from campaigns.models.endorsement import Endorsement
from campaigns.models.event import Event, EventWords, Known
from campaigns.models.event_date import EventDate, Standing
from campaigns.models.moderated import Moderated
from campaigns.models.reply import Reply, TakesReplies
from campaigns.models.story import Dated, Story

__all__ = [
    "Article",
    "ArticleWords",
    "Campaign",
    "CampaignWords",
    "Correction",
    "CorrectionWords",
    "Dated",
    "Endorsement",
    "Event",
    "EventDate",
    "EventWords",
    "Known",
    "Moderated",
    "Reply",
    "Standing",
    "Step",
    "StepSource",
    "StepWords",
    "Story",
    "TakesReplies",
]
