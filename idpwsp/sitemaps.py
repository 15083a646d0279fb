"""``/sitemap.xml``: every published page, with its languages as alternates of each other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from resources.models import Page


class PageSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def items(self) -> Iterable[Page]:
        return Page.objects.published().by_section().with_words()

    def get_languages_for_item(self, item: Page) -> list[str]:
        return item.written_in

    def lastmod(self, item: Page) -> datetime:
        return item.changed_on

    def get_domain(self, site: Any = None) -> str:
        """The canonical host, whatever name the request came under."""
        return urlsplit(settings.SITE_URL).netloc
