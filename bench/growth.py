"""Whether public pages stay as quick as they are while the site grows: 100 of everything, then 10,000.

    .ci/with-settings .venv/bin/python -m bench.growth [many]

Fills the database that the settings name (a temporary one, as started above) with as many pages, services, campaigns,
articles, events, replies and endorsements, the first campaign and the first article having most of what belongs to one.
Asks every public address, and prints for each the number of queries, the milliseconds of the processor (the median of
several) with few and with many, and their ratio, which should be near 1. That the number of queries is the same, and
that pages keep within their bytes, is asserted in tests/test_growth_public.py; what staff see is measured by
bench/campaigns.py and bench/staff.py.
"""

import random
import re
import statistics
import sys
import time
import tomllib
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from bench.rounds import grown
from bench.scratch import BASE_DIR
from bench.seeding import prepare
from bench.table import report

FEW, MANY = 100, 10_000
TIMES = 5
# A ratio above this is marked.
NEAR = 1.5
AT_ONCE = 500
TODAY = date.today()  # noqa: DTZ011 - any day will do
LAST_YEAR = TODAY.year - 1
# "LAST" stands for the last page of a list, whatever its number.
ADDRESSES = (
    "/", "/es/", "/rights/", "/facts/", "/facts/?page=LAST", "/es/facts/", "/facts/p-50/", "/rights/compensation/",
    "/help/", "/help/?page=LAST", "/es/help/", "/help/service/LAST/", "/about/", "/about/won/", "/about/won/?page=LAST",
    "/privacy/", "/press/", "/contact/",
    "/a-z/", "/es/a-z/", "/a-z/s/", "/a-z/s/?page=LAST", "/es/a-z/s/", "/all/", "/es/all/", "/all/facts/",
    "/all/facts/?page=LAST", "/all/campaigns/",
    "/campaigns/", "/campaigns/?page=LAST", "/es/campaigns/", "/campaigns/big/", "/campaigns/big/?page=LAST",
    "/campaigns/big/step/big-9/", "/campaigns/c-50/", "/campaigns/big/news/", "/campaigns/big/news/?page=LAST",
    "/campaigns/big/replies/", "/campaigns/big/replies/?page=LAST", "/campaigns/big/reply/", "/campaigns/big/feed/",
    "/endorse/big/", "/endorse/big/names/", "/endorse/big/names/?page=LAST", "/endorse/big/sheet/", "/withdraw/",
    "/news/", "/news/?page=LAST", "/es/news/", f"/news/{LAST_YEAR}/", f"/news/{LAST_YEAR}/?page=LAST", "/news/a-0/",
    "/news/a-50/", "/news/a-0/replies/", "/news/a-0/replies/?page=LAST", "/news/a-0/reply/", "/feed/", "/es/feed/",
    "/events/", "/events/?page=LAST", "/es/events/", f"/events/{LAST_YEAR}/", f"/events/{LAST_YEAR}/?page=LAST",
    "/events/e-50/", "/events/e-50.ics", "/events/calendar.ics", "/es/events/calendar.ics",
    "/search/", "/search/?q=compensation", "/search/?q=sample", "/search/?q=zuqati77", "/search/?q=xylophone",
    "/es/search/?q=compensation",
    "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-campaigns.xml", "/sitemap-news.xml", "/sitemap-events.xml",
    "/sitemap-lists.xml", "/nothing-here/", "/robots.txt",
)  # fmt: skip


class Asked(NamedTuple):
    """What asking for an address took."""

    status: int
    queries: int
    milliseconds: float
    kilobytes: float


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    prepare()
    grow(0, FEW)
    few = measure()
    seconds = time.perf_counter()
    grow(FEW, many)
    print(f"{many} of each kind written and indexed in {time.perf_counter() - seconds:.0f} s\n")
    found = measure()
    table(few, found, many)
    print()
    measured = [{name: (each.queries, each.milliseconds) for name, each in asked.items()} for asked in (few, found)]
    report(grown(f"{len(few)} public addresses, {FEW} → {many} of everything", *measured))


# ── Measuring ──────────────────────────────────────────────────────────────


def measure() -> dict[str, Asked]:
    """Every address, by the name that it has above."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    return {name: ask(client, actual(client, name)) for name in ADDRESSES}


def ask(client: Any, address: str) -> Asked:
    """What is done once in a process, or once after a change, is done before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address, secure=True)
    # Once a second a process asks whether content has changed: that is none of the page's own queries.
    numbers = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, secure=True)
        numbers.append(len(queries))
    times = []
    for _each in range(TIMES):
        start = time.process_time()
        client.get(address, secure=True)
        times.append(time.process_time() - start)
    return Asked(response.status_code, min(numbers), statistics.median(times) * 1000, len(response.content) / 1024)


