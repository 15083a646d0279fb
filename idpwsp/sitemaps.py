"""``/sitemap.xml``: every published page and list, with its languages as alternates of each other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from resources.models import Page


class OwnSitemap(Sitemap):
    """In all languages, under our own name."""

    i18n = True
    alternates = True
    x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """The canonical host, whatever name the request came under."""
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(OwnSitemap):
    def items(self) -> Iterable[Page]:
        return Page.objects.published().by_section().with_words()

    def get_languages_for_item(self, item: Page) -> list[str]:
        return item.written_in

    def lastmod(self, item: Page) -> datetime:
        return item.changed_on


class ListSitemap(OwnSitemap):
    """What is no page and exists in every language."""

    def items(self) -> list[str]:
        return ["search", "a_z", "all_pages"]

    def location(self, item: str) -> str:
        return reverse(item)
