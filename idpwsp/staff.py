"""The staff's front page: what there is, and what still needs somebody."""

from django.contrib.admin import AdminSite


class StaffSite(AdminSite):
    pass
