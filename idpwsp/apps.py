from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin with our own front page."""

    default_site = "idpwsp.staff.StaffSite"
