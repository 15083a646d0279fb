"""Addresses below /staff/inbox/. Ids in them are random, or those of keyholders, and tell nothing."""

from django.urls import path
from django.views.generic import RedirectView

from contact.inbox.views import audit, keyholders, passphrases, settings, setup, unlocking

app_name = "inbox"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox:keyholders"), name="index"),
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
]
