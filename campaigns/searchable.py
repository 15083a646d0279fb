"""What search finds of campaigns with their steps, of news and of events. Named in ``settings.SEARCHABLE``.

In the order of places, campaigns follow the facts. After all pages come events, the next first; then news, the newest
first; last the events that are over.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.models import Article, Campaign, Correction, Event, EventDate, Step, Story
from campaigns.models.event import Standing
from campaigns.timeline import STEPS_ON_A_PAGE, path_of
from idpwsp.foundation.publishing import shared_window
from idpwsp.foundation.richtext import plain
from idpwsp.foundation.searchable import Passage, Source
from resources.models import Section
from resources.models.service import SPOKEN_LANGUAGES
from resources.searchable import place_of

COMING, NEWS, OVER = 1_000_000_000, 1_100_000_000, 1_200_000_000
LAST_DAY = date.max.toordinal()

Window = tuple[datetime | None, datetime | None]


def _in_each_language(things: Iterable[Any], passages_of: Callable[..., Iterator[Passage]]) -> Iterator[Any]:
    """(root, passage) for things that readers see, now or later, in the languages that they have words in."""
    for thing in things:
        window = shared_window(thing)
        if window is None:
            continue
        for language in thing.written_in:
            with translation.override(language):
                for passage in passages_of(thing, window):
                    yield thing.pk, passage


def _of_story(story: Story, window: Window, *text: str, **more: Any) -> Passage:
    """The passage of a story itself: its heading, with its lead, body and whatever else stands on it as text."""
    words = story.words
    return Passage(
        **{
            "thing": f"{story._meta.model_name}:{story.pk}",
            "language": words.language_code,
            "path": story.get_absolute_url(),
            "title": words.title,
            "text": " ".join(filter(None, [words.lead, plain(words.body), *text])),
            "short_title": words.menu_title,
            "picture": story.picture.token if story.picture else "",
            "search_words": words.search_words,
            "shown_from": window[0],
            "shown_until": window[1],
            **more,
        }
    )


def _led_by(stories: Any) -> Callable[[Any], Iterable[int]]:
    """The stories that a picture leads: with a new file it has a new name."""
    return lambda picture: stories.filter(picture=picture.pk).values_list("pk", flat=True)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


# ── Campaigns ──────────────────────────────────────────────────────────────


def campaigns(roots: Collection[int]) -> Iterator[tuple[int, Passage]]:
    """Campaigns and their steps."""
    found = Campaign.objects.filter(pk__in=roots).with_words().select_related("picture")
    return _in_each_language(found.prefetch_related("steps__translations"), _of_campaign)


def _of_campaign(campaign: Campaign, window: Window) -> Iterator[Passage]:
    words = campaign.words
    room = _("Campaigns")
    # One step of the order of facts is more than there are facts.
    place = place_of(Section.FACTS, 50_000 + campaign.order)
    is_going_on = campaign.standing == Campaign.Standing.GOING_ON
    yield _of_story(
        campaign,
        window,
        words.demand,
        plain(words.action),
        place=place,
        topics=(words.menu_title,),
        above=room if is_going_on else f"{room} / {campaign.get_standing_display()}",
        context=room,
    )
    # While history brings a campaign back, a step may for a moment have no words at all.
    steps = [step for step in campaign.steps.all() if step.words]
    for number, step in enumerate(steps, 1):
        shown = shared_window(campaign, step)
        if shown is not None:
            yield Passage(
                thing=f"step:{step.pk}",
                language=words.language_code,
                path=path_of(step, len(steps) > STEPS_ON_A_PAGE),
                title=step.words.title,
                text=plain(step.words.body),
                place=place + number,
                is_part=True,
                above=" / ".join(filter(None, [room, words.menu_title, step.year])),
                context=f"{words.title} {words.menu_title} {words.demand} {words.search_words}",
                shown_from=shown[0],
                shown_until=shown[1],
            )


def campaigns_of_step_words(words: Any) -> Iterable[int]:
    return Step.objects.filter(pk=words.master_id).values_list("campaign", flat=True)


CAMPAIGNS = Source(
    name="campaigns",
    parts={
        "campaigns.Campaign": lambda campaign: [campaign.pk],
        "campaigns.CampaignWords": lambda words: [words.master_id],
        "campaigns.Step": lambda step: [step.campaign_id],
        "campaigns.StepWords": campaigns_of_step_words,
        "resources.Picture": _led_by(Campaign.objects),
    },
    roots=lambda: Campaign.objects.values_list("pk", flat=True),
    passages=campaigns,
)


# ── News ───────────────────────────────────────────────────────────────────


def articles(roots: Collection[int]) -> Iterator[tuple[int, Passage]]:
    """Articles with their corrections."""
    found = Article.objects.filter(pk__in=roots).with_words().select_related("picture")
    return _in_each_language(found.prefetch_related("corrections__translations"), _of_article)


def _of_article(article: Article, window: Window) -> Iterator[Passage]:
    day = article.day
    yield _of_story(
        article,
        window,
        *(correction.words.text for correction in article.corrections.all() if correction.words),
        place=NEWS + LAST_DAY - day.toordinal(),
        above=f"{_('News')} / {_day(day)}",
        context=_("News"),
    )


def articles_of_correction_words(words: Any) -> Iterable[int]:
    return Correction.objects.filter(pk=words.master_id).values_list("article", flat=True)


ARTICLES = Source(
    name="news",
    parts={
        "campaigns.Article": lambda article: [article.pk],
        "campaigns.ArticleWords": lambda words: [words.master_id],
        "campaigns.Correction": lambda correction: [correction.article_id],
        "campaigns.CorrectionWords": articles_of_correction_words,
        "resources.Picture": _led_by(Article.objects),
    },
    roots=lambda: Article.objects.values_list("pk", flat=True),
    passages=articles,
)


# ── Events ─────────────────────────────────────────────────────────────────


def events(roots: Collection[int]) -> Iterator[tuple[int, Passage]]:
    """Events, each once for every stretch of time in which another date of it is the next."""
    found = Event.objects.filter(pk__in=roots).with_words().select_related("picture")
    return _in_each_language(found.prefetch_related("dates"), _of_event)


def _of_event(event: Event, window: Window) -> Iterator[Passage]:
    words, room = event.words, _("Events")
    # A place that is given on request is not kept; should one stand there all the same, it is not found.
    place = event.place if event.place_given == Event.Given.PUBLIC else ""
    facts = [words.area, place, words.cost, words.interpretation, words.access, words.notice]
    spoken = [SPOKEN_LANGUAGES[code] for code in event.languages if code in SPOKEN_LANGUAGES]
    for number, stretch in enumerate(_stretches(event, window)):
        day = stretch.day.toordinal() if stretch.day else LAST_DAY
        when = _day(stretch.day) if stretch.day else ""
        above = [room, when, stretch.standing, _("Past event") if stretch.is_over else ""]
        yield _of_story(
            event,
            (stretch.shown_from, stretch.shown_until),
            " · ".join(filter(None, facts)),
            thing=f"event:{event.pk}:{number}",
            place=OVER + LAST_DAY - day if stretch.is_over else COMING + day,
            above=" / ".join(filter(None, above)),
            context=f"{room} {event.get_kind_display()}",
            search_words="\n".join([words.search_words, *spoken]),
        )


class Stretch(NamedTuple):
    """A stretch of time, and the day that stands for an event in it: the next one, or the last when all is over."""

    day: date | None
    standing: str
    is_over: bool
    shown_from: datetime | None
    shown_until: datetime | None


def _stretches(event: Event, window: Window) -> Iterator[Stretch]:
    """What is known beforehand needs nobody to do anything: an event comes last in the moment in which it is over."""
    begin, end = window
    taking_place = [each for each in event.dates.all() if not _standing(event, each)]
    dates = sorted(taking_place or event.dates.all(), key=lambda each: each.over_at)
    for each in dates:
        until = min(each.over_at, end or each.over_at)
        if begin is None or begin < until:
            yield Stretch(each.day, _standing(event, each), False, begin, until)
            begin = until
    if not dates:
        yield Stretch(None, _standing(event), False, begin, end)
    elif begin and (end is None or begin < end):
        yield Stretch(dates[-1].day, _standing(event, dates[-1]), True, begin, end)


def _standing(*things: Event | EventDate) -> str:
    """That an event, or a date of it, is cancelled or postponed; empty if it takes place."""
    for thing in things:
        if thing.standing != Standing.ON:
            return str(Standing(thing.standing).label)
    return ""


EVENTS = Source(
    name="events",
    parts={
        "campaigns.Event": lambda event: [event.pk],
        "campaigns.EventWords": lambda words: [words.master_id],
        "campaigns.EventDate": lambda each: [each.event_id],
        "resources.Picture": _led_by(Event.objects),
    },
    roots=lambda: Event.objects.values_list("pk", flat=True),
    passages=events,
)
