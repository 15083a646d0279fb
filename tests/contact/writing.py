"""Filling in the four forms as somebody does it in a browser, and reading as a keyholder what came of it."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User

from contact.inbox import conversations, keyholders
from contact.inbox.letters import Letter
from contact.inbox.models import Conversation
from resources.models import Section
from tests.factories import make_page
from tests.inbox.keys import PASSPHRASE
from tests.markup import Document

SAME_SITE = {"origin": "https://example.org", "sec-fetch-site": "same-origin"}
NO_CONTACT = {
    "way": "none", "contact_address": "", "hours": "", "say_you_are": "", "until": "",
}  # fmt: skip
BY_PHONE = {
    "way": "phone", "contact_address": "415 555 0100", "hours": "Mornings", "may_leave_voicemail": "on",
    "say_you_are": "the dentist", "until": "2027-05-01",
}  # fmt: skip
MESSAGE = {
    "about": "hurt", "message": "Marmalade sky over the quarry", "would_help": ["heard", "police"], "when": "In spring",
    "where": "Near the pond", "what_happened": "A heron took the keys", "name": "Ruby", "language_wanted": "",
    **NO_CONTACT,
}  # fmt: skip
SPEAKER = {
    "inviter_kind": "union", "inviter": "Dockers of the bay", "contact_name": "Ana", "email": "ana@example.org",
    "phone": "", "date": "2027-04-12", "time": "7 pm", "other_dates": "The week after", "place_kind": "in-person",
    "place": "The hall", "audience": "Members", "audience_size": "40", "topic": "income", "topic_other": "",
    "length": "An hour", "language": "English", "interpreter": "on", "travel": "We pay the train", "fee": "Some",
    "access": "No steps", "recording": "None", "press": "No", "officials": "No", "naming": "As she likes",
    "private_entrance": "At the back", "companion": "Yes",
}  # fmt: skip
VOLUNTEER = {
    "interests": ["web", "translation"], "interests_other": "", "languages": "Tagalog", "skills": "Knots",
    "when": "Sundays", "name": "Star", **BY_PHONE,
}  # fmt: skip
BROCHURE = {
    "copies": "50", "languages": ["en", "es"], "deliver_to": "Ruby\n1 Long Street", "needed_by": "2027-04-12",
    "plain_parcel": "on", **NO_CONTACT,
}  # fmt: skip
# Address → what it is filled in with, the queue that it goes to, and the one thing without which it is refused.
FORMS = {
    "/contact/": (MESSAGE, "help", "about"),
    "/speaker/": (SPEAKER, "speakers", "inviter"),
    "/volunteer/": (VOLUNTEER, "volunteers", "name"),
    "/brochure/order/": (BROCHURE, "brochures", "deliver_to"),
}


def make_form_pages() -> None:
    """The pages that the forms stand on."""
    make_page("contact", Section.CONTACT, at_root=True)
    for slug in ("speaker", "volunteer", "brochure"):
        make_page(slug, Section.TAKE_PART, at_root=True)


def send(client: Any, address: str, **changes: Any) -> Any:
    """Fill in a form and press its button; headers are given as ``headers``."""
    headers = changes.pop("headers", SAME_SITE)
    words = {**FORMS[address.removeprefix("/es")][0], **changes}
    return client.post(address, urlencode(words, doseq=True), "application/x-www-form-urlencoded", headers=headers)


def letter_to(user: User) -> Letter:
    """What the newest conversation says, as a keyholder reads it."""
    conversation = Conversation.objects.order_by("-pk").get()
    [opened] = conversations.open_all(conversation, keyholders.unlock(user.keyholder, PASSPHRASE))
    assert opened.letter is not None, opened.problem
    return opened.letter


def number_on(response: Any) -> str:
    """The number that a page shows, as it is shown."""
    found = re.search(r"<code[^>]*>([0-9 ]+)</code>", response.content.decode())
    assert found, "the page shows no number"
    return found[1]


def errors(response: Any) -> str:
    """What a page says is wrong. Nothing was kept."""
    assert response.status_code == 422
    assert not Conversation.objects.exists()
    document = Document(response.content.decode())
    assert document.title.startswith("Error:")
    assert document.errors == []
    return document.main
