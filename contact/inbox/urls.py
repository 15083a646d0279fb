"""Addresses below /staff/inbox/. Ids in them are random, or those of keyholders, and tell nothing."""

from django.urls import path
from django.views.generic import RedirectView

from contact.inbox.views import (
    audit,
    confirming,
    keyholders,
    passphrases,
    settings,
    setup,
    speakers,
    unlocking,
    volunteers,
)

app_name = "inbox"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox:keyholders"), name="index"),
    # ── Keys, settings, what was done ──────────────────────────────────────
    path("unlock/", unlocking.unlock, name="unlock"),
    path("lock/", unlocking.lock, name="lock"),
    path("setup/", setup.setup, name="setup"),
    path("passphrase/", passphrases.passphrase, name="passphrase"),
    path("keyholders/", keyholders.table, name="keyholders"),
    path("keyholders/<int:pk>/let-in/", keyholders.let_in, name="let_in"),
    path("keyholders/<int:pk>/remove/", keyholders.remove, name="remove"),
    path("keyholders/sheet/", keyholders.sheet, name="sheet"),
    path("keyholders/rewrap/", keyholders.rewrap, name="rewrap"),
    path("keyholders/recover/", passphrases.recover, name="recover"),
    path("keyholders/start-again/", setup.start_again, name="start_again"),
    path("keyholders/new-key/<slug:name>/", keyholders.new_key, name="new_key"),
    path("settings/", settings.settings, name="settings"),
    path("audit/", audit.audit, name="audit"),
    # ── Speakers and volunteers ────────────────────────────────────────────
    path("speakers/calendar/", speakers.speakers_calendar, name="calendar"),
    path("speakers/calendar.ics", speakers.speakers_calendar_ics, name="calendar_ics"),
    path("c/<uuid:pk>/confirm/", confirming.confirm_request, name="confirm"),
    path("c/<uuid:pk>/sheet/", confirming.sheet, {"reader": "hosts"}, name="sheet_of_request"),
    path("c/<uuid:pk>/sheet/speaker/", confirming.sheet, {"reader": "speaker"}, name="sheet_for_speaker"),
    path("volunteers/table/", volunteers.volunteers_table, name="volunteers_table"),
    path("volunteers/table.csv", volunteers.volunteers_csv, name="volunteers_csv"),
]
