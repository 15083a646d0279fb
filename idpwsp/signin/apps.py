from django.apps import AppConfig
from django.db.models.signals import post_save


class SigninConfig(AppConfig):
    name = "idpwsp.signin"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from contact.inbox.models import AuditEntry
        from idpwsp.signin import security_log, watching

        user_logged_in.connect(security_log.on_signed_in, dispatch_uid="security log")
        user_logged_out.connect(security_log.on_signed_out, dispatch_uid="security log")
        post_save.connect(security_log.on_inbox_entry, sender=AuditEntry, dispatch_uid="security log")
        watching.connect()
