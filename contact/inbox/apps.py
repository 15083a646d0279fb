from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "contact.inbox"

    def ready(self) -> None:
        from contact.inbox import checks  # noqa: F401 - registers itself
