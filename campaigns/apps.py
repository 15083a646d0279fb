from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        # Connects what follows when something is saved or deleted.
        from campaigns import forgetting_places, moderation, raising_sequence  # noqa: F401
