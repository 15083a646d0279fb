from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "idpwsp.foundation"

    def ready(self) -> None:
        from idpwsp.foundation.guard import checks  # noqa: F401 - registers itself