def actual(client: Any, name: str) -> str:
    """The address with the number of the last page of its list, or of the last service."""
    from resources.models import Service

    if "service" in name:
        return name.replace("LAST", str(Service.objects.latest("pk").pk))
    if "LAST" not in name:
        return name
    bare = name.partition("?")[0]
    # The numbers below a list always show the last.
    html = client.get(bare, secure=True).content.decode()
    return f"{bare}?page={max(map(int, re.findall(r'[?]page=([0-9]+)', html)), default=1)}"


def table(few: dict[str, Asked], many: dict[str, Asked], number: int) -> None:
    print(f"{'':38} {'queries':>9} {f'ms at {FEW}':>10} {f'ms at {number}':>12} {'ratio':>6} {'KB':>6}")
    for address, before in few.items():
        after = many[address]
        ratio = after.milliseconds / before.milliseconds
        queries = str(after.queries) if after.queries == before.queries else f"{before.queries}→{after.queries}"
        said = "" if after.status == 200 else f"  answers {after.status}"
        print(
            f"{address:38} {queries:>9} {before.milliseconds:10.1f} {after.milliseconds:12.1f} {ratio:6.1f}"
            f" {after.kilobytes:6.0f}{' !' if ratio > NEAR else ''}{said}"
        )
    ratios = sorted(many[each].milliseconds / few[each].milliseconds for each in few)
    print(f"\nmedian of the ratios {statistics.median(ratios):.2f}, the largest {ratios[-1]:.2f}")


# ── Growing ────────────────────────────────────────────────────────────────


def grow(start: int, end: int) -> None:
    """Of each kind those with these numbers, and the index of them."""
    from django.core.management import call_command

    put_all(range(start, end))
    call_command("rebuild_search", verbosity=0)


def put_all(numbers: range) -> None:
    """Of each kind those with these numbers."""
    write = Writer(numbers.start)
    grow_pages(numbers, write)
    grow_services(numbers, write)
    grow_campaigns(numbers, write)
    grow_articles(numbers, write)
    grow_events(numbers, write)
    grow_signatures(numbers, write)


