"""Atom feeds (RFC 4287) of the news with full text, in the active language.

Every address in them is built on ``SITE_URL``: Django's own feed views would take it from the Host header. Ids are
those of things, not of addresses, so that a feed reader knows an article again whatever becomes of its slug and of
our host. Each language is an entry of its own.
"""

import re
import uuid
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from campaigns.models import Article, Campaign
from campaigns.models.article import ArticleQuerySet
from idpwsp.foundation import richtext
from resources.models import Organisation

NEWEST = 30
# The feed of everything, which belongs to no thing with an id of its own.
_EVERYTHING = uuid.UUID("4e4bdb9a-4b43-4c8c-9d3c-2f1ad5b6d0f7")
# Characters that no XML may hold (XML 1.0, 2.2), and that staff can paste without seeing them.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r'<(?:a|img|source)\b(?:[^>"]|"[^"]*")*>')
_ADDRESS = re.compile(r'(?<=\s)(href|src|srcset)="([^"]*)"')


class FullTextFeed(Atom1Feed):
    """Atom with the whole text of each entry, a plain summary, and the campaign as its category."""

    def latest_post_date(self) -> datetime:
        """When anything in it changed last; an empty feed is as old as the day."""
        return super().latest_post_date() if self.items else _midnight()

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        # Django's summary would be HTML; ours is plain.
        super().add_item_elements(handler, {**item, "description": None})
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})
        if item["category"]:
            handler.addQuickElement("category", "", item["category"])
        handler.addQuickElement("content", item["content"], {"type": "html"})


def of_everything() -> FullTextFeed:
    """The newest articles. Its title is discreet: a feed reader shows it to whoever looks at the screen."""
    us = Organisation.current().short_name
    return _feed(us, us, reverse("news"), reverse("feed"), _EVERYTHING, Article.objects.published())


def of_campaign(campaign: Campaign) -> FullTextFeed:
    """The newest articles of one campaign."""
    us = Organisation.current().short_name
    title = f"{us} · {campaign.shown_words.menu_title}"
    articles = Article.objects.published().filter(campaign=campaign)
    return _feed(us, title, campaign.get_absolute_url(), campaign.feed_url, campaign.uid, articles)


def last_change(at: datetime | None = None) -> datetime:
    """The latest moment at which something in a feed may have appeared, changed or disappeared, to the second.

    Never older than the day: a date cannot tell that something was deleted, so who asks by date alone, and not by
    ETag, is answered anew once a day.
    """
    at = at or timezone.now()
    moments = [_midnight(at)]
    for model in (Article, Campaign):
        found = model.objects.aggregate(
            changed=Max("changed_on"),
            appeared=Max("publish_at", filter=Q(publish_at__lte=at)),
            gone=Max("unpublish_at", filter=Q(unpublish_at__lte=at)),
        )
        moments += [moment for moment in found.values() if moment]
    return max(moments).replace(microsecond=0)


def _feed(us: str, title: str, link: str, address: str, uid: uuid.UUID, articles: ArticleQuerySet) -> FullTextFeed:
    """``us`` is the author of what nobody signed."""
    feed = FullTextFeed(
        title=_printable(title),
        link=settings.SITE_URL + link,
        description=None,
        language=get_language(),
        feed_url=settings.SITE_URL + address,
        feed_guid=_id(uid),
    )
    found = list(articles.in_language(get_language()).newest_first().whole()[:NEWEST])
    pictures = richtext.find_pictures(article.words.body for article in found)
    for article in found:
        words, campaign, url = article.words, article.shown_campaign, settings.SITE_URL + article.get_absolute_url()
        html = render_to_string("campaigns/feed_entry.html", {"article": article, "words": words, "pictures": pictures})
        feed.add_item(
            title=_printable(words.title),
            link=url,
            description="",
            unique_id=_id(article.uid),
            author_name=_printable(words.signed_by or us),
            pubdate=_appeared(article),
            updateddate=article.updated_at,
            summary=_printable(words.lead),
            category=_category(campaign) if campaign else None,
            content=_printable(absolute(html, url)),
        )
    return feed


def _category(campaign: Campaign) -> dict[str, str]:
    return {"term": campaign.slug, "label": _printable(campaign.shown_words.menu_title)}


def _id(uid: uuid.UUID) -> str:
    """The same in every feed and for good; another one in each language, whose words are another text."""
    return uuid.uuid5(uid, str(get_language())).urn


def _appeared(article: Article) -> datetime | None:
    """The day that stands above it, as a moment, which is never after its last change."""
    if article.dated is None:
        return None
    if article.publish_at and timezone.localdate(article.publish_at) == article.dated:
        return article.publish_at
    begin = datetime.combine(article.dated, time(), tzinfo=timezone.get_default_timezone())
    return min(begin, article.updated_at)


def _midnight(at: datetime | None = None) -> datetime:
    return (at or timezone.now()).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def absolute(html: str, page: str) -> str:
    """Rendered HTML whose links and pictures lead there from anywhere. ``page`` is the whole address of its page."""
    return _TAG.sub(
        lambda tag: _ADDRESS.sub(lambda found: f'{found[1]}="{_whole(found[1], found[2], page)}"', tag[0]), html
    )


def _whole(attribute: str, value: str, page: str) -> str:
    if attribute == "srcset":
        return ", ".join(_whole("src", each, page) for each in value.split(", "))
    if value.startswith("#"):
        return page + value
    return settings.SITE_URL + value if value.startswith("/") else value


def _printable(text: str) -> str:
    return _NOT_XML.sub("", text)
