from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class StaffAdminConfig(AdminConfig):
    """Django's admin with our own front page."""

    default_site = "idpwsp.staff.StaffSite"


class ProjectConfig(AppConfig):
    """The project itself. Last in the list: it builds on what the others have brought."""

    name = "idpwsp"

    def ready(self) -> None:
        from idpwsp.roles import bring_groups_up_to_date

        # The signal is sent for one app after the other; permissions are made by a receiver connected before this one.
        # So after the last app there are all.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(bring_groups_up_to_date, sender=last, dispatch_uid="idpwsp.roles")
