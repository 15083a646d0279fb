"""Campaigns, news and events with everything that staff can write, for whoever looks at every page: the crawl and the
journeys. The shipped content has no news and no event, since none may be invented."""

from datetime import date, time, timedelta

from django.utils import timezone

from campaigns.models import Article, Campaign, Correction, Endorsement, Event, Reply, Step
from campaigns.models.event import Known, Standing
from campaigns.views.endorsements import NAMES_ON_A_PAGE
from resources.models import Page, Picture
from tests.factories import (
    make_article,
    make_campaign,
    make_date,
    make_endorsement,
    make_event,
    make_picture,
    make_reply,
    make_step,
    page_words,
    put_words,
)
from tests.inbox.keys import make_keys

BODY = """<p>Words with a <a href="PREFIX/help/">link of ours</a> and
<a href="https://other.example/">one that leads elsewhere</a>.</p><blockquote><p>What she said.</p></blockquote>
<h2>Second part</h2><h3>Smaller</h3><ol><li>one</li><li>two</li></ol><ul><li>three</li></ul><h2>Third part</h2>
<figure data-picture="TOKEN"></figure><p>The end.</p>"""
LONG = "Antidisestablishmentarianism in Llanfairpwllgwyngyllgogerychwyrndrobwll"
# More than stand on one screen of a list.
MANY = 24


def body_with(picture: Picture, prefix: str = "") -> str:
    """Everything that the editor can make. ``prefix`` is that of the language, for its link of ours."""
    return BODY.replace("TOKEN", picture.token).replace("PREFIX", prefix)


def words(title: str, **more: str) -> dict[str, str]:
    """A story's words in one language, with a short title of its own."""
    return page_words(menu_title=title[:28], title=title, **more)


def make_samples() -> None:
    """One of everything, in English; what a name says is in Spanish is in Spanish too. And enough to fill lists."""
    campaign = make_campaigns()
    article = make_news(campaign)
    make_events(campaign)
    make_signatures(campaign)
    make_replies(article, campaign)
    # Without keys the forms take nothing, and say so.
    make_keys()


def make_campaigns() -> Campaign:
    """Going on with everything, also in Spanish; paused and won with as little as can be. Returns the first."""
    picture = make_picture((1600, 1000), {"en": {"alt": "A red umbrella", "caption": "Our sign"}}, credit="Photo: Ana")
    demand = "What we ask for, in one sentence that is as long as a sentence may well be."
    texts = {
        "en": words("Sample campaign", demand=demand, body=body_with(picture), action=body_with(picture)),
        "es": words("Campaña de muestra", demand="Lo que pedimos.", body=body_with(picture, "/es")),
    }
    campaign = make_campaign("everything", texts, picture=picture)
    campaign.rests_on.set(Page.objects.published().filter(section__in=["facts", "rights"])[:3])
    for year in (2013, 2014, 2019):
        make_step(campaign, f"won-{year}", since=str(year), is_victory=True, sources=2)
    make_step(campaign, "overdue", since="2020-02-29", check_due=date(2021, 1, 1))
    make_step(campaign, "undated", since="")
    make_step(campaign, "draft", status=Step.Status.DRAFT)
    both = make_step(campaign, "translated", since="2022-12")
    put_words(both, {"es": {"title": "Un paso", "body": "<p>Más sobre él.</p>"}})

    bare = {"lead": "", "body": "", "demand": "The least."}
    make_campaign("paused", {"en": words("Sample that is paused", **bare)}, standing=Campaign.Standing.PAUSED)
    make_campaign("won", {"en": words(LONG, **bare)}, standing=Campaign.Standing.WON)
    make_campaign("draft", {"en": words("Sample draft", **bare)}, status=Campaign.Status.DRAFT)
    return campaign


def make_news(campaign: Campaign) -> Article:
    """The newest with everything, also in Spanish; many below it, over two years."""
    day = timezone.localdate()
    older = [
        make_article(
            f"older-{number}",
            {"en": words(f"Older news {number}", lead="" if number % 2 else "What it is about.")},
            dated=day - timedelta(days=30 * number),
            campaign=campaign if number < 8 else None,
        )
        for number in range(1, MANY)
    ]
    picture = make_picture((1200, 900), {"en": {"alt": "A march", "caption": "On the way"}}, credit="Photo: Ana")
    texts = {
        "en": words("Sample article", body=body_with(picture), signed_by="Ana and Maria"),
        "es": words("Artículo de muestra", body=body_with(picture, "/es")),
    }
    article = make_article("everything", texts, picture=picture, campaign=campaign, dated=day)
    article.related.set([older[1], older[-1]])
    corrections = [Correction.objects.create(article=article) for _each in range(2)]
    put_words(corrections[0], {"en": {"text": "This said 2012. It was 2013."}})
    put_words(corrections[1], {"en": {"text": "A name was wrong."}, "es": {"text": "Un nombre estaba mal."}})
    make_article("long", {"en": words(LONG[::-1], lead=LONG, body=f"<p>{LONG}</p>")}, dated=day)
    make_article("draft", {"en": words("Draft news")}, status=Article.Status.DRAFT)
    return article


