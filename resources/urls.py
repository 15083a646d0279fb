from django.urls import path, re_path

from resources import views

# What stands before the pages may not be the address of one: see Page.clean().
# One pattern for every page: "", "help/", "rights/compensation/".
urlpatterns = [
    path("all/", views.all_pages, name="all_pages"),
    path("all/<slug:section>/", views.section_pages, name="section_pages"),
    path("help/service/<int:pk>/", views.service, name="service"),
    path("help/need/<slug:key>/", views.need, name="need"),
    re_path(r"^(?P<address>(?:[a-z0-9-]+/){0,2})$", views.page, name="page"),
]
