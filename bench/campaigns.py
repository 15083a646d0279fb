"""How long campaigns, news, events, endorsements and replies take staff, on a site of 10,000 articles and as many
replies. What readers ask for is measured by bench/growth.py.

    .ci/with-settings .venv/bin/python -m bench.campaigns [articles]

Fills a temporary database as bench/search.py does: articles of ten years, a tenth as many events with three dates each,
and one campaign with 60 steps. As many endorsements, and as many replies, as articles are approved, and as many again
wait: all endorsements and half of the replies on that campaign, the other half on 200 articles. A twentieth as many
articles were deleted. Prints for each address the median of five askings in milliseconds, by the clock and of the
processor, the number of queries, and the size of the answer; last, what it costs to send a form. The number of queries
must not depend on how much there is (asserted in tests/campaigns/test_growth.py).
"""

import random
import re
import statistics
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from bench.seeding import prepare, shipped_words, signed_in, some, timed

TIMES = 5
STEPS = 60
TODAY = date.today()  # noqa: DTZ011 - any day will do
FOR_STAFF = (
    "/staff/", "/staff/checks/", "/staff/deleted/", "/staff/links/",
    "/staff/campaigns/campaign/", "/staff/campaigns/campaign/CAMPAIGN/change/",
    "/staff/campaigns/campaign/CAMPAIGN/history/", "/staff/preview/campaign/CAMPAIGN/en/?drafts",
    "/staff/campaigns/article/", "/staff/campaigns/article/?q=compensation", "/staff/campaigns/article/?p=100",
    "/staff/campaigns/article/ARTICLE/change/", "/staff/campaigns/article/ARTICLE/history/",
    "/staff/campaigns/article/add/", "/staff/preview/article/ARTICLE/en/",
    "/staff/campaigns/event/", "/staff/campaigns/event/?when=coming", "/staff/campaigns/event/EVENT/change/",
    "/staff/campaigns/event/EVENT/history/", "/staff/preview/event/EVENT/en/",
    "/staff/campaigns/endorsement/", "/staff/campaigns/endorsement/?state=all",
    "/staff/campaigns/endorsement/?state=all&p=300", "/staff/campaigns/endorsement/ENDORSEMENT/change/",
    "/staff/campaigns/endorsement/sheet/",
    "/staff/campaigns/reply/", "/staff/campaigns/reply/?state=all", "/staff/campaigns/reply/?state=all&p=700",
    "/staff/campaigns/reply/REPLY/change/",
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
    staff = signed_in(User.objects.create_superuser("bench"))
    reader = Client(headers={"origin": settings.SITE_URL})
    print(f"{'':46} {'clock':>8} {'CPU':>8} {'queries':>8} {'KB':>6}")
    for address in map(with_numbers, FOR_STAFF):
        measure(address, lambda address=address: staff.get(address, secure=True))
    for name, send in senders(reader, staff).items():
        measure(name, send)


def measure(name: str, ask: Callable[[], Any]) -> None:
    """Print one row. What is done once after a change is done before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    status = ask().status_code
    if status not in (200, 302):
        print(f"{name:46} answers {status}")
        return
    times = [timed(ask) for _each in range(TIMES)]
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    clock, processor = (statistics.median(each[kind] for each in times) for kind in (0, 1))
    print(f"{name:46} {clock:8.0f} {processor:8.0f} {len(queries):8} {len(response.content) / 1024:6.0f}", flush=True)


def with_numbers(address: str) -> str:
    """An address with the number of one thing for the name of its kind: the campaign, and the last of the others."""
    from campaigns.models import Article, Campaign, Endorsement, Event, Reply

    for model in (Article, Campaign, Endorsement, Event, Reply):
        last = model.objects.filter(**({"slug": "big"} if model is Campaign else {})).order_by("-pk")[0]
        address = address.replace(f"/{model.__name__.upper()}/", f"/{last.pk}/")
    return address


def senders(reader: Any, staff: Any) -> dict[str, Callable[[], Any]]:
    """What is sent, other words each time."""
    from campaigns.models import Endorsement

    number = iter(range(1_000))

    def sign() -> Any:
        words = {"kind": "person", "shown_as": "full-name", "name": f"Somebody {next(number)}", "organisation": ""}
        return reader.post("/endorse/big/", words, secure=True)

    def reply() -> Any:
        return reader.post("/campaigns/big/reply/", {"name": "", "text": f"Words {next(number)}"}, secure=True)

    def take_back() -> Any:
        code = re.search(r"<code[^>]*>([^<]+)</code>", sign().content.decode())
        return reader.post("/withdraw/", {"code": code[1] if code else ""}, secure=True)

    def approve() -> Any:
        waiting = Endorsement.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)
        words = {"action": "approve", "_selected_action": list(waiting[:50])}
        return staff.post("/staff/campaigns/endorsement/", words, secure=True)

    return {"sign": sign, "reply": reply, "sign and take back": take_back, "approve 50 at once": approve}


def fill(articles: int) -> None:
    from campaigns.models import Article, ArticleWords, Campaign, CampaignWords

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

    fill_queues(articles, campaign, made[:200], words, chance)
    fill_timeline(campaign, words, chance)
    delete_some(articles // 20)
    fill_events(articles // 10, campaign, words, chance)


def fill_queues(number: int, campaign: Any, articles: list[Any], words: list[str], chance: random.Random) -> None:
    """As many approved as waiting. Every fifth who signs has the name of somebody else."""
    from campaigns.models import Endorsement, Reply

    new: list[Any] = []
    for state in ("approved", "waiting"):
        shared = {"state": state, "language_code": "en", "received_on": TODAY}
        for each in range(number):
            to = {"campaign": campaign} if each % 2 else {"article": chance.choice(articles)}
            new.append(Reply(text=some(words, chance, 300), **to, **shared))
    Reply.objects.bulk_create(new, batch_size=500)

    new = []
    for state in ("approved", "waiting"):
        shared = {"state": state, "language_code": "en", "received_on": TODAY}
        for each in range(number):
            name = f"Ana Sample {each if each % 5 else chance.randrange(50)}"
            signed = Endorsement(campaign=campaign, shown_as="full-name", name=name, **shared)
            signed.name_key = signed.key()
            new.append(signed)
    Endorsement.objects.bulk_create(new, batch_size=500)


def fill_timeline(campaign: Any, words: list[str], chance: random.Random) -> None:
    """Steps with two sources each, saved one after another, so that the campaign has a history."""
    import reversion

    from campaigns.models import Step, StepWords

    for number in range(STEPS):
        with reversion.create_revision():
            dates = {"since": str(1960 + number), "checked_on": TODAY, "check_due": TODAY, "is_victory": True}
            step = Step(campaign=campaign, key=f"step-{number}", status="published", jurisdiction="california", **dates)
            step.save()
            StepWords(master=step, language_code="en", title=f"Step {number}", body=some(words, chance, 300)).save()
            for source in range(2):
                step.sources.create(title="A source", url=f"https://source.example/{number}/{source}", order=source)
            campaign.save()


def delete_some(number: int) -> None:
    """Articles that were deleted, and that staff can bring back."""
    import reversion

    from campaigns.models import Article, ArticleWords

    for each in range(number):
        with reversion.create_revision():
            article = Article(slug=f"deleted-{each}", status="published", dated=TODAY)
            article.save()
            ArticleWords(master=article, language_code="en", menu_title=f"Deleted {each}", title="Deleted").save()
    Article.objects.filter(slug__startswith="deleted-").delete()


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
