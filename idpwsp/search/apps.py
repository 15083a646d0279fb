from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "idpwsp.search"
    label = "search"

    def ready(self) -> None:
        from idpwsp.search.indexing import watch

        watch()
