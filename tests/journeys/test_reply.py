"""A reply from the form to the page, in a real browser: by keyboard, without script, narrow; and its queue."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Watch
from tests.journeys.server import Server
from tests.journeys.test_axe import violations
from tests.journeys.test_staff_axe import AXE, OPTIONS

NARROW = {"width": 320, "height": 568}
SAMPLE = """
from campaigns.models import Article
from tests.factories import make_article, make_reply, page_words
if not Article.objects.filter(slug="claims").exists():
    article = make_article("claims", {"en": page_words(menu_title="Claims", title="The claims were reopened")})
    make_reply(article, "A" * 90 + "\\n\\nنحن هنا", name="مريم", note="We have taken out a link.")
    make_reply(article, "My name is Rosa Martinez, call 415-626-4114. I stand at 16th and Mission.", state="waiting")
"""
FORM = "/news/claims/reply/"


@pytest.fixture(scope="session")
def site(staff_server: Server) -> Server:
    """A site with an article that takes replies."""
    staff_server.python(SAMPLE)
    return staff_server


@pytest.fixture
def open_page(browser: Browser, site: Server) -> Iterator[Callable[..., Page]]:
    """Opens a fresh, watched browser of a reader on this site."""
    watch = Watch((site.url + "/", "data:,"))
    opened: list[BrowserContext] = []

    def open_page(**options: object) -> Page:
        context = watch.over(browser.new_context(base_url=site.url, **{"viewport": DESKTOP, **options}))
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()
    # A form with errors answers 422, which Chromium reports as if something had failed to load.
    assert [each for each in watch.complaints if "422" not in each] == []


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_reply_is_left_by_keyboard_alone_without_script(open_page):
    page = open_page(java_script_enabled=False, viewport=NARROW)
    page.goto("/news/claims/")
    page.get_by_role("link", name="Leave a reply").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")

    page.get_by_role("button", name="Send your reply").focus()
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Error: Leave a reply · IDPWSP")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your reply")).to_be_focused()

    page.keyboard.type("I was there.")
    page.keyboard.press("Enter")
    page.keyboard.type("It was cold.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    assert len(page.locator("code").inner_text()) == len("7K2Q-9XWM-04BC-TZ5H")
    expect(page).to_have_url(re.compile(f"{FORM}(#id_text)?$"))
    assert page.context.cookies() == []


@pytest.mark.parametrize(("scheme", "viewport"), [("light", NARROW), ("dark", DESKTOP)], ids=["320", "1280"])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page, scheme, viewport):
    page = open_page(color_scheme=scheme, viewport=viewport)
    for address in ("/news/claims/", "/news/claims/replies/", FORM, f"/es{FORM}"):
        page.goto(address)
        assert violations(page) == [], address
        assert not is_too_wide(page), address

    page.goto(FORM)
    page.get_by_role("button", name="Send your reply").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    assert not is_too_wide(page)

    page.get_by_label("Your reply").fill(f"From {scheme} {viewport['width']}")
    page.get_by_role("button", name="Send your reply").click()
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    assert violations(page) == []
    assert not is_too_wide(page)


def test_going_back_and_sending_again_makes_one_reply(open_page, site):
    page = open_page()
    page.goto(FORM)
    for _time in range(2):
        page.get_by_label("Your reply").fill("Once only.")
        page.get_by_role("button", name="Send your reply").click()
        expect(page.get_by_role("heading", name="We have it")).to_be_visible()
        page.goto(FORM)
    count = "from campaigns.models import Reply; print(Reply.objects.filter(text='Once only.').count())"
    assert site.python(count).strip() == "1"


@pytest.mark.usefixtures("site")
def test_staff_read_what_is_marked_and_approve_it(signed_in_context):
    page = signed_in_context.new_page()
    page.goto("/staff/")
    page.get_by_role("link", name=re.compile("(reply|replies) waiting")).click()
    expect(page.locator("#result_list tr", has_text="Rosa Martinez")).to_be_visible()
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        assert [each["id"] for each in AXE.run(page, context="#result_list .strangers-words, .legend", options=OPTIONS)
                .response["violations"]] == []  # fmt: skip
        assert not is_too_wide(page)
    expect(page.locator("mark", has_text="415-626-4114")).to_contain_text("phone number")

    page.locator("tr", has_text="Rosa Martinez").locator("th a").click()
    page.get_by_label("Reply", exact=False).and_(page.locator("textarea#id_text")).fill("I stand by you.")
    page.get_by_label("Note about what we changed").fill("We have taken out a name.")
    page.get_by_role("button", name="Save and approve").click()
    expect(page.get_by_text("is approved and shows now.")).to_be_visible()

    page.goto("/news/claims/")
    expect(page.get_by_text("I stand by you.")).to_be_visible()
    expect(page.get_by_text("We have taken out a name.")).to_be_visible()
    page.close()
