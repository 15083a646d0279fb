from django.urls import re_path

from resources import views

# One pattern for every page: "", "help/", "rights/compensation/".
urlpatterns = [
    re_path(r"^(?P<address>(?:[a-z0-9-]+/){0,2})$", views.page, name="page"),
]
