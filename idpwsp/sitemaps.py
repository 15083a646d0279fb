"""``/sitemap.xml`` names the parts; each holds published pages or stories, or lists, with its languages as alternates.

A part is paged by the database and by thing, so one of ten thousand articles reads two hundred of them.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap, x_robots_tag
from django.core.paginator import Page as Screen
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.models import Article, Campaign, Event
from idpwsp.foundation.page_cache.policy import cached_page
from resources.models import Page

# Things, each with up to five languages: few enough for a quick answer however many there are. 50,000 addresses are
# allowed (sitemaps.org, "Using Sitemap index files").
AT_A_TIME = 200


class InLanguages(Paginator):
    """Pages of things, each of which stands there once a language."""

    def __init__(self, sitemap: "OwnSitemap") -> None:
        things: Any = sitemap.items()
        super().__init__(things, AT_A_TIME)
        self.sitemap = sitemap

    def page(self, number: int | str) -> Screen:
        screen = super().page(number)
        things = list(screen.object_list)
        self.sitemap.learn_languages(things)
        languages = self.sitemap.get_languages_for_item
        screen.object_list = [(thing, code) for thing in things for code in languages(thing)]
        return screen


class OwnSitemap(Sitemap):
    """In all languages, under our own name."""

    i18n = True
    alternates = True
    x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """The canonical host, whatever name the request came under."""
        return urlsplit(settings.SITE_URL).netloc

    @property
    def paginator(self) -> InLanguages:
        return InLanguages(self)

    def learn_languages(self, items: list[Any]) -> None:
        """Whatever ``get_languages_for_item`` has to know of these, for all of them at once."""


class PublishedSitemap(OwnSitemap):
    """Everything published of one kind, in the languages that it has words in. Of the words themselves nothing is
    read."""

    model: Any
    # What its address is made of.
    address: str = "slug"

    def __init__(self) -> None:
        self.written_in: dict[int, list[str]] = {}

    def items(self) -> QuerySet:
        return self.model.objects.published().only(self.address, "changed_on").order_by("pk")

    def learn_languages(self, items: list[Any]) -> None:
        # Not by ``only``: parler compares every column of a row that it loads.
        words = self.model._parler_meta.root_model.objects.filter(master__in=items)
        for pk, code in words.order_by("language_code").values_list("master", "language_code"):
            self.written_in.setdefault(pk, []).append(code)

    def get_languages_for_item(self, item: Any) -> list[str]:
        return self.written_in.get(item.pk, [])

    def lastmod(self, item: Any) -> datetime:
        return item.changed_on

    def get_latest_lastmod(self) -> datetime | None:
        return self.model.objects.published().aggregate(latest=Max("changed_on"))["latest"]


class PageSitemap(PublishedSitemap):
    model = Page
    address = "address"

    def items(self) -> QuerySet:
        return super().items().by_section()  # type: ignore[attr-defined]


class CampaignSitemap(PublishedSitemap):
    model = Campaign


class ArticleSitemap(PublishedSitemap):
    model = Article


class EventSitemap(PublishedSitemap):
    model = Event


class ListSitemap(OwnSitemap):
    """What is no page and exists in every language: (name of the address, its arguments)."""

    def items(self) -> list[tuple[str, list[int]]]:
        names = ("search", "a_z", "all_pages", "campaigns", "news", "events")
        return [
            *((name, []) for name in names),
            *(("news_archive", [year]) for year in reversed(Article.objects.published().years())),
            *(("events_archive", [year]) for year in reversed(Event.objects.shown().past().years())),
        ]

    def location(self, item: tuple[str, list[int]]) -> str:
        name, arguments = item
        return reverse(name, args=arguments)


PARTS: dict[str, type[OwnSitemap]] = {
    "pages": PageSitemap,
    "campaigns": CampaignSitemap,
    "news": ArticleSitemap,
    "events": EventSitemap,
    "lists": ListSitemap,
}


@cached_page()
@x_robots_tag
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The addresses of all parts that hold anything. Django's own view builds them on the Host header."""
    parts = []
    for name, part in PARTS.items():
        sitemap = part()
        address = settings.SITE_URL + reverse("sitemap_part", args=[name])
        paginator = sitemap.paginator
        if not paginator.count:
            continue
        changed = sitemap.get_latest_lastmod()
        parts += [
            {"location": f"{address}?p={number}" if number > 1 else address, "last_mod": changed}
            for number in paginator.page_range
        ]
    # Without the request, for which everything that stands around a page would be asked for.
    return HttpResponse(render_to_string("sitemap_index.xml", {"sitemaps": parts}), content_type="application/xml")


part = cached_page(query=("p",))(sitemap)
