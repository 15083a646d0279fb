from django.apps import AppConfig
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

        # Permissions are made by a receiver of the same signal, connected before this one.
        post_migrate.connect(bring_groups_up_to_date, dispatch_uid="idpwsp.roles")
