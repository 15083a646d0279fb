"""Take the pictures of the editor's guide anew, from the site as it is: ``make guide``.

Starts the site with its shipped content in a temporary folder, does what the guide describes, and writes
``static/staff/guide/*.webp`` and their sizes in the guide itself. Names are invented; nothing of this machine is shown.
"""

import io
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.journeys import signing_in
from tests.journeys.server import BASE_DIR, Server, serving

FOLDER = BASE_DIR / "static" / "staff" / "guide"
GUIDE = sorted((BASE_DIR / "templates" / "admin").glob("guide*.html"))
# In pixels. Shown at their own size where there is room, so that their letters stay sharp.
WIDTH = 900
QUALITY = 80
MARGIN = 8
# Wide enough for English to stand beside its translation; made smaller afterwards.
WIDE = 1010
PASSWORD = secrets.token_urlsafe(24)
# The one whose pictures are taken.
SITES: list[Server] = []
COLLEAGUES = f"""
from django.contrib.auth.models import User
from idpwsp.roles import ADMINISTRATOR, EDITOR, give
for name, role in (("maria", ADMINISTRATOR), ("ana", EDITOR)):
    user = User.objects.create_user(name, password="{PASSWORD}", is_staff=True, first_name=name.capitalize())
    give(user, role)
"""


SENT = """
from campaigns.models import Campaign
from tests.factories import make_reply
campaign = Campaign.objects.published().first()
for name, text in (
    ("", "I was there when it was voted on. It took years, and nobody gave us anything."),
    ("Star", "My friend Lena Park knows more. Ring her at 415-555-0142. We meet near 16th and Mission."),
    ("A neighbor", "Thank you for this. I have told my sister."),
):
    make_reply(campaign, text, name=name, state="waiting")
"""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site, sync_playwright() as playwright:
        SITES.append(site)
        site.python(COLLEAGUES)
        site.python(SENT)
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--disable-gpu"]
        )
        taken = {name: shoot(browser, site, take) for name, take in PICTURES.items()}
        browser.close()
    for old in FOLDER.iterdir():
        old.unlink()
    for name, picture in taken.items():
        picture.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)
    write_sizes({name: picture.size for name, picture in taken.items()})


