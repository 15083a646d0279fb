from django.urls import path

from campaigns.views import calendars, campaigns, events, news

urlpatterns = [
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/news/", campaigns.news, name="campaign_news"),
    path("news/", news.index, name="news"),
    path("news/<int:year>/", news.archive, name="news_archive"),
    path("news/<slug:slug>/", news.article, name="article"),
    path("events/", events.index, name="events"),
    path("events/<int:year>/", events.archive, name="events_archive"),
    path("events/calendar.ics", calendars.every_event, name="calendar"),
    path("events/<slug:slug>.ics", calendars.one_event, name="event_calendar"),
    path("events/<slug:slug>/", events.event, name="event"),
]
