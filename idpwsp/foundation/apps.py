from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "idpwsp.foundation"