def make_events(campaign: Campaign) -> Event:
    """One with everything, also in Spanish; each way in which an event can stand; and many that are over."""
    today = timezone.localdate()
    soon = today + timedelta(days=3)
    told = {"area": "Mission District", "interpretation": "Spanish, on request", "access": "A quiet room."}
    picture = make_picture((240, 320), {}, is_decorative=True)
    texts = {
        "en": words("Sample workshop", body=body_with(picture), cost="Ten dollars", notice="News!", **told),
        "es": words("Taller de muestra", area="La Misión"),
    }
    event = make_event(
        "everything", soon, texts,
        kind=Event.Kind.LEGAL_WORKSHOP, campaign=campaign, is_free=False, languages=["en", "es", "zh"],
        place_given=Event.Given.PUBLIC, place="The Hall\n1 Long Street\nSan Francisco",
        online_given=Event.Given.PUBLIC, online_url="https://meet.example/a-room",
        step_free=Known.YES, childcare=Known.NO, food=Known.YES, police_free=Known.YES,
    )  # fmt: skip
    make_date(event, soon + timedelta(days=7), None, None)
    make_date(event, soon + timedelta(days=8), None, None, last_day=soon + timedelta(days=9))
    make_date(event, soon + timedelta(days=14), time(21), time(2), last_day=soon + timedelta(days=15))
    make_date(event, soon + timedelta(days=21), ends=None, standing=Standing.CANCELLED)
    make_date(event, soon + timedelta(days=28), standing=Standing.POSTPONED)
    make_event("meeting", soon, {"en": words("Sample meeting", lead="", body="")}, online_given=Event.Given.ON_REQUEST)
    make_event("called-off", soon, {"en": words("Sample called off")}, standing=Standing.CANCELLED)
    make_event("put-off", soon, {"en": words(f"Later {LONG}")}, standing=Standing.POSTPONED)
    make_event("draft", soon, {"en": words("Sample draft event")}, status=Event.Status.DRAFT)
    for number in range(1, MANY):
        make_event(f"past-{number}", today - timedelta(days=30 * number), {"en": words(f"Past event {number}")})
    return event


def make_signatures(campaign: Campaign) -> None:
    """One shown in each way, more names than stand on one page, and some that nobody has approved."""
    approved = {"state": Endorsement.State.APPROVED}
    make_endorsement(campaign, "A. M.", shown_as=Endorsement.ShownAs.INITIALS, **approved)
    make_endorsement(campaign, "Star", shown_as=Endorsement.ShownAs.WORKING_NAME, organisation="A union", **approved)
    make_endorsement(campaign, "", shown_as=Endorsement.ShownAs.GROUP_ONLY, organisation="A church", **approved)
    make_endorsement(campaign, "", shown_as=Endorsement.ShownAs.NOT_SHOWN, **approved)
    make_endorsement(campaign, "The Union", kind=Endorsement.Kind.GROUP, **approved)
    for number in range(NAMES_ON_A_PAGE):
        make_endorsement(campaign, f"Ana Wolfeschlegelsteinhausenbergerdorff {number}", **approved)
    make_endorsement(campaign, "Waiting")


def make_replies(article: Article, campaign: Campaign) -> None:
    """With a name and without, changed by staff, in another language and script, long and in long words; too many for
    one page below the article; and one that nobody has approved."""
    make_reply(campaign, "First.\n\nSecond part.", name="Star", note="We have taken out a phone number.")
    make_reply(campaign, LONG)
    make_reply(campaign, "Waiting", state=Reply.State.WAITING)
    make_reply(article, "Estoy de acuerdo.", language_code="es")
    make_reply(article, "أنا معكم 💪", name="ليلى")
    for number in range(MANY):
        make_reply(article, f"Reply {number}. " + "She said it again and again. " * 20, name=f"Reader {number}")