class Writer:
    """Words for things that are made, put together from the shipped ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same site each time
        self.words = shipped_words()

    def some(self, length: int) -> str:
        """A text of about so many characters, in runs of a dozen words."""
        parts: list[str] = []
        while sum(map(len, parts)) < length:
            at = self.chance.randrange(len(self.words) - 12)
            parts.append(" ".join(self.words[at : at + 12]))
        return " ".join(parts)[:length].strip()

    def story(self, number: int) -> dict[str, str]:
        """The words of a page or a story, one of which nobody else has."""
        return {
            "menu_title": f"Sample {number}",
            "title": self.some(60),
            "lead": self.some(140),
            "body": f"<p>{self.some(400)} zuqati{number}</p>",
        }


def shipped_words() -> list[str]:
    """The English words of the shipped statements."""
    found: list[str] = []
    for path in sorted((BASE_DIR / "resources" / "content" / "pages").glob("*.toml")):
        for card in tomllib.loads(path.read_text(encoding="utf-8")).get("cards", []):
            found += card["words"]["en"]["title"].split()
    return found


def put(model: Any, things: list[Any]) -> list[Any]:
    return model.objects.bulk_create(things, batch_size=AT_ONCE)


def with_words(model: Any, things: list[Any], numbers: range, words_of: Any) -> list[Any]:
    """Save things, with words in English, and of every tenth in Spanish."""
    made = put(model, things)
    rows = model._parler_meta.root_model
    put(rows, [
        rows(master=thing, language_code=code, **words_of(number))
        for number, thing in zip(numbers, made, strict=True)
        for code in (("en", "es") if number % 10 == 0 else ("en",))
    ])  # fmt: skip
    return made


CHECKED = {"checked_on": TODAY, "check_due": TODAY + timedelta(days=365), "status": "published"}


def grow_pages(numbers: range, write: Writer) -> None:
    from resources.models import Card, Page

    pages = [
        Page(section="facts", slug=f"p-{each}", address=f"facts/p-{each}/", order=200, status="published")
        for each in numbers
    ]
    made = with_words(Page, pages, numbers, write.story)
    cards = [Card(page=page, key="card", jurisdiction="california", **CHECKED) for page in made]
    with_words(
        Card,
        cards,
        numbers,
        lambda _each: {"heading": "", "title": write.some(45), "body": f"<p>{write.some(150)}</p>"},
    )


def grow_services(numbers: range, write: Writer) -> None:
    from resources.models import Need, Service

    made = with_words(
        Service,
        [Service(key=f"s-{each}", phone="415-555-0100", order=200, **CHECKED) for each in numbers],
        numbers,
        lambda each: {"name": f"Service {each}", "summary": write.some(200)},
    )
    needs = list(Need.objects.values_list("pk", flat=True))
    through = Service.needs.through
    put(through, [through(service=each, need_id=needs[at % len(needs)]) for at, each in enumerate(made)])


def grow_campaigns(numbers: range, write: Writer) -> None:
    """Each with a victory, and of the steps of one a tenth as many."""
    from campaigns.models import Campaign, Step, StepSource
    from resources.models import Page

    campaigns = [
        Campaign(slug=f"c-{each}" if each else "big", status="published", dated=TODAY, order=200) for each in numbers
    ]
    made = with_words(Campaign, campaigns, numbers, lambda each: {"demand": write.some(80), **write.story(each)})
    big = Campaign.objects.get(slug="big")
    big.rests_on.add(*Page.objects.filter(section="facts").order_by("-pk")[: len(numbers)])
    for some, is_big in ((made, False), (made[::10], True)):
        steps = [
            Step(
                campaign=big if is_big else campaign, key=f"{'big' if is_big else 'step'}-{number}",
                since=str(1960 + number % 60), jurisdiction="california", is_victory=not is_big, **CHECKED,
            )
            for number, campaign in zip(numbers, some, strict=False)
        ]  # fmt: skip
        new = with_words(
            Step,
            steps,
            numbers[: len(steps)],
            lambda _each: {"title": write.some(45), "body": f"<p>{write.some(150)}</p>"},
        )
        put(StepSource, [
            StepSource(step=step, title="A source", url=f"https://source.example/{step.pk}/{at}", order=at)
            for step in new for at in range(2)
        ])  # fmt: skip


def grow_articles(numbers: range, write: Writer) -> None:
    from campaigns.models import Article, Campaign

    big = Campaign.objects.get(slug="big")
    # Over the same ten years, however many there are.
    articles = [
        Article(
            slug=f"a-{each}", status="published", campaign=big if each % 2 else None,
            dated=TODAY - timedelta(days=each * 37 % 3650),
        )
        for each in numbers
    ]  # fmt: skip
    with_words(Article, articles, numbers, write.story)


def grow_events(numbers: range, write: Writer) -> None:
    """Over three years, of which one is still to come, each on two dates."""
    from django.utils import timezone

    from campaigns.models import Campaign, Event, EventDate

    big, zone = Campaign.objects.get(slug="big"), timezone.get_default_timezone()
    events = [
        Event(slug=f"e-{each}", status="published", kind="meeting", campaign=big if each % 2 else None)
        for each in numbers
    ]
    dates = []
    for number, event in zip(numbers, with_words(Event, events, numbers, write.story), strict=True):
        for week in range(2):
            day = TODAY + timedelta(days=365 - number * 37 % 1095 + 7 * week)
            begin = datetime(day.year, day.month, day.day, 18, tzinfo=zone)
            dates.append(EventDate(event=event, day=day, starts_at=begin, over_at=begin + timedelta(hours=2)))
    put(EventDate, dates)


def grow_signatures(numbers: range, write: Writer) -> None:
    """Endorsements of the campaign, and replies to it and to one article; as many again wait to be read."""
    from campaigns.models import Article, Campaign, Endorsement, Reply

    big, article = Campaign.objects.get(slug="big"), Article.objects.get(slug="a-0")
    for state in ("approved", "waiting"):
        shared = {"state": state, "language_code": "en", "received_on": TODAY}
        put(Reply, [
            Reply(text=write.some(300), **({"campaign": big} if each % 2 else {"article": article}), **shared)
            for each in numbers
        ])  # fmt: skip
        signed = [
            Endorsement(campaign=big, shown_as="full-name", name=f"Ana Sample {each}", **shared) for each in numbers
        ]
        for each in signed:
            each.name_key = each.key()
        put(Endorsement, signed)


if __name__ == "__main__":
    main()
