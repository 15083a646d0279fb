"""News: the newest, the archive of a year, and each article."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import Article
from campaigns.models.article import ArticleQuerySet
from campaigns.press import press_block
from campaigns.reading import ROOMS, home, read, reading, reading_list, show
from campaigns.replying import replies_below
from idpwsp.foundation.numbered import numbered

RELATED = 3
# Staff choose a few; a page holds no more.
MOST_CHOSEN = 12


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest first, twenty a page, and the years of the archive."""
    return _list(request, Article.objects.published())


@require_safe
def archive(request: HttpRequest, year: int) -> HttpResponse:
    """The articles of one year. Raises ``Http404`` for a year without any."""
    articles = Article.objects.published().of_year(year)
    if not articles.exists():
        raise Http404
    return _list(request, articles, year=year)


def _list(request: HttpRequest, articles: ArticleQuerySet, year: int | None = None) -> HttpResponse:
    """The page of a list that ``?page=`` asks for. Raises ``Http404`` where the list has none of that number."""
    context = reading_list(
        f"{_('News')} {year}" if year else _("News"),
        [*home(), *([ROOMS["news"]()] if year else [])],
        listed=numbered(request, articles.newest_first().listed()),
        year=year,
        years=Article.objects.published().years(),
        feed_url=reverse("feed"),
    )
    return render(request, "campaigns/news.html", context)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """A published article."""
    return read(request, Article.objects.whole(), slug, show_article)


def show_article(request: HttpRequest, found: Article, drafts: bool = False) -> HttpResponse:
    """Any article, published or not, as readers see it in the active language."""
    corrections = found.shown_corrections
    published = Article.objects.published().with_words()
    context = {
        **reading(found, corrections),
        "campaign": found.shown_campaign,
        "corrections": corrections,
        "related": related(found),
        "press": press_block(found.shown_campaign),
        "replies": replies_below(found),
        "newer": published.newer_than(found).first(),
        "older": published.older_than(found).first(),
    }
    return show(request, "campaigns/article.html", context)


def related(article: Article) -> list[Article]:
    """What staff chose to stand beside it, as far as it is published; else the newest of the same campaign."""
    chosen = list(article.related.published().newest_first().with_words()[:MOST_CHOSEN])
    if chosen or article.campaign_id is None:
        return chosen
    others = Article.objects.published().filter(campaign=article.campaign_id).exclude(pk=article.pk)
    return list(others.newest_first().with_words()[:RELATED])
