"""Every address of the site. What is outside ``i18n_patterns`` exists once, in no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from idpwsp import sitemaps, views
from idpwsp.foundation.links import views as links
from idpwsp.foundation.preview import preview
from idpwsp.search.views import a_z, a_z_letter, search
from resources.admin.checking import checked
from resources.views import picture, picture_for_staff, picture_list

handler500 = "idpwsp.views.server_error"

urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.part, {"sitemaps": sitemaps.PARTS}, name="sitemap_part"),
    path("staff/preview/<slug:kind>/<int:pk>/<str:language>/", preview, name="preview"),
    path("staff/checked/<str:kind>/<int:pk>/", checked, name="checked"),
    path("staff/links/", links.links, name="links"),
    path("staff/links/check/", links.check, name="links_check"),
    path("staff/pictures/", picture_list, name="picture-list"),
    re_path(r"^staff/pictures/(?P<token>[0-9a-f]{16})/small\.webp$", picture_for_staff, name="picture-for-staff"),
    # The one kind of media. Exactly what is stored, so that no other path can be asked for.
    re_path(r"^media/pictures/([0-9a-f]{16})/([1-9][0-9]{0,3})\.(avif|webp)$", picture, name="picture"),
    path("staff/inbox/", include("contact.inbox.urls")),
    path("staff/", include("idpwsp.signin.urls")),
    path("staff/", admin.site.urls),
    *i18n_patterns(
        path("search/", search, name="search"),
        path("a-z/", a_z, name="a_z"),
        path("a-z/<slug:slug>/", a_z_letter, name="a_z_letter"),
        path("", include("contact.urls")),
        path("", include("campaigns.urls")),
        path("", include("resources.urls")),
        prefix_default_language=False,
    ),
]
