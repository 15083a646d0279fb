"""Small content for tests. Everything has a sensible value; a test names only what it is about."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from parler.models import TranslatableModel
from PIL import Image

from campaigns.models import Article, Campaign, Correction, Endorsement, Event, EventDate, Reply, Step
from idpwsp.foundation.pictures import encode
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.models import Card, Door, Jurisdiction, Need, Organisation, Page, Picture, Section, Service

Words = dict[str, dict[str, Any]]


def put_words(instance: TranslatableModel, words: Words) -> None:
    """One row a language, English first; each translation is made from the English as it is now."""
    model = type(instance)._parler_meta.root_model
    for code in sorted(words, key=lambda code: code != SOURCE_LANGUAGE):
        row = model(master=instance, language_code=code, **words[code])
        if not row.is_source:
            row.source_state = row.source.fingerprint() if row.source else ""
        row.save()


def make_organisation(**fields: Any) -> Organisation:
    values = {
        "phone": "415-555-0100",
        "post_box": "PO Box 1\nSan Francisco, CA 94114",
        "exit_url": "https://weather.example/",
        "exit_name": "weather.example",
    }
    organisation = Organisation(**{**values, **fields})
    organisation.save()
    name = "In Defense of Prostitute Women’s Safety Project"
    put_words(organisation, {"en": {"name": name}, "es": {"name": name}})
    return organisation


def page_words(**words: str) -> dict[str, str]:
    return {
        "menu_title": "Sample",
        "title": "A sample page",
        "lead": "What it is about.",
        "body": "<p>Its words.</p>",
        **words,
    }


def make_page(slug: str = "sample", section: str = Section.ABOUT, words: Words | None = None, **fields: Any) -> Page:
    """A published page in English, at ``/about/sample/`` unless told otherwise."""
    page = Page(slug=slug, section=section, **{"status": Page.Status.PUBLISHED, **fields})
    page.save()
    put_words(page, words or {"en": page_words()})
    return page


def make_landing(section: str, **fields: Any) -> Page:
    """The page that opens a section and stands in the menu."""
    return make_page(section, section, at_root=True, **fields)


def next_year() -> date:
    return timezone.localdate() + timedelta(days=365)


def make_card(page: Page, key: str = "statement", words: Words | None = None, sources: int = 1, **fields: Any) -> Card:
    """A published card with English words and as many sources as asked for."""
    values = {
        "status": Card.Status.PUBLISHED,
        "jurisdiction": Jurisdiction.CALIFORNIA,
        "checked_on": date(2026, 11, 22),
        "check_due": next_year(),
    }
    card = Card(page=page, key=key, **{**values, **fields})
    card.save()
    put_words(card, words or {"en": {"title": f"The statement {key}", "body": f"<p>More about {key}.</p>"}})
    for number in range(sources):
        url = f"https://source.example/{key}/{number}"
        card.sources.create(title=f"Source {number} of {key}", url=url, order=number)
    return card


def make_need(key: str = "talk", words: Words | None = None, **fields: Any) -> Need:
    need = Need(key=key, **fields)
    need.save()
    put_words(need, words or {"en": {"title": f"The need {key}"}})
    return need


def make_service(need: Need, key: str = "line", words: Words | None = None, sources: int = 1, **fields: Any) -> Service:
    """A published entry of the help directory under one need."""
    values = {
        "status": Service.Status.PUBLISHED,
        "checked_on": date(2026, 11, 22),
        "check_due": next_year(),
    }
    service = Service(key=key, **{**values, **fields})
    service.save()
    service.needs.add(need)
    put_words(service, words or {"en": {"name": f"The service {key}", "summary": f"What {key} does."}})
    for number in range(sources):
        service.sources.create(title=f"Source {number} of {key}", url=f"https://source.example/{key}/{number}")
    return service


def make_picture(size: tuple[int, int] = (800, 600), words: Words | None = None, **fields: Any) -> Picture:
    """A picture with its files, of nobody, with English words."""
    picture = Picture(**{"people": Picture.People.NOBODY, **fields})
    picture.put(encode(Image.new("RGB", size, (200, 30, 30))))
    put_words(picture, {"en": {"alt": "A red umbrella"}} if words is None else words)
    return picture


def make_door(page: Page, target: Page, words: Words | None = None, **fields: Any) -> Door:
    door = Door(page=page, target=target, **fields)
    door.save()
    put_words(door, words or {"en": {"label": f"The way to {target.slug}"}})
    return door


def make_campaign(slug: str = "sample", words: Words | None = None, **fields: Any) -> Campaign:
    """A published campaign in English, at ``/campaigns/sample/`` unless told otherwise."""
    campaign = Campaign(slug=slug, **{"status": Campaign.Status.PUBLISHED, **fields})
    campaign.save()
    put_words(campaign, words or {"en": page_words(title="A sample campaign", demand="What we ask for.")})
    return campaign


def make_step(
    campaign: Campaign, key: str = "first", words: Words | None = None, sources: int = 1, **fields: Any
) -> Step:
    """A published step of a campaign's timeline, with as many sources as asked for."""
    values = {
        "status": Step.Status.PUBLISHED,
        "jurisdiction": Jurisdiction.CALIFORNIA,
        "since": "2013-12-12",
        "checked_on": date(2026, 11, 22),
        "check_due": next_year(),
    }
    step = Step(campaign=campaign, key=key, **{**values, **fields})
    step.save()
    put_words(step, words or {"en": {"title": f"The step {key}", "body": f"<p>More about {key}.</p>"}})
    for number in range(sources):
        step.sources.create(
            title=f"Source {number} of {key}", url=f"https://source.example/{key}/{number}", order=number
        )
    return step


