from django.urls import path

from campaigns.views import campaigns, endorsements, events, news, withdrawal

urlpatterns = [
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("endorse/<slug:slug>/", endorsements.endorse, name="endorse"),
    path("endorse/<slug:slug>/names/", endorsements.names, name="endorse_names"),
    path("endorse/<slug:slug>/sheet/", endorsements.sheet, name="endorse_sheet"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("news/", news.index, name="news"),
    path("news/<int:year>/", news.archive, name="news_archive"),
    path("news/<slug:slug>/", news.article, name="article"),
    path("events/", events.index, name="events"),
    path("events/<int:year>/", events.archive, name="events_archive"),
    path("events/<slug:slug>/", events.event, name="event"),
]
