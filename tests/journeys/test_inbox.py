"""People write to us and come back with their number, without script; staff read and answer, partly by keyboard."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, expect

from contact.inbox.agreement_form import AgreementForm
from tests.journeys.conftest import DESKTOP, PHONE, Watch
from tests.journeys.filling import fill_in, form_with, send
from tests.journeys.test_axe import violations
from tests.journeys.test_every_page import HTML_BUDGET

SECRET = "Marmalade sky over the quarry"
ANSWER = "Come on Tuesday.\n\nWe are in."
HERE = ZoneInfo("America/Los_Angeles")
IN_A_MONTH = (datetime.now(HERE) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def open_page(browser: Browser, inbox_server, inbox_session) -> Iterator[Callable[..., Page]]:
    """Opens a fresh, watched browser: of a stranger without script, or of somebody on the staff."""
    watch = Watch((inbox_server.url + "/", "data:,"))
    opened: list[BrowserContext] = []

    def open_page(*, is_staff: bool = False, **options: Any) -> Page:
        options = {"viewport": DESKTOP, **({"storage_state": inbox_session} if is_staff else {}), **options}
        opened.append(watch.over(browser.new_context(base_url=inbox_server.url, **options)))
        opened[-1].set_default_timeout(20_000)
        return opened[-1].new_page()

    yield open_page
    for context in opened:
        context.close()
    # Chromium reports a page with errors (422), and one for what is gone (410), as if something had failed to load.
    assert [each for each in watch.complaints if "422" not in each and "410" not in each] == []


@pytest.fixture
def stranger(open_page) -> Page:
    return open_page(java_script_enabled=False, viewport=PHONE)


def main(page: Page) -> Any:
    return page.locator("main")


def press(page: Page, name: str) -> None:
    main(page).get_by_role("button", name=name, exact=True).click()


def number_on(page: Page) -> str:
    expect(page.get_by_role("heading", name="It has reached us")).to_be_visible()
    return main(page).locator("code").inner_text()


def come_back(page: Page, number: str, status: int = 200) -> None:
    page.goto("/messages/")
    form = form_with(page, "number")
    form.locator("[name='number']").fill(number)
    with page.expect_response("**/messages/") as response:
        send(form)
    assert response.value.status == status


def unlock(page: Page, site: Any, then: str = "") -> None:
    page.goto(f"/staff/inbox/unlock/?next=/staff/inbox/{then}")
    page.locator("[name='passphrase']").fill(site.passphrase)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/staff/inbox/{then}")


def tab_to(page: Page, found: Any) -> None:
    """Press Tab until something has the focus, as somebody does who has no mouse."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if found.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reached {found}")


def test_she_writes_comes_back_reads_the_answer_and_deletes_everything(stranger, open_page, inbox_server):
    stranger.goto("/contact/")
    form = form_with(stranger, "about")
    form.get_by_label("Something else").check()
    form.get_by_label("Your message").fill(SECRET)
    send(form)
    number = number_on(stranger)
    stranger.get_by_label("last four digits").fill(number[-4:])
    press(stranger, "Check")
    expect(stranger.get_by_role("heading", name="That is right")).to_be_visible()
    come_back(stranger, number)
    expect(stranger.get_by_role("heading", name="No answer yet")).to_be_visible()
    assert SECRET not in stranger.content()

    # Staff, with the keyboard alone.
    staff = open_page(is_staff=True)
    unlock(staff, inbox_server, "help/")
    row = staff.locator(".rows a", has_text=SECRET)
    tab_to(staff, row)
    staff.keyboard.press("Enter")
    staff.wait_for_url("**/inbox/c/*/")
    # Before anything else, also before the words.
    expect(staff.locator(".inbox .verdict")).to_have_text("Do not contact")
    words = staff.locator("#content").inner_text()
    assert words.index("Do not contact") < words.index(SECRET)
    assert "number not checked" not in words
    address = staff.url
    for link, text in (("Answer", ANSWER), ("Note to colleagues", "She sounded well")):
        tab_to(staff, staff.get_by_role("link", name=link))
        staff.keyboard.press("Enter")
        tab_to(staff, staff.locator("[name='text']"))
        staff.keyboard.insert_text(text)
        staff.keyboard.press("Tab")
        staff.keyboard.press("Enter")
        staff.wait_for_url(address)
        expect(staff.locator(".words")).to_contain_text(text.split("\n")[0])

    come_back(stranger, number)
    expect(stranger.get_by_role("heading", name="Our answer")).to_be_visible()
    assert main(stranger).locator("article .prose p").all_inner_texts() == ["Come on Tuesday.", "We are in."]
    assert "She sounded well" not in stranger.content()
    stranger.locator("form[action$='/messages/write/'] [name='text']").fill("I will be there.")
    send(stranger.locator("form[action$='/messages/write/']"))
    expect(stranger.get_by_role("heading", name="It has reached us")).to_be_visible()
    staff.reload()
    expect(staff.locator(".words")).to_contain_text("I will be there.")

    press(stranger, "Back to our answers")
    press(stranger, "Delete everything…")
    expect(stranger.get_by_role("heading", name="Delete everything?")).to_be_visible()
    press(stranger, "Delete everything now")
    expect(stranger.get_by_role("heading", name="It is deleted")).to_be_visible()
    come_back(stranger, number, 422)
    expect(main(stranger)).to_contain_text("We have nothing with this number.")
    assert stranger.context.cookies() == []
    assert staff.goto(address).status == 404
    staff.goto("/staff/inbox/help/?state=all")
    expect(staff.locator("#content")).not_to_contain_text(SECRET)


