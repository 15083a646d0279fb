"""Every form says for how long our backups may hold what is sent with it, from the one setting."""

import re

import pytest

from campaigns.models.moderated import KEPT
from tests.factories import make_article, make_campaign
from tests.markup import read

pytestmark = pytest.mark.django_db

FORMS = [
    "/contact/",
    "/speaker/",
    "/volunteer/",
    "/brochure/order/",
    "/endorse/sample/",
    "/campaigns/sample/reply/",
    "/news/sample/reply/",
    "/withdraw/",
]


@pytest.fixture
def forms(shipped, settings):
    settings.BACKUP_DAYS = 17
    make_campaign()
    make_article()


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_form_says_it(client, forms, address, prefix):
    words = read(client, prefix + address).main
    assert re.search(r"(?:[Bb]ackups|copias de seguridad)[^.]*\b17\b", words), words


def test_without_backups_there_is_no_word_of_them(client, forms, settings):
    settings.BACKUP_DAYS = 0
    words = read(client, "/endorse/sample/").main
    assert str(KEPT.days) in words
    assert "ackups" not in words
