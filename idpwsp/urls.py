"""Every address of the site. What is outside ``i18n_patterns`` exists once, in no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from idpwsp import views
from idpwsp.foundation.links import views as links
from idpwsp.sitemaps import PageSitemap
from resources.admin.checking import checked
from resources.views import preview

handler500 = "idpwsp.views.server_error"

urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap}}, name="sitemap"),
    path("staff/preview/<int:pk>/<str:language>/", preview, name="preview"),
    path("staff/checked/<str:kind>/<int:pk>/", checked, name="checked"),
    path("staff/links/", links.links, name="links"),
    path("staff/links/check/", links.check, name="links_check"),
    path("staff/", admin.site.urls),
    *i18n_patterns(path("", include("resources.urls")), prefix_default_language=False),
]