def printed(page: Page) -> str:
    """What is on paper."""
    expect(page.locator(".paper-sheet")).to_be_visible()
    page.wait_for_load_state()
    page.emulate_media(media="print")
    words = page.locator("body").inner_text()
    assert page.locator("body *:visible").filter(has_not=page.locator("*")).count() > 5
    sheet = page.locator(".paper-sheet").inner_text()
    page.emulate_media(media="screen")
    assert words.split() == sheet.split()
    return words


def test_a_group_asks_for_a_speaker_and_staff_confirm_print_and_export(stranger, open_page, inbox_server):
    stranger.goto("/speaker/")
    form = form_with(stranger, "inviter")
    form.get_by_label("A labor union").check()
    form.get_by_label("Name of the group").fill("Dockers of the bay")
    form.get_by_label("E-mail").fill("ana@example.org")
    form.get_by_label("On which day?").fill(IN_A_MONTH)
    form.get_by_label("In a room", exact=True).check()
    form.get_by_label("Who sex workers are").check()
    for label in ("Will there be recording", "Will anyone from the press", "Will police"):
        form.get_by_label(label).fill("No")
    send(form)
    number = number_on(stranger)

    staff = open_page(is_staff=True)
    unlock(staff, inbox_server, "speakers/")
    staff.locator(".rows a", has_text="Dockers of the bay").click()
    staff.get_by_role("link", name="Confirm", exact=True).click()
    expect(staff.locator("[name='date']")).to_have_value(IN_A_MONTH)
    fields = AgreementForm.base_fields
    given = {
        "date": IN_A_MONTH,
        "time": "19:00",
        "until": "20:30",
        "speaker": "Star",
        "for_speaker": "The word is heron",
    }
    fill_in(form_with(staff, "for_speaker"), {name: fields[name] for name in given}, "", **given)
    staff.get_by_role("button", name="Confirm", exact=True).click()

    hosts = printed(staff)
    assert "Star" in hosts
    assert "heron" not in hosts
    staff.get_by_role("link", name="Sheet for the speaker").click()
    assert "The word is heron" in printed(staff)

    staff.goto("/staff/inbox/speakers/calendar/")
    with staff.expect_download() as download:
        staff.locator("#export button").click()
    events = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    start = datetime.fromisoformat(f"{IN_A_MONTH}T19:00").replace(tzinfo=HERE)
    [ours] = [event for event in events if event["dtstart"].dt == start]
    assert (ours["status"], ours["dtend"].dt - ours["dtstart"].dt) == ("CONFIRMED", timedelta(minutes=90))
    assert "Dockers" not in str(ours)

    come_back(stranger, number)
    expect(main(stranger)).to_contain_text("Star")
    assert "heron" not in stranger.content()


def volunteer(page: Page, name: str) -> None:
    page.goto("/volunteer/")
    form = form_with(page, "interests")
    form.locator("[name='interests'][value='research']").check()
    form.locator("[name='name']").fill(name)
    form.locator("[name='way'][value='none']").check()
    send(form)


def test_volunteers_are_saved_for_a_spreadsheet(stranger, open_page, inbox_server):
    volunteer(stranger, "Juniper, of the bay")
    number_on(stranger)
    staff = open_page(is_staff=True)
    unlock(staff, inbox_server, "volunteers/table/")
    with staff.expect_download() as download:
        staff.locator("#export button").click()
    assert re.fullmatch(r"delete-before-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    rows = list(csv.reader(io.StringIO(download.value.path().read_bytes().decode("utf-8-sig"))))
    assert [row for row in rows if "Juniper, of the bay" in row]


@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", DESKTOP)], ids=["phone", "desk"])
def test_pages_with_a_number_are_accessible_and_small(open_page, inbox_server, scheme, viewport):
    page = open_page(color_scheme=scheme, viewport=viewport)
    found: dict[str, Any] = {}

    def look(do: Callable[[], None], heading: str) -> None:
        with page.expect_response(lambda response: response.request.method == "POST") as response:
            do()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        response.value.finished()
        # What has the focus may have been scrolled under the bar that stays.
        page.evaluate("scrollTo(0, 0)")
        size = response.value.request.sizes()["responseBodySize"]
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if problems := violations(page) + [size] * (not 1000 < size <= HTML_BUDGET) + ["too wide"] * too_wide:
            found[heading] = problems

    def ask(number: str) -> None:
        page.goto("/messages/")
        form_with(page, "number").locator("[name='number']").fill(number)
        send(form_with(page, "number"))

    def send_to(address: str) -> None:
        send(page.locator(f"form[action$='/messages/{address}/']"))

    look(lambda: ask("1234"), "Read our answer")
    page.goto("/volunteer/")
    look(lambda: press(page, "Send"), "Volunteer")
    look(lambda: volunteer(page, f"Star {scheme}"), "It has reached us")
    number = main(page).locator("code").inner_text()
    page.get_by_label("last four digits").fill("12")
    look(lambda: press(page, "Check"), "Please compare once more")
    page.get_by_label("last four digits").fill(number[-4:])
    look(lambda: press(page, "Check"), "That is right")
    inbox_server.python(ANSWER_ALL)
    look(lambda: ask(number), "Our answer")
    look(lambda: send_to("write"), "Write again")
    page.locator("[name='text']").fill(f"More from {scheme}")
    look(lambda: press(page, "Send"), "It has reached us")
    press(page, "Back to our answers")
    look(lambda: send_to("contact"), "It is changed")
    press(page, "Back to our answers")
    look(lambda: send_to("delete"), "Delete everything?")
    look(lambda: press(page, "Delete everything now"), "It is deleted")
    assert found == {}


ANSWER_ALL = """
from contact.inbox import conversations
from contact.inbox.models import Conversation
for each in Conversation.objects.filter(queue="volunteers"):
    conversations.answer(each, "A long answer. " * 100)
"""