def make_article(slug: str = "sample", words: Words | None = None, **fields: Any) -> Article:
    """A published article in English, at ``/news/sample/`` unless told otherwise."""
    article = Article(slug=slug, **{"status": Article.Status.PUBLISHED, **fields})
    article.save()
    put_words(article, words or {"en": page_words(title="A sample article")})
    return article


def make_correction(article: Article, text: str = "It was 2013.", **fields: Any) -> Correction:
    correction = Correction(article=article, **fields)
    correction.save()
    put_words(correction, {"en": {"text": text}})
    return correction


def make_event(slug: str = "sample", day: date | None = None, words: Words | None = None, **fields: Any) -> Event:
    """A published event in English on one date, from 18:00 to 20:00, at ``/events/sample/`` unless told otherwise."""
    event = Event(slug=slug, **{"status": Event.Status.PUBLISHED, "kind": Event.Kind.MEETING, **fields})
    event.save()
    put_words(event, words or {"en": page_words(title="A sample event")})
    make_date(event, day or timezone.localdate() + timedelta(days=7))
    return event


def make_date(
    event: Event, day: date, starts: time | None = time(18), ends: time | None = time(20), **fields: Any
) -> EventDate:
    date_of_event = EventDate(event=event, day=day, starts=starts, ends=ends, **fields)
    date_of_event.save()
    return date_of_event


def make_endorsement(campaign: Campaign, name: str = "Ana", **fields: Any) -> Endorsement:
    """A signature of a person by her full name that waits to be read."""
    values = {"shown_as": Endorsement.ShownAs.FULL_NAME, "language_code": "en"}
    endorsement = Endorsement(campaign=campaign, name=name, **{**values, **fields})
    endorsement.save()
    return endorsement


def make_reply(story: Article | Campaign | None = None, text: str = "What I have to say.", **fields: Any) -> Reply:
    """A reply in English that readers see, to a new article unless told otherwise."""
    story = story or make_article()
    values = {"state": Reply.State.APPROVED, "language_code": "en", str(story._meta.model_name): story}
    reply = Reply(text=text, **{**values, **fields})
    reply.save()
    return reply
