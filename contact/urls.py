"""The public forms, and coming back with a number. In every language."""

urlpatterns: list = []
