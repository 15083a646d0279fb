from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "idpwsp.foundation"

    def ready(self) -> None:
        from idpwsp.foundation.guard import checks  # noqa: F401 - registers itself
        from idpwsp.foundation.page_cache import writes  # noqa: F401 - so does this
