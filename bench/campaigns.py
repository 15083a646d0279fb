"""How long campaigns, news and events take on a site of 10,000 articles and as many replies.

    .ci/with-settings .venv/bin/python bench/campaigns.py [articles]

Fills a temporary database as bench/search.py does: articles of ten years, half of the replies on one campaign and half
spread over the articles, a tenth as many events with three dates each, and a fifth as many endorsements. Prints for
each address the median of five askings in milliseconds, by the clock and of the processor, the number of queries, and
the size of the answer. The number of queries must not depend on how much there is (asserted in
tests/campaigns/test_growth.py). What this version of the site does not have says so.
"""

import random
import statistics
import sys
from datetime import date, datetime, timedelta
from typing import Any

from search import prepare, shipped_words, some, timed

TIMES = 5
TODAY = date.today()  # noqa: DTZ011 - any day will do
LAST_YEAR = TODAY.year - 1
PUBLIC = (
    "/", "/campaigns/", "/campaigns/big/", "/campaigns/big/news/", "/news/", "/news/?page=400", f"/news/{LAST_YEAR}/",
    "/news/a-100/", "/news/a-100/?page=2", "/events/", f"/events/{LAST_YEAR}/", "/events/e-10/", "/events/e-10.ics",
    "/events/calendar.ics", "/feed/", "/es/feed/", "/campaigns/big/feed/", "/press/", "/about/won/", "/endorse/big/",
    "/a-z/", "/all/", "/search/?q=compensation", "/search/?q=zuqati77", "/sitemap.xml", "/sitemap-news.xml",
    "/sitemap-news.xml?p=10", "/sitemap-lists.xml",
)  # fmt: skip
FOR_STAFF = (
    "/staff/", "/staff/checks/", "/staff/deleted/", "/staff/campaigns/campaign/", "/staff/campaigns/article/",
    "/staff/campaigns/event/", "/staff/campaigns/endorsement/", "/staff/campaigns/reply/",
)  # fmt: skip


def main() -> None:
    prepare()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{articles} articles and what belongs to them written in {timed(lambda: fill(articles))[0] / 1000:.0f} s")
    seconds = timed(lambda: call_command("rebuild_search", verbosity=0))[0] / 1000
    print(f"indexed in {seconds:.0f} s\n")
    staff = Client()
    staff.force_login(User.objects.create_superuser("bench"))
    print(f"{'':32} {'clock':>8} {'CPU':>8} {'queries':>8} {'KB':>6}")
    for client, addresses in ((Client(), PUBLIC), (staff, FOR_STAFF)):
        for address in addresses:
            measure(client, address)


def measure(client: Any, address: str) -> None:
    """Print the row of one address. What is done once after a change is done before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    status = client.get(address, secure=True).status_code
    if status != 200:
        print(f"{address:32} answers {status}")
        return
    times = [timed(lambda: client.get(address, secure=True)) for _each in range(TIMES)]
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, secure=True)
    clock, processor = (statistics.median(each[kind] for each in times) for kind in (0, 1))
    print(f"{address:32} {clock:8.0f} {processor:8.0f} {len(queries):8} {len(response.content) / 1024:6.0f}")


def fill(articles: int) -> None:
    from campaigns.models import Article, ArticleWords, Campaign, CampaignWords, Endorsement, Reply

    words, chance = shipped_words(), random.Random(1)  # noqa: S311 - the same site each time
    everything = {"status": "published", "dated": TODAY}
    campaign = Campaign.objects.create(slug="big", **everything)
    CampaignWords.objects.create(master=campaign, language_code="en", demand="What we ask.", **story(words, chance, 0))

    new = [
        Article(
            slug=f"a-{number}",
            status="published",
            campaign=campaign if number % 2 else None,
            dated=TODAY - timedelta(days=3650 * number // articles),
        )
        for number in range(articles)
    ]
    made = Article.objects.bulk_create(new, batch_size=500)
    rows = [
        ArticleWords(master=article, language_code=code, **story(words, chance, number))
        for number, article in enumerate(made)
        for code in (("en", "es") if number % 10 == 0 else ("en",))
    ]
    ArticleWords.objects.bulk_create(rows, batch_size=500)

    shown = {"state": "approved", "language_code": "en", "received_on": TODAY}
    half = articles // 2
    replies = [Reply(campaign=campaign, text=some(words, chance, 300), **shown) for _each in range(half)]
    replies += [Reply(article=made[chance.randrange(200)], text=some(words, chance, 300), **shown) for _each in replies]
    Reply.objects.bulk_create(replies, batch_size=500)
    signed = [
        Endorsement(campaign=campaign, shown_as="full-name", name=f"Name {number}", **shown)
        for number in range(articles // 5)
    ]
    Endorsement.objects.bulk_create(signed, batch_size=500)
    fill_events(articles // 10, campaign, words, chance)


def fill_events(events: int, campaign: Any, words: list[str], chance: random.Random) -> None:
    """Over three years, of which one is still to come."""
    from django.utils import timezone

    from campaigns.models import Event, EventDate, EventWords

    zone = timezone.get_default_timezone()
    new = [
        Event(slug=f"e-{number}", status="published", kind="meeting", campaign=campaign if number % 2 else None)
        for number in range(events)
    ]
    made = Event.objects.bulk_create(new, batch_size=500)
    rows = [
        EventWords(master=event, language_code="en", **story(words, chance, number))
        for number, event in enumerate(made)
    ]
    EventWords.objects.bulk_create(rows, batch_size=500)
    dates = []
    for number, event in enumerate(made):
        for week in range(3):
            day = TODAY + timedelta(days=365 - 1095 * (events - number) // events + 7 * week)
            begin = datetime(day.year, day.month, day.day, 18, tzinfo=zone)
            dates.append(EventDate(event=event, day=day, starts_at=begin, over_at=begin + timedelta(hours=2)))
    EventDate.objects.bulk_create(dates, batch_size=500)


def story(words: list[str], chance: random.Random, number: int) -> dict[str, str]:
    """The words of a story, of 1,500 to 2,500 characters, and one that nobody else has."""
    return {
        "menu_title": f"Sample {number}",
        "title": some(words, chance, 40)[:110],
        "lead": some(words, chance, 150)[:320],
        "body": f"<p>{some(words, chance, chance.randint(1500, 2500))} zuqati{number}</p>",
    }


if __name__ == "__main__":
    main()
