from django.urls import path

from campaigns.models import Article, Campaign
from campaigns.views import campaigns, events, news, replies

urlpatterns = [
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/reply/", replies.reply, {"model": Campaign}, name="campaign_reply"),
    path("campaigns/<slug:slug>/replies/", replies.replies, {"model": Campaign}, name="campaign_replies"),
    path("news/", news.index, name="news"),
    path("news/<int:year>/", news.archive, name="news_archive"),
    path("news/<slug:slug>/", news.article, name="article"),
    path("news/<slug:slug>/reply/", replies.reply, {"model": Article}, name="article_reply"),
    path("news/<slug:slug>/replies/", replies.replies, {"model": Article}, name="article_replies"),
    path("events/", events.index, name="events"),
    path("events/<int:year>/", events.archive, name="events_archive"),
    path("events/<slug:slug>/", events.event, name="event"),
]
