"""Addresses below /staff/inbox/. Ids in them are random, or those of keyholders, and tell nothing."""

from django.urls import path

from contact.inbox.views import (
    audit,
    conversation,
    entering,
    keyholders,
    lists,
    passphrases,
    settings,
    setup,
    unlocking,
    writing,
)

app_name = "inbox"
urlpatterns = [
    path("", lists.index, name="index"),
    path("enter/", entering.enter, name="enter"),
    path("c/<uuid:pk>/", conversation.conversation, name="conversation"),
    path("c/<uuid:pk>/contact/", conversation.show_contact, name="show_contact"),
    path("c/<uuid:pk>/answer/", writing.answer, name="answer"),
    path("c/<uuid:pk>/note/", writing.note, name="note"),
    path("c/<uuid:pk>/assign/", conversation.assign, name="assign"),
    path("c/<uuid:pk>/mark/", conversation.mark, name="mark"),
    path("c/<uuid:pk>/move/", conversation.move, name="move"),
    path("c/<uuid:pk>/delete/", conversation.delete, name="delete"),
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
    # Queues are named last: their names are words like the others.
    path("<slug:name>/", lists.queue, name="queue"),
    path("<slug:name>/search/", lists.search, name="search"),
]
