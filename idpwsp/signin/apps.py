from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class SigninConfig(AppConfig):
    name = "idpwsp.signin"

    def ready(self) -> None:
        from django.contrib.auth.models import User
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from contact.inbox.models import AuditEntry
        from idpwsp.foundation.deletions import deleted
        from idpwsp.signin import security_log

        post_save.connect(end_sessions_of_the_inactive, sender=User, dispatch_uid="idpwsp.signin")
        user_logged_in.connect(security_log.on_signed_in, dispatch_uid="security log")
        user_logged_out.connect(security_log.on_signed_out, dispatch_uid="security log")
        deleted.connect(security_log.on_deleted, dispatch_uid="security log")
        post_save.connect(security_log.on_inbox_entry, sender=AuditEntry, dispatch_uid="security log")


def end_sessions_of_the_inactive(instance: Any, **kwargs: Any) -> None:
    """Otherwise a session would come back to life with the account."""
    if not instance.is_active:
        from idpwsp.signin import sessions

        sessions.end(instance)
