from django.urls import path, re_path

from resources import views

# What stands before the pages may not be the address of one: see Page.clean().
# One pattern for every page: "", "help/", "rights/compensation/".
urlpatterns = [
    path("a-z/", views.a_z, name="a_z"),
    path("all/", views.all_pages, name="all_pages"),
    re_path(r"^(?P<address>(?:[a-z0-9-]+/){0,2})$", views.page, name="page"),
]
