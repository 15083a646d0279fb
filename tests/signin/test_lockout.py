"""Guessing stops, without a trace of who guessed and without keeping a colleague out for good."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import connection

from idpwsp.signin.lockout import ANYWHERE, CODES, THERE
from tests.conftest import Reader
from tests.markup import Document
from tests.signin.phones import code_on, fresh_code, give_code, give_password, sign_in, wrong_code

pytestmark = pytest.mark.django_db
NOON = "2026-11-23 12:00Z"


def browser(number: int) -> Reader:
    """Somebody at another address, behind the one proxy that tests have."""
    return Reader(headers={"X-Forwarded-For": f"192.0.2.{number}", "User-Agent": "Telltale/1.0"})


def guess(reader: Reader, times: int, name: str = "maria"):
    for _time in range(times):
        response = give_password(reader, name, "a wrong password")
    return response


def test_after_five_wrong_passwords_the_right_one_is_not_taken(maria, phone):
    reader = browser(1)
    assert guess(reader, 4).status_code == 200
    assert guess(reader, 1).status_code == 429
    response = give_password(reader)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) <= THERE.seconds
    assert reader.get("/staff/login/code/").status_code == 302
    document = Document(response.content.decode())
    assert document.errors == []
    assert "You can try again in 15 minutes" in document.words


def test_a_quarter_of_an_hour_later_it_is_taken(maria, phone, time_machine):
    time_machine.move_to(NOON, tick=False)
    reader = browser(1)
    guess(reader, 5)
    time_machine.shift(THERE.seconds - 1)
    assert give_password(reader).status_code == 429
    time_machine.shift(2)
    assert give_password(reader).status_code == 302


def test_a_colleague_elsewhere_gets_in_meanwhile(maria, phone):
    guess(browser(1), 10)
    assert sign_in(browser(2)).status_code == 302


def test_many_senders_together_are_stopped_too_and_not_for_long(maria, phone, time_machine):
    time_machine.move_to(NOON, tick=False)
    for number in range(1, 12):
        guess(browser(number), 5)
    assert give_password(browser(99)).status_code == 429
    time_machine.shift(ANYWHERE.seconds + 1)
    assert sign_in(browser(99)).status_code == 302


def test_capitals_give_no_further_tries(maria, phone):
    reader = browser(1)
    for name in ("Maria", "MARIA", "maria", "mAria", "marIA"):
        response = guess(reader, 1, name)
    assert response.status_code == 429


def test_an_unknown_name_is_stopped_like_a_known_one(organisation):
    assert [guess(browser(1), 1, "zoe").status_code for _time in range(5)] == [200, 200, 200, 200, 429]


def test_wrong_codes_count_too(maria, phone):
    reader = browser(1)
    give_password(reader)
    wrong = wrong_code(phone)
    assert [give_code(reader, wrong).status_code for _time in range(5)] == [200, 200, 200, 200, 429]
    assert give_code(reader, code_on(phone)).status_code == 429
    # And beginning again does not help.
    assert give_password(reader).status_code == 429
    assert reader.get("/staff/").status_code == 302


def test_a_right_password_between_forgets_nothing(maria, phone):
    reader = browser(1)
    wrong = wrong_code(phone)
    statuses = []
    for _time in range(5):
        give_password(reader)
        statuses.append(give_code(reader, wrong).status_code)
    assert statuses[-1] == 429


def test_codes_cannot_be_guessed_from_many_addresses(maria, phone, time_machine):
    time_machine.move_to(NOON, tick=False)
    wrong = wrong_code(phone)
    for number in range(1, 6):
        reader = browser(number)
        give_password(reader)
        for _time in range(4):
            give_code(reader, wrong)
    last = browser(99)
    give_password(last)
    assert CODES.tries == 20
    response = give_code(last, fresh_code(maria))
    assert response.status_code == 429
    assert "You can try again in 24 hours" in response.content.decode()


def test_a_new_password_ends_that(maria, phone, time_machine):
    test_codes_cannot_be_guessed_from_many_addresses(maria, phone, time_machine)
    maria.set_password("another long one")
    maria.save()
    assert sign_in(browser(99), password="another long one").status_code == 302


def test_both_steps_make_good_what_went_wrong_before(maria, phone):
    reader = browser(1)
    guess(reader, 4)
    assert sign_in(reader).status_code == 302
    reader.post("/staff/logout/")
    assert guess(reader, 4).status_code == 200


def test_no_name_address_or_user_agent_is_stored_anywhere(maria, phone):
    reader = browser(77)
    guess(reader, 6, "telltale-name")
    give_password(reader)
    give_code(reader, wrong_code(phone))
    sign_in(reader)
    for model in (AccessAttempt, AccessLog, AccessFailureLog):
        assert not model.objects.exists()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            rows = str(cursor.fetchall())
            for trace in ("telltale", "Telltale", "192.0.2"):
                assert trace not in rows, table


def test_the_names_in_the_cache_are_hashes_and_it_forgets(maria, phone, time_machine):
    time_machine.move_to(NOON, tick=False)
    guess(browser(1), 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM foundation_guard")
        assert all(len(key.rsplit(":", 1)[1]) == 64 for (key,) in cursor.fetchall())
        time_machine.shift(3600)
        guess(browser(1), 1, "zoe")
        cursor.execute("SELECT count(*) FROM foundation_guard")
        assert cursor.fetchone() == (2,)


def test_nothing_of_it_is_written_to_the_log(maria, phone, log):
    reader = browser(77)
    guess(reader, 6)
    give_password(reader)
    assert log.getvalue() == ""
