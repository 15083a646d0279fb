"""Somebody on the staff, and the page that she is writing."""

import pytest
from django.contrib.auth.models import User

from resources.models import Page, Section
from tests.conftest import Reader
from tests.factories import make_card, make_page, page_words
from tests.held.pressing import OUR_PAGE, PASSWORD
from tests.signin.phones import make_phone


@pytest.fixture
def maria(organisation) -> User:
    user = User.objects.create_superuser("maria", password=PASSWORD)
    make_phone(user)
    return user


@pytest.fixture
def rights(organisation) -> Page:
    page = make_page("compensation", Section.RIGHTS, {"en": page_words(title="Money")})
    make_card(page, "time")
    return page


@pytest.fixture
def staff(maria) -> Reader:
    """Somebody signed in, whose forms are checked for their token as in production."""
    reader = Reader(enforce_csrf_checks=True, raise_request_exception=False, headers=OUR_PAGE)
    reader.force_login(maria)
    return reader
