"""A public form: how it stands on its page, what it says when something is missing, and what it keeps."""

import pytest

from tests.guard.urls import ENTRIES
from tests.markup import Document

pytestmark = pytest.mark.django_db


def test_it_works(client, send):
    assert client.get("/note/").status_code == 200

    response = send()

    assert response.status_code == 200
    assert ENTRIES[1]["text"] == "What I have to say."
    assert ENTRIES[1]["is_doubtful"] is False
    assert "CODE-1-1" in Document(response.content.decode()).main
