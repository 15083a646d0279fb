"""News: the newest, the archive of a year, and each article."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.models import Article
from campaigns.reading import reading, show
from campaigns.replying import replies_below
from idpwsp.foundation.addresses import nothing_published


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.published().newest_first().with_words()
    return render(request, "campaigns/news.html", {"articles": articles, "section": "campaigns"})


@require_safe
def archive(request: HttpRequest, year: int) -> HttpResponse:
    articles = Article.objects.published().of_year(year).newest_first().with_words()
    if not articles:
        raise Http404
    return render(request, "campaigns/news.html", {"articles": articles, "year": year, "section": "campaigns"})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """A published article. Moved: redirects. Gone: 410."""
    found = Article.objects.published().whole().filter(slug=slug).first()
    if found is None:
        return nothing_published(request, Article.objects.filter(slug=slug), f"{Article.FOLDER}/{slug}/")
    return show_article(request, found)


def show_article(request: HttpRequest, found: Article, drafts: bool = False) -> HttpResponse:
    """Any article, published or not, as readers see it in the active language."""
    return show(
        request, "campaigns/article.html", {**reading(found, found.corrections.all()), "replies": replies_below(found)}
    )
