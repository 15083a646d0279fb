"""Addresses below /staff/inbox/. Ids in them are random and tell nothing."""

from django.urls import path

from contact.inbox.views import confirming, speakers, volunteers

app_name = "inbox"
urlpatterns: list = [
    # ── Speakers and volunteers ────────────────────────────────────────────
    path("speakers/calendar/", speakers.speakers_calendar, name="calendar"),
    path("speakers/calendar.ics", speakers.speakers_calendar_ics, name="calendar_ics"),
    path("c/<uuid:pk>/confirm/", confirming.confirm_request, name="confirm"),
    path("c/<uuid:pk>/sheet/", confirming.sheet, {"reader": "hosts"}, name="sheet_of_request"),
    path("c/<uuid:pk>/sheet/speaker/", confirming.sheet, {"reader": "speaker"}, name="sheet_for_speaker"),
    path("volunteers/table/", volunteers.volunteers_table, name="volunteers_table"),
    path("volunteers/table.csv", volunteers.volunteers_csv, name="volunteers_csv"),
]