def shoot(browser: Browser, site: Server, take: "Callable[[BrowserContext], bytes]") -> Image.Image:
    """One picture in a browser of its own, so that none depends on the one before."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": WIDTH, "height": 700}, color_scheme="light", locale="en-US",
        timezone_id="America/Los_Angeles", reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(20_000)
    try:
        image = Image.open(io.BytesIO(take(context))).convert("RGB")
    finally:
        context.close()
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    return image


def write_sizes(sizes: dict[str, tuple[int, int]]) -> None:
    for path in GUIDE:
        html = path.read_text(encoding="utf-8")
        for name, (width, height) in sizes.items():
            place = rf"(staff/guide/{name}\.webp' %}}\") width=\"\d+\" height=\"\d+\""
            html = re.sub(place, rf'\1 width="{width}" height="{height}"', html)
        path.write_text(html, encoding="utf-8")


# ── On the way ─────────────────────────────────────────────────────────────


def sign_in(context: BrowserContext, name: str = "maria") -> Page:
    page = context.new_page()
    page.goto("/staff/")
    signing_in.sign_in(page, SITES[0], name, PASSWORD)
    return page


def open_page(page: Page, name: str, language: str = "en") -> Page:
    page.goto("/staff/")
    row = page.locator("table.pages tr").filter(has=page.get_by_role("link", name=name, exact=True))
    row.get_by_role("link", name=language, exact=True).click()
    page.locator(".tiptap").first.wait_for()
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.locator(".messagelist, .conflict").first.wait_for()


def clip(page: Page, first: Locator, last: Locator | None = None) -> bytes:
    """What lies between the top of one element and the bottom of another, over the whole width of both."""
    boxes = [each.bounding_box() for each in (first, last or first)]
    assert all(boxes), "an element of the picture is not to be seen"
    scrolled = page.evaluate("window.scrollY")
    left = max(0, min(box["x"] for box in boxes) - MARGIN)
    top = max(0, min(box["y"] for box in boxes) + scrolled - MARGIN)
    right = min(page.viewport_size["width"], max(box["x"] + box["width"] for box in boxes) + MARGIN)
    bottom = max(box["y"] + box["height"] for box in boxes) + scrolled + MARGIN
    area = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return page.screenshot(full_page=True, clip=area, animations="disabled")


def drawing(sky: str, canopy: str) -> bytes:
    """An umbrella in the rain, as a file from a camera would come."""
    image = Image.new("RGB", (1200, 900), sky)
    draw = ImageDraw.Draw(image)
    for number in range(60):
        x, y = (number * 197) % 1200, (number * 331) % 900
        draw.line((x, y, x - 14, y + 60), fill="white", width=4)
    draw.pieslice((250, 170, 950, 870), 180, 360, fill=canopy)
    for middle in (366, 600, 834):
        draw.pieslice((middle - 117, 460, middle + 117, 580), 180, 360, fill=sky)
    draw.line((600, 470, 600, 790), fill="#1c0f21", width=18)
    draw.arc((500, 735, 618, 850), 0, 180, fill="#1c0f21", width=18)
    content = io.BytesIO()
    image.save(content, "JPEG")
    return content.getvalue()


def fill_picture(page: Page, content: bytes, shows: str, note: str) -> None:
    page.goto("/staff/resources/picture/add/")
    page.locator("#id_file").set_input_files({"name": "umbrella.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.locator("#id_alt").fill(shows)
    page.locator("#id_people").select_option("nobody")
    page.locator("#id_note").fill(note)


# ── The pictures, by the name of their file ────────────────────────────────


def login(context: BrowserContext) -> bytes:
    page = context.new_page()
    page.goto("/staff/")
    return clip(page, page.locator("#container"))


def front(context: BrowserContext) -> bytes:
    page = sign_in(context)
    return clip(page, page.locator("#header"), page.locator("table.pages tr").nth(6))


def form(context: BrowserContext) -> bytes:
    page = open_page(sign_in(context), "Compensation")
    return clip(page, page.locator("#content h1"), page.locator(".field-body").first)


def link(context: BrowserContext) -> bytes:
    page = open_page(sign_in(context), "Compensation")
    text = page.locator(".tiptap").first
    text.evaluate("text => text.scrollIntoView({block: 'center'})")
    text.get_by_role("link", name="Find help here").dblclick()
    page.get_by_role("button", name="insert link").first.click()
    page.get_by_label("URL").wait_for()
    # A modal window stands in the viewport, not on the page.
    area = {"x": 0, "y": 150, "width": WIDTH, "height": 400}
    return page.screenshot(clip=area, animations="disabled")


def card(context: BrowserContext) -> bytes:
    page = open_page(sign_in(context), "Compensation")
    opened = page.locator(".inline-related").filter(has_text="Seven years, as a rule")
    opened.locator("summary").click()
    return clip(page, opened.locator("h3").first, opened.locator(".form-row.field-certainty"))


def publishing(context: BrowserContext) -> bytes:
    page = open_page(sign_in(context), "Compensation")
    page.locator("#id_publish_at_0").fill("2027-03-08")
    page.locator("#id_publish_at_1").fill("09:00:00")
    heading = page.locator("fieldset", has=page.locator("#id_slug")).locator("h2")
    return clip(page, heading, page.locator(".form-row.field-status").first)


def checked(context: BrowserContext) -> bytes:
    page = sign_in(context)
    page.goto("/staff/checks/")
    page.get_by_role("link", name=re.compile("Checked today ?: Compensation: Seven years, as a rule")).click()
    page.locator("#id_compared_with_0").check()
    return clip(page, page.locator("#content h1"), page.locator(".checked-today"))


def translation(context: BrowserContext) -> bytes:
    page = sign_in(context)
    page.set_viewport_size({"width": WIDE, "height": 700})
    open_page(page, "Compensation", "es")
    return clip(page, page.locator("#content h1"), page.locator(".field-body").first)


def picture(context: BrowserContext) -> bytes:
    page = sign_in(context)
    fill_picture(page, drawing("#3d5a73", "#a80d26"), "Two women under a red umbrella", "Umbrella, both agreed in May")
    page.locator("#id_people").select_option("somebody")
    page.locator("#id_may_show").select_option("yes")
    return clip(page, page.locator("#content h1"), page.locator(".field-note"))


def choose(context: BrowserContext) -> bytes:
    page = sign_in(context)
    for canopy, name in (("#a80d26", "Red umbrella"), ("#f7b32b", "Yellow umbrella")):
        fill_picture(page, drawing("#3d5a73", canopy), f"A drawing: {name.lower()}", name)
        save(page)
    open_page(page, "Compensation")
    page.get_by_role("button", name="insert a picture").first.click()
    dialog = page.get_by_role("dialog")
    for each in dialog.get_by_role("img", include_hidden=True).all():
        each.evaluate("image => image.decode()")
    return dialog.screenshot(animations="disabled")


def dates(context: BrowserContext) -> bytes:
    page = sign_in(context)
    page.goto("/staff/campaigns/event/add/")
    for number, (day, standing) in enumerate((("2027-03-02", "on"), ("2027-03-09", "cancelled"), ("2027-03-16", "on"))):
        page.locator(f"#id_dates-{number}-day").fill(day)
        page.locator(f"#id_dates-{number}-starts").fill("18:00")
        page.locator(f"#id_dates-{number}-ends").fill("20:00")
        page.locator(f"#id_dates-{number}-standing").select_option(standing)
    page.locator("#dates-heading").click()
    return clip(page, page.locator("#dates-heading"), page.locator(".dates .add-row"))


def replies(context: BrowserContext) -> bytes:
    page = sign_in(context)
    page.set_viewport_size({"width": WIDE, "height": 700})
    page.goto("/staff/campaigns/reply/")
    page.locator("[value=approve]").first.check()
    return clip(page, page.locator("#content h1"), page.locator("#result_list tbody tr").nth(2))


def history(context: BrowserContext) -> bytes:
    page = open_page(sign_in(context, "ana"), "Our brochure")
    page.locator("#id_title").fill("Take our brochure to a friend")
    save(page)
    page.get_by_role("link", name="History").click()
    return clip(page, page.locator("#content h1"), page.locator(".step .part").first)


def together(context: BrowserContext) -> bytes:
    mine = open_page(sign_in(context), "Donate")
    marias = context.cookies()
    context.clear_cookies()
    theirs = open_page(sign_in(context, "ana"), "Donate")
    theirs.locator("#id_title").fill("Give what you can")
    save(theirs)
    context.clear_cookies()
    context.add_cookies(marias)
    mine.locator("#id_title").fill("Give money or time")
    save(mine)
    return clip(mine, mine.locator(".conflict"))


def ended(context: BrowserContext) -> bytes:
    page = open_page(sign_in(context), "Volunteer")
    page.locator("#id_title").fill("Work with us")
    context.clear_cookies(name="staff")
    page.get_by_role("button", name="Save and continue editing").first.click()
    return clip(page, page.locator("main"))


def inbox(context: BrowserContext) -> bytes:
    page = context.new_page()
    page.goto("/contact/")
    page.locator("[name=about][value=hurt]").check()
    page.locator("[name=message]").fill(
        "Somebody has followed me home twice. I have not told anybody. I would like to know what I can do."
    )
    page.locator("[name=way][value=phone]").check()
    page.locator("[name=contact_address]").fill("415-555-0142")
    page.locator("[name=hours]").fill("Weekdays, 10 to 12")
    page.locator("[name=say_you_are]").fill("Ana, from the dentist")
    page.get_by_role("button", name="Send the message").click()
    page.locator(".code").wait_for()
    page.goto("/staff/inbox/unlock/")
    signing_in.sign_in(page, SITES[0], "staff")
    page.locator("[name=passphrase]").fill(SITES[0].passphrase)
    page.locator("[name=passphrase]").press("Enter")
    page.locator(".inbox .lock").wait_for()
    page.set_viewport_size({"width": 1040, "height": 800})
    page.goto("/staff/inbox/help/")
    page.locator(".rows tbody a").first.click()
    return clip(page, page.locator(".permitted"), page.locator(".doing .facts"))


PICTURES: dict[str, Callable[[BrowserContext], bytes]] = {
    "login": login,
    "front": front,
    "page": form,
    "link": link,
    "card": card,
    "publishing": publishing,
    "checked": checked,
    "translation": translation,
    "picture": picture,
    "choose": choose,
    "dates": dates,
    "replies": replies,
    "history": history,
    "together": together,
    "ended": ended,
    "inbox": inbox,
}

if __name__ == "__main__":
    main()
