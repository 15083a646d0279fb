from django.urls import path, register_converter
from django.urls.converters import IntConverter

from campaigns.models import Article, Campaign
from campaigns.views import calendars, campaigns, endorsements, events, feeds, news, replies, withdrawal


class YearConverter(IntConverter):
    regex = "[12][0-9]{3}"


register_converter(YearConverter, "year")

urlpatterns = [
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/news/", campaigns.news, name="campaign_news"),
    path("campaigns/<slug:slug>/step/<slug:key>/", campaigns.step, name="campaign_step"),
    path("campaigns/<slug:slug>/feed/", feeds.of_campaign, name="campaign_feed"),
    path("endorse/<slug:slug>/", endorsements.endorse, name="endorse"),
    path("endorse/<slug:slug>/names/", endorsements.names, name="endorse_names"),
    path("endorse/<slug:slug>/sheet/", endorsements.sheet, name="endorse_sheet"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("campaigns/<slug:slug>/reply/", replies.reply, {"model": Campaign}, name="campaign_reply"),
    path("campaigns/<slug:slug>/replies/", replies.replies, {"model": Campaign}, name="campaign_replies"),
    path("news/", news.index, name="news"),
    path("news/<year:year>/", news.archive, name="news_archive"),
    path("news/<slug:slug>/", news.article, name="article"),
    path("feed/", feeds.of_everything, name="feed"),
    path("news/<slug:slug>/reply/", replies.reply, {"model": Article}, name="article_reply"),
    path("news/<slug:slug>/replies/", replies.replies, {"model": Article}, name="article_replies"),
    path("events/", events.index, name="events"),
    path("events/<year:year>/", events.archive, name="events_archive"),
    path("events/calendar.ics", calendars.every_event, name="calendar"),
    path("events/<slug:slug>.ics", calendars.one_event, name="event_calendar"),
    path("events/<slug:slug>/", events.event, name="event"),
]
