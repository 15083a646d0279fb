"""Every address of the site. What is outside ``i18n_patterns`` exists once, in no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from idpwsp import views
from idpwsp.search.views import search
from idpwsp.sitemaps import ListSitemap, PageSitemap
from resources.views import preview

handler500 = "idpwsp.views.server_error"

urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap, "lists": ListSitemap}}, name="sitemap"),
    path("staff/preview/<int:pk>/<str:language>/", preview, name="preview"),
    path("staff/", admin.site.urls),
    *i18n_patterns(
        path("search/", search, name="search"),
        path("", include("resources.urls")),
        prefix_default_language=False,
    ),
]
