"""Addresses below /staff/inbox/. Ids in them are random and tell nothing."""

app_name = "inbox"
urlpatterns: list = []
