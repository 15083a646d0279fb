"""Leaving a reply to an article or a campaign, and reading all that were left."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import moderation
from campaigns.marking import links_in
from campaigns.models import Reply
from campaigns.models.moderated import KEPT
from campaigns.reading import crumbs_to
from campaigns.reply_form import ReplyForm
from campaigns.replying import Replied, about, page_of_replies, replies_below
from idpwsp.foundation.addresses import nothing_published
from idpwsp.foundation.guard.once import Kept
from idpwsp.foundation.guard.views import answer, guarded
from idpwsp.foundation.page_cache.policy import cached_page

# Advertising comes with links; a person rarely has so many.
DOUBTFUL_LINKS = 3


@guarded(ReplyForm)
def reply(request: HttpRequest, form: ReplyForm, slug: str, model: type[Replied]) -> HttpResponse:
    """The form; the answer to what it sends; or that replies are closed."""
    story = _published(model, slug)
    if story is None:
        return _nothing_to_reply_to(request, form, model, slug)
    context = _around(story, _("Leave a reply"))
    if not story.is_open_for_replies():
        return _closed(request, form, context)

    def keep(is_doubtful: bool) -> Kept:
        moderation.delete_expired()
        return keep_reply(form, story, is_doubtful)

    return answer(
        request, form, about=f"{model._meta.model_name} {story.pk}", keep=keep, again=Reply.objects.lodge_again,
        template="campaigns/replies/form.html", done="campaigns/replies/done.html", context=context,
    )  # fmt: skip


@cached_page(query=("page",))
@require_safe
def replies(request: HttpRequest, slug: str, model: type[Replied]) -> HttpResponse:
    """All replies to a story, oldest first. Moved: redirects. Gone: 410."""
    story = _published(model, slug)
    if story is None:
        return nothing_published(request, model.objects.filter(slug=slug), f"{model.FOLDER}/{slug}/")
    listed, found = page_of_replies(request, story)
    return render(
        request, "campaigns/replies/all.html", {**_around(story, _("Replies")), "listed": listed, "found": found}
    )


def keep_reply(form: ReplyForm, story: Replied, is_doubtful: bool) -> Kept:
    """Save what was sent, as it was sent."""
    words = form.cleaned_data
    is_doubtful = is_doubtful or links_in(words["text"]) >= DOUBTFUL_LINKS
    state = Reply.State.SET_ASIDE if is_doubtful else Reply.State.WAITING
    return Reply(
        **about(story), state=state, language_code=get_language(), name=words["name"],
        text=words["text"],
    ).lodge()  # fmt: skip


def _published(model: type[Replied], slug: str) -> Any:
    """The story that readers find at this address, or None."""
    story = model.objects.published().with_words().filter(slug=slug).first()
    if story is not None and story.shown_words is None:
        raise Http404
    return story


def _around(story: Replied, title: str) -> dict[str, Any]:
    return {
        "story": story,
        # The last step of the way here.
        "words": {"menu_title": title},
        "is_translated": True,
        "crumbs": crumbs_to(story),
        "section": "campaigns",
        "replies": replies_below(story),
        "days_kept": KEPT.days,
    }


def _closed(request: HttpRequest, form: ReplyForm, context: dict[str, Any]) -> HttpResponse:
    """What was written while they closed is given back, to be copied."""
    return render(request, "campaigns/replies/closed.html", {**context, "form": form}, status=410)


def _nothing_to_reply_to(request: HttpRequest, form: ReplyForm, model: type[Replied], slug: str) -> HttpResponse:
    """Where a story stood that has moved, its form is a step away, with the words; what is gone gives them back."""
    response = nothing_published(request, model.objects.filter(slug=slug), f"{model.FOLDER}/{slug}/")
    if response.status_code == HttpResponsePermanentRedirect.status_code:
        return HttpResponsePermanentRedirect(f"{response.headers['Location']}reply/", preserve_request=True)
    return _closed(request, form, {"section": "campaigns"}) if form.is_bound else response
