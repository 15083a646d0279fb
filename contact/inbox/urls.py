"""Addresses below /staff/inbox/. Ids in them are random, or those of keyholders, and tell nothing."""

from django.urls import path

from contact.inbox.views import (
    audit,
    confirming,
    conversation,
    entering,
    keyholders,
    lists,
    passphrases,
    settings,
    setup,
    speakers,
    unlocking,
    volunteers,
    writing,
)

app_name = "inbox"
urlpatterns = [
    path("", lists.index, name="index"),
    path("enter/", entering.enter, name="enter"),
    # ── One conversation ───────────────────────────────────────────────────
    path("c/<uuid:pk>/", conversation.conversation, name="conversation"),
    path("c/<uuid:pk>/contact/", conversation.show_contact, name="show_contact"),
    path("c/<uuid:pk>/answer/", writing.answer, name="answer"),
    path("c/<uuid:pk>/note/", writing.note, name="note"),
    path("c/<uuid:pk>/assign/", conversation.assign, name="assign"),
    path("c/<uuid:pk>/mark/", conversation.mark, name="mark"),
    path("c/<uuid:pk>/move/", conversation.move, name="move"),
    path("c/<uuid:pk>/delete/", conversation.delete, name="delete"),
    path("c/<uuid:pk>/confirm/", confirming.confirm_request, name="confirm"),
    path("c/<uuid:pk>/sheet/", confirming.sheet, {"reader": "hosts"}, name="sheet_of_request"),
    path("c/<uuid:pk>/sheet/speaker/", confirming.sheet, {"reader": "speaker"}, name="sheet_for_speaker"),
    # ── Keys, settings, what was done ──────────────────────────────────────
    path("unlock/", unlocking.unlock, name="unlock"),
    path("lock/", unlocking.lock, name="lock"),
    path("setup/", setup.setup, name="setup"),
    path("passphrase/", passphrases.passphrase, name="passphrase"),
    path("passphrase/forgotten/", passphrases.forgotten, name="forgotten"),
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
    # ── Queues, the last: their names are words like the others ────────────
    path("speakers/calendar/", speakers.speakers_calendar, name="calendar"),
    path("speakers/calendar.ics", speakers.speakers_calendar_ics, name="calendar_ics"),
    path("volunteers/table/", volunteers.volunteers_table, name="volunteers_table"),
    path("volunteers/table.csv", volunteers.volunteers_csv, name="volunteers_csv"),
    path("<slug:name>/", lists.queue, name="queue"),
    path("<slug:name>/search/", lists.search, name="search"),
]
