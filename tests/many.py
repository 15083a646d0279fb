"""A site with many of everything, written in bulk: for tests of how it grows, and for bench/.

What is written bears numbers, so that a second call goes on where the first ended.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers import serialize
from django.db import models
from django.utils import timezone
from reversion.models import Revision, Version

from campaigns.models import Article, Campaign, Endorsement, Event, EventDate, Reply
from contact.inbox.models import AuditEntry, Queue
from idpwsp.foundation.addresses import FormerAddress
from idpwsp.foundation.links.models import OutwardLink
from idpwsp.foundation.links.outcome import Outcome
from resources.models import Card, CardSource, Need, Page, Picture, Service
from tests.factories import make_campaign, make_need, page_words

AT_ONCE = 500
TEXT = "What the law says of it, whom to ask, and what to bring along. "
WAITING, APPROVED = Reply.State.WAITING, Reply.State.APPROVED


def fill(start: int, stop: int) -> None:
    """As many of each kind as there are numbers: each kind in several states, half of the words in Spanish too, some
    of these behind; most of the statements due."""
    if not start:
        make_need("many")
        make_campaign("many")
    numbers = range(start, stop)
    fill_pictures(numbers)
    pages = fill_pages(numbers)
    fill_services(numbers)
    fill_news(numbers)
    fill_events(numbers)
    fill_queues(numbers)
    fill_history(numbers, pages)
    fill_links(numbers)
    fill_audit(numbers)


def write(model: type[models.Model], rows: Iterable[models.Model]) -> list[Any]:
    return list(model._default_manager.bulk_create(rows, batch_size=AT_ONCE))


def state(number: int) -> dict[str, Any]:
    """Most are published; of every forty one is a draft, one appears and one disappears by itself."""
    now = timezone.now()
    times = {1: {"publish_at": now + timedelta(days=number)}, 2: {"unpublish_at": now + timedelta(days=number)}}
    return {"status": "draft" if number % 40 == 0 else "published", **times.get(number % 40, {})}


def put_words(things: list[Any], numbers: Iterable[int], **words: str) -> None:
    """English for each, Spanish for every second; every tenth of these is behind."""
    model: Any = type(things[0])._parler_meta.root_model
    for code in ("en", "es"):
        rows = []
        for number, thing in zip(numbers, things, strict=True):
            row = model(master=thing, language_code=code, **{key: f"{word} {number}" for key, word in words.items()})
            if code == "es":
                row.source_state = "" if number % 20 == 0 else row.fingerprint()
            if code == "en" or number % 2 == 0:
                rows.append(row)
        write(model, rows)


def fill_pictures(numbers: range) -> None:
    made = write(
        Picture, [Picture(token=f"{number:016x}", people="nobody", widths=[320], note="") for number in numbers]
    )
    put_words(made, numbers, alt="A red umbrella")


def fill_pages(numbers: range) -> list[Page]:
    pictures = dict(Picture.objects.values_list("token", "pk"))
    made = write(Page, [
        Page(section="facts", slug=f"p{number}", address=f"facts/p{number}/", order=200, **state(number),
             picture_id=pictures[f"{number:016x}"], to_confirm="Ask the board." if number % 10 == 3 else "")
        for number in numbers
    ])  # fmt: skip
    figure = f'<figure data-picture="{numbers[0]:016x}"></figure>'
    put_words(
        made, numbers, menu_title="Page", title="A page", lead="A lead", body=f"<p>{TEXT * 30}</p>{figure}<p>x</p>"
    )
    today = timezone.localdate()
    cards = write(Card, [
        Card(page=page, key="card", jurisdiction="california", checked_on=today - timedelta(days=200),
             check_due=today + timedelta(days=number % 60 - 20), checked_against="copy" if number % 3 else "source",
             to_confirm="Ask a lawyer." if number % 10 == 4 else "", **state(number + 5))
        for number, page in zip(numbers, made, strict=True)
    ])  # fmt: skip
    put_words(cards, numbers, title="A card", body=f"<p>{TEXT * 8}</p>")
    write(CardSource, [CardSource(card=card, title="Law", url=f"https://source.example/{card.pk}") for card in cards])
    content_type = ContentType.objects.get_for_model(Page)
    write(FormerAddress, [
        FormerAddress(address=f"was/{page.slug}/", content_type=content_type, object_id=page.pk) for page in made
    ])  # fmt: skip
    return made


def fill_services(numbers: range) -> None:
    need, today = Need.objects.get(key="many"), timezone.localdate()
    made = write(Service, [
        Service(key=f"s{number}", order=200, checked_on=today, check_due=today + timedelta(days=number % 300 - 20),
                **state(number))
        for number in numbers
    ])  # fmt: skip
    put_words(made, numbers, name="A service", summary=TEXT)
    through: Any = Service.needs.through
    write(through, [through(service=service, need=need) for service in made])


def fill_news(numbers: range) -> None:
    """Over ten years, the newest first."""
    campaign, today = Campaign.objects.get(slug="many"), timezone.localdate()
    made = write(Article, [
        Article(slug=f"a{number}", campaign=campaign, dated=today - timedelta(days=number * 37 % 3650), **state(number))
        for number in numbers
    ])  # fmt: skip
    put_words(made, numbers, **page_words(menu_title="News", title="An article", body=f"<p>{TEXT * 30}</p>"))


def fill_events(numbers: range) -> None:
    """Over ten years, one of them still to come."""
    campaign, today = Campaign.objects.get(slug="many"), timezone.localdate()
    made = write(
        Event, [Event(slug=f"e{number}", kind="meeting", campaign=campaign, **state(number)) for number in numbers]
    )
    put_words(made, numbers, **page_words(menu_title="Event", title="An event"))
    dates = []
    for number, event in zip(numbers, made, strict=True):
        day = today + timedelta(days=365 - number * 37 % 3650)
        at = datetime.combine(day, time(20), tzinfo=UTC)
        dates.append(EventDate(event=event, day=day, starts_at=at, over_at=at + timedelta(hours=2)))
    write(EventDate, dates)


def fill_queues(numbers: range) -> None:
    """Half of them wait."""
    campaign, article = Campaign.objects.get(slug="many"), Article.objects.filter(slug="a0").first()
    write(Reply, [
        Reply(article=article, text=f"{TEXT} {number}", language_code="en", state=(WAITING, APPROVED)[number % 2])
        for number in numbers
    ])  # fmt: skip
    write(Endorsement, [
        Endorsement(campaign=campaign, name=f"Ana {number}", name_key=f"ana{number}", shown_as="full-name",
                    language_code="en", state=(WAITING, APPROVED)[number % 2])
        for number in numbers
    ])  # fmt: skip


def fill_history(numbers: range, pages: list[Page]) -> None:
    """Each number a step of the first page that there is, a page that is still there, and one that was deleted."""
    first = Page.objects.order_by("pk")[0]
    revisions = write(Revision, [Revision(date_created=timezone.now(), comment="Changed") for _number in numbers])
    model: Any = Page._parler_meta.root_model
    types = ContentType.objects.get_for_models(Page, model)
    rows = []
    for number, revision, page in zip(numbers, revisions, pages, strict=True):
        gone = Page(pk=10_000_000 + number, section="facts", slug=f"gone{number}", address=f"facts/gone{number}/")
        words = model(pk=10_000_000 + number, master=gone, language_code="en", menu_title=f"Gone {number}")
        for thing in dict.fromkeys((first, page, gone, words)):
            kept = json.dumps(json.loads(serialize("json", [thing])))
            rows.append(Version(
                revision=revision, object_id=str(thing.pk), content_type=types[type(thing)], db="default",
                format="json", serialized_data=kept, object_repr="A page",
            ))  # fmt: skip
    write(Version, rows)


def fill_links(numbers: range) -> None:
    """One address for each card; of every hundred one is broken and one has moved."""
    now, outcomes = timezone.now(), {1: Outcome.BROKEN, 2: Outcome.MOVED}
    write(OutwardLink, [
        OutwardLink(address=source.url, asked_at=now, outcome=outcomes.get(source.pk % 100, Outcome.FINE))
        for source in CardSource.objects.order_by("-pk")[: len(numbers)]
    ])  # fmt: skip


def fill_audit(numbers: range) -> None:
    queue = Queue.objects.filter(pk=Queue.Name.HELP).first()
    write(AuditEntry, [AuditEntry(by_name=f"Ana {number % 5}", action="opened", queue=queue) for number in numbers])
