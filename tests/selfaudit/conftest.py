import pytest

from tests.selfaudit.liar import serving


@pytest.fixture
def liar():
    with serving() as liar:
        yield liar
