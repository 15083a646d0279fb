from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        # Connects what follows when an event is saved.
        from campaigns import forgetting_places, raising_sequence  # noqa: F401
