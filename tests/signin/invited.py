"""Somebody is invited in a test: by the form, as an administrator does it."""

import re

from tests.admin_forms import send
from tests.conftest import Reader

INVITE = "/staff/invite/"
NEW_PASSWORD = "seven quiet umbrellas"
FORM = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}


def invite(reader: Reader, **fields) -> str:
    """Fill in the form; the path of the link that is shown."""
    sent = {"username": "ana", "first_name": "Ana", "role": "moderator", "queues": ["help", "press"], **fields}
    html = send(reader, INVITE, "invite-form", **sent).content.decode()
    found = re.search(r"<code>https://example\.org(/staff/join/[^/<]+/)</code>", html)
    assert found, html
    return found[1]


def is_refused(response) -> bool:
    return response.status_code == 404 and "This link does not work" in response.content.decode()
