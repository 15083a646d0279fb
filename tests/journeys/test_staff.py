"""The tasks of staff, by hand, in a real browser, under the policy that the pages are really served with."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.picture_files import talkative_jpeg

PARAGRAPH = "A line with plain spaces."


@pytest.fixture
def admin(signed_in_context: BrowserContext) -> Iterator[Page]:
    """Somebody who has signed in as the first start says, at the front page."""
    signed_in_context.set_default_timeout(10_000)
    page = signed_in_context.new_page()
    page.goto("/staff/")
    expect(page.get_by_role("heading", name="What would you like to change?")).to_be_visible()
    yield page
    page.close()


@pytest.fixture
def reader(staff_server, browser: Browser) -> Iterator[Page]:
    """Somebody else, who reads."""
    context = browser.new_context(base_url=staff_server.url)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def labelled(name: str) -> re.Pattern[str]:
    """Django ends its labels with a colon."""
    return re.compile(f"^{re.escape(name)}:?$")


def open_page(admin: Page, name: str, language: str = "en") -> None:
    admin.goto(admin.url.split("/staff/")[0] + "/staff/")
    admin.locator("table.pages").get_by_role("link", name=name, exact=True).click()
    if language != "en":
        admin.get_by_role("link", name=language).first.click()


def editor(admin: Page) -> object:
    """The text of the page itself, before those of its cards."""
    return admin.locator(".tiptap").first


def save(admin: Page) -> None:
    admin.get_by_role("button", name="Save and continue editing").first.click()
    expect(admin.get_by_text("was changed successfully")).to_be_visible()


def write_new_page(admin: Page, slug: str, title: str) -> None:
    admin.goto(admin.url.split("/staff/")[0] + "/staff/")
    admin.get_by_role("link", name="Add a page").click()
    admin.get_by_label(labelled("Short title")).fill(title)
    admin.get_by_label(labelled("Heading")).fill(f"All about {title}")
    editor(admin).click()
    admin.keyboard.type(PARAGRAPH)
    admin.get_by_label(labelled("Section")).select_option("rights")
    admin.get_by_label(labelled("Last part of the address")).fill(slug)
    admin.get_by_role("button", name="Save and continue editing").first.click()
    expect(admin.get_by_text("was added successfully")).to_be_visible()


def publish(admin: Page) -> None:
    admin.locator("#id_status").select_option("published")
    save(admin)


def test_a_page_is_drafted_previewed_and_published(admin, reader, staff_server):
    write_new_page(admin, "drafted", "Courts")
    assert reader.goto("/rights/drafted/").status == 404

    with admin.expect_popup() as popup:
        admin.get_by_role("link", name="Preview as saved").click()
    expect(popup.value.get_by_role("heading", name="All about Courts")).to_be_visible()
    popup.value.close()

    publish(admin)
    assert reader.goto("/rights/drafted/").status == 200
    expect(reader.get_by_text(PARAGRAPH)).to_be_visible()
    # The editor stores no-break spaces when its own style is refused.
    assert "\xa0" not in reader.get_by_text(PARAGRAPH).text_content()


def test_rich_text_has_headings_lists_quotes_and_tables(admin, reader):
    write_new_page(admin, "rich", "Rich")
    text = editor(admin)
    text.click()
    # In place of what is there: the editor takes up this key at once, others in its own time.
    admin.keyboard.press("ControlOrMeta+A")
    # A mark that people type, and what they press instead of marks. Each is waited for: the editor answers in its own
    # time, and what is typed on before that lands elsewhere.
    admin.keyboard.type("## ")
    expect(text.locator("h2")).to_be_attached()
    admin.keyboard.type("A heading")
    admin.keyboard.press("Enter")
    expect(text.locator("h2 + p")).to_be_attached()
    admin.get_by_role("button", name="unordered list").first.click()
    expect(text.locator("li")).to_have_count(1)
    admin.keyboard.type("First")
    admin.keyboard.press("Enter")
    expect(text.locator("li")).to_have_count(2)
    admin.keyboard.type("Second")
    admin.keyboard.press("Enter")
    admin.keyboard.press("Enter")
    expect(text.locator("ul + p")).to_be_attached()
    admin.get_by_role("button", name="blockquote").first.click()
    expect(text.locator("blockquote")).to_be_attached()
    admin.keyboard.type("Said by somebody")
    admin.keyboard.press("Enter")
    admin.keyboard.press("Enter")
    expect(text.locator("blockquote + p")).to_be_attached()
    admin.get_by_title("Insert table").first.click()
    admin.get_by_role("button", name="Insert Table", exact=True).click()
    expect(text.locator("table")).to_be_attached()
    admin.keyboard.type("Cell")
    expect(text.locator("table")).to_contain_text("Cell")
    publish(admin)

    reader.goto("/rights/rich/")
    words = reader.locator(".prose").first
    expect(words.get_by_role("heading", name="A heading", level=2)).to_be_visible()
    expect(words.get_by_role("listitem")).to_have_text(["First", "Second"])
    expect(words.locator("blockquote")).to_have_text("Said by somebody")
    expect(words.get_by_role("table")).to_contain_text("Cell")


def test_a_link_is_put_into_the_text(admin, reader):
    write_new_page(admin, "linked", "Linked")
    text = editor(admin)
    text.click()
    admin.keyboard.press("ControlOrMeta+A")
    admin.get_by_role("button", name="insert link").first.click()
    admin.get_by_label("URL").fill("/contact/")
    admin.get_by_role("button", name="Update").click()
    expect(text.get_by_role("link")).to_have_text(PARAGRAPH)
    publish(admin)

    reader.goto("/rights/linked/")
    expect(reader.get_by_role("link", name=PARAGRAPH)).to_have_attribute("href", "/contact/")


def test_the_editor_offers_nothing_else(admin):
    write_new_page(admin, "nothing-else", "Nothing else")
    text = editor(admin)
    text.click()
    admin.keyboard.press("ControlOrMeta+A")
    admin.keyboard.press("ControlOrMeta+B")
    admin.keyboard.press("ControlOrMeta+I")
    assert text.locator("strong, em, u, s, code, img").count() == 0


def test_a_translation_is_written_beside_its_english(admin, reader):
    write_new_page(admin, "in-spanish", "Letters")
    publish(admin)
    admin.get_by_role("link", name="Spanish").click()
    expect(admin.locator(".english").filter(has_text=PARAGRAPH)).to_be_visible()
    admin.get_by_label(labelled("Short title")).fill("Cartas")
    admin.get_by_label(labelled("Heading")).fill("Todo sobre las cartas")
    editor(admin).click()
    admin.keyboard.type("Una línea.")
    save(admin)

    reader.goto("/es/rights/in-spanish/")
    expect(reader.get_by_role("heading", name="Todo sobre las cartas")).to_be_visible()
    # No native speaker has read it, and the page says so.
    expect(reader.locator("main aside")).to_be_visible()
    reader.goto("/rights/in-spanish/")
    expect(reader.get_by_role("heading", name="All about Letters")).to_be_visible()


def send_picture(admin: Page, note: str) -> None:
    admin.goto(admin.url.split("/staff/")[0] + "/staff/")
    admin.get_by_role("link", name="Add a picture").click()
    content = talkative_jpeg((1000, 800))
    admin.get_by_label(labelled("File")).set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content})
    admin.get_by_label(labelled("What it shows")).fill(f"A red umbrella, {note}")
    admin.get_by_label(labelled("People in it")).select_option("nobody")
    admin.get_by_label(labelled("Note")).fill(note)
    admin.get_by_role("button", name="Save and continue editing").first.click()
    expect(admin.get_by_text("was added successfully")).to_be_visible()


def look_for(admin: Page, field: str, words: str) -> None:
    """Choose a thing in a field that finds things by their words."""
    admin.locator(f".field-{field} .select2-selection").first.click()
    admin.locator(".select2-container--open .select2-search__field").last.fill(words)
    admin.get_by_role("option", name=words).click()


def is_drawn(picture: Locator) -> bool:
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    return picture.evaluate("picture => picture.naturalWidth > 0")


def test_a_picture_leads_a_page_and_stands_in_its_text(admin, reader):
    send_picture(admin, "leading one")
    assert is_drawn(admin.locator("img.small-picture"))
    send_picture(admin, "one for the text")
    write_new_page(admin, "with-pictures", "Umbrellas")
    look_for(admin, "picture", "leading one")

    # By keyboard alone, from the text on.
    text = editor(admin)
    text.click()
    admin.keyboard.press("ControlOrMeta+End")
    admin.get_by_role("button", name="insert a picture").first.focus()
    admin.keyboard.press("Enter")
    dialog = admin.get_by_role("dialog", name="Which picture?")
    choice = dialog.get_by_role("button", name="one for the text")
    assert is_drawn(choice.locator("img"))
    choice.focus()
    admin.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert is_drawn(text.locator("figure img"))
    publish(admin)
    expect(editor(admin).locator("figure img")).to_have_count(1)
    assert is_drawn(admin.locator("img.small-picture"))

    reader.goto("/rights/with-pictures/")
    expect(reader.get_by_role("img", name="A red umbrella, leading one")).to_be_visible()
    in_text = reader.locator(".prose").get_by_role("img", name="A red umbrella, one for the text")
    for picture in (reader.get_by_role("img", name="A red umbrella, leading one"), in_text):
        assert is_drawn(picture)
        assert picture.evaluate("picture => picture.currentSrc").endswith(".avif")
    # The text is still there, and the same after another save.
    expect(reader.get_by_text(PARAGRAPH)).to_be_visible()


def test_a_picture_is_not_inserted_when_somebody_thinks_better_of_it(admin):
    send_picture(admin, "left where it is")
    write_new_page(admin, "no-picture", "No picture")
    admin.get_by_role("button", name="insert a picture").first.click()
    dialog = admin.get_by_role("dialog", name="Which picture?")
    expect(dialog.get_by_role("button", name="left where it is")).to_be_visible()
    admin.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    admin.get_by_role("button", name="insert a picture").first.click()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(editor(admin).locator("figure")).to_have_count(0)


def test_a_wrong_file_for_a_picture_is_named_and_what_was_typed_stays(admin):
    admin.get_by_role("link", name="Add a picture").click()
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    admin.get_by_label(labelled("File")).set_input_files(file)
    admin.get_by_label(labelled("What it shows")).fill("Typed before the error")
    admin.get_by_label(labelled("People in it")).select_option("nobody")
    admin.get_by_role("button", name="Save", exact=True).first.click()
    expect(admin.get_by_text("This file is not a picture")).to_be_visible()
    expect(admin.get_by_label(labelled("What it shows"))).to_have_value("Typed before the error")


def test_a_card_is_added_with_its_sources(admin, reader):
    write_new_page(admin, "with-card", "Deadlines")
    admin.get_by_role("button", name="Add another Card").click()
    card = admin.locator("#cards-0")
    card.get_by_label(labelled("Statement")).fill("Seven years")
    card.locator(".tiptap").click()
    admin.keyboard.type("You have seven years.")
    card.get_by_label(labelled("Where it holds")).select_option("california")
    card.get_by_label(labelled("Sources")).fill("CalVCB, Questions https://victims.ca.gov/?p=1436")
    card.get_by_label(labelled("Last checked")).fill("2026-11-22")
    card.get_by_label(labelled("Next check due")).fill("2099-01-15")
    card.get_by_label(labelled("State")).select_option("published")
    card.get_by_label(labelled("Name in the address")).fill("seven-years")
    publish(admin)

    reader.goto("/rights/with-card/#seven-years")
    shown = reader.locator("#seven-years")
    expect(shown.get_by_role("heading", name="Seven years")).to_be_visible()
    source = shown.get_by_role("link", name="CalVCB, Questions")
    expect(source).to_have_attribute("href", "https://victims.ca.gov/?p=1436")
    expect(shown).to_contain_text("California")
    expect(shown).to_contain_text("2099")


def test_wrong_input_is_named_and_nothing_typed_is_lost(admin):
    write_new_page(admin, "wrong-input", "Wrong input")
    admin.get_by_label(labelled("Short title")).fill("After a rape")
    editor(admin).click()
    admin.keyboard.type("Typed before the error. ")
    admin.get_by_role("button", name="Save", exact=True).first.click()
    expect(admin.get_by_text("would give a reader away")).to_be_visible()
    expect(admin.get_by_label(labelled("Short title"))).to_have_value("After a rape")
    expect(editor(admin)).to_contain_text("Typed before the error.")


def test_a_change_is_previewed_without_being_saved(admin, reader):
    write_new_page(admin, "unsaved", "Unsaved")
    publish(admin)
    admin.get_by_label(labelled("Heading")).fill("Not for readers yet")
    with admin.expect_popup() as popup:
        admin.get_by_role("button", name="Preview without saving").click()
    expect(popup.value.get_by_role("heading", name="Not for readers yet")).to_be_visible()
    # As readers will see it: in the same dress, styled.
    assert popup.value.locator(".leave").evaluate("link => getComputedStyle(link).position") == "sticky"
    popup.value.close()
    reader.goto("/rights/unsaved/")
    expect(reader.get_by_role("heading", name="All about Unsaved")).to_be_visible()
    expect(admin.get_by_label(labelled("Heading"))).to_have_value("Not for readers yet")


def test_pages_are_put_in_order(admin, reader):
    write_new_page(admin, "ordered", "Put first")
    publish(admin)
    admin.get_by_label(labelled("Order")).first.fill("1")
    save(admin)
    reader.goto("/rights/")
    expect(reader.locator(".children h2").first).to_have_text("All about Put first")


def test_an_earlier_state_comes_back_from_history(admin, reader):
    write_new_page(admin, "history", "First words")
    publish(admin)
    admin.get_by_label(labelled("Heading")).fill("All about Second words")
    save(admin)
    admin.get_by_role("link", name="History").click()
    expect(admin.locator("del").first).to_have_text("First")
    expect(admin.locator("ins").first).to_have_text("Second")
    admin.get_by_role("button", name=re.compile("Undo this change ?: Words in English, Heading")).first.click()
    expect(admin.get_by_text("Done.")).to_be_visible()
    reader.goto("/rights/history/")
    expect(reader.get_by_role("heading", name="All about First words")).to_be_visible()


def test_a_deleted_page_is_brought_back(admin, reader):
    write_new_page(admin, "deleted", "Deleted")
    publish(admin)
    admin.get_by_role("link", name="Delete", exact=True).first.click()
    admin.get_by_role("button", name="Yes, I’m sure").click()
    expect(admin.get_by_text("was deleted successfully")).to_be_visible()
    assert reader.goto("/rights/deleted/").status == 410
    admin.goto(admin.url.split("/staff/")[0] + "/staff/")
    admin.get_by_role("link", name="Bring back something deleted").click()
    admin.get_by_role("button", name=re.compile("Bring it back ?: Deleted")).click()
    expect(admin.get_by_text("is back, with everything that belongs to it")).to_be_visible()
    assert reader.goto("/rights/deleted/").status == 200


def test_two_on_one_page_lose_nothing(admin, signed_in_context, reader):
    write_new_page(admin, "together", "Together")
    publish(admin)
    other = signed_in_context.new_page()
    other.goto(admin.url)
    other.get_by_label(labelled("Heading")).fill("All about Theirs")
    editor(other).click()
    other.keyboard.press("ControlOrMeta+A")
    other.keyboard.type("Their text.")
    save(other)
    other.close()

    admin.get_by_label(labelled("Heading")).fill("All about Mine")
    admin.get_by_role("button", name="Save and continue editing").first.click()
    notice = admin.get_by_role("region", name="saved while you were writing")
    expect(notice).to_contain_text("Theirs: All about TogetherTheirs")
    expect(admin.get_by_label(labelled("Heading"))).to_have_value("All about Mine")
    expect(editor(admin)).to_have_text("Their text.")
    save(admin)
    reader.goto("/rights/together/")
    expect(reader.get_by_role("heading", name="All about Mine")).to_be_visible()
    expect(reader.get_by_text("Their text.")).to_be_visible()


def test_a_statement_is_checked_today_from_the_list(admin, reader):
    admin.goto(admin.url.split("/staff/")[0] + "/staff/")
    admin.get_by_role("link", name="Everything by its day").click()
    admin.get_by_role("link", name=re.compile("Checked today ?: Compensation")).first.click()
    admin.get_by_role("radio").first.check()
    name = admin.locator(".statement h2").text_content()
    admin.get_by_role("button", name="It is still right: checked today").click()
    expect(admin.get_by_text("is checked. Next check by")).to_be_visible()
    reader.goto("/rights/compensation/")
    expect(reader.locator(".card").filter(has_text=name).first).to_contain_text("Checked at the source on")


def test_our_own_details_are_changed_everywhere_at_once(admin, reader):
    admin.goto(admin.url.split("/staff/")[0] + "/staff/")
    admin.get_by_role("link", name="Our own details").first.click()
    admin.get_by_label(labelled("Exit site")).fill("https://www.example.org/")
    admin.get_by_label(labelled("Name of the exit site")).fill("example.org")
    admin.get_by_role("button", name="Save", exact=True).first.click()
    expect(admin.get_by_text("was changed successfully")).to_be_visible()
    reader.goto("/es/")
    expect(reader.locator("footer")).to_contain_text("example.org")
