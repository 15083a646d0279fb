from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class SigninConfig(AppConfig):
    name = "idpwsp.signin"

    def ready(self) -> None:
        from django.contrib.auth.models import User

        post_save.connect(end_sessions_of_the_inactive, sender=User, dispatch_uid="idpwsp.signin")


def end_sessions_of_the_inactive(instance: Any, **kwargs: Any) -> None:
    """Otherwise a session would come back to life with the account."""
    if not instance.is_active:
        from idpwsp.signin import sessions

        sessions.end(instance)
