"""What the security log holds, what it never holds, who reads it, and that nobody changes it."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from idpwsp.foundation.page_cache import generation
from idpwsp.roles import EDITOR, MODERATOR, TRANSLATOR, give_queues
from idpwsp.signin import second_step, security_log
from idpwsp.signin.acting import SERVER
from idpwsp.signin.models import SecurityEntry
from tests.accounts import make_staff, signed_in
from tests.conftest import Reader
from tests.signin.lines import lines, lines_of_the_server
from tests.signin.phones import PASSWORD, fresh_code, give_code, give_password, sign_in, wrong_code

pytestmark = pytest.mark.django_db

LOG = "/staff/security/"
Kind = SecurityEntry.Kind


# ── The door ───────────────────────────────────────────────────────────────


def test_signing_in_and_out(door, maria, phone):
    sign_in(door)
    door.post("/staff/logout/")
    assert lines() == [("maria", Kind.SIGNED_IN, ""), ("maria", Kind.SIGNED_OUT, "")]


def test_a_password_alone_is_no_sign_in(door, maria, phone):
    give_password(door)
    assert lines() == []


def test_signing_in_with_a_recovery_code_is_another_line(door, maria, phone):
    codes = second_step.new_recovery_codes(maria)
    give_password(door)
    give_code(door, codes[0])
    assert lines() == [("maria", Kind.RECOVERY, "")]


def test_a_closed_account_says_so_also_with_the_right_password(door, maria):
    maria.is_active = False
    maria.save()
    assert "closed" not in give_password(door).content.decode()
    assert lines() == [("maria", Kind.KEPT_OUT, "")]


def test_wrong_passwords_until_the_door_is_shut(door, maria):
    for _ in range(7):
        give_password(door, "Maria", "not the password")
    found = lines()
    assert set(found) == {("maria", Kind.WRONG_PASSWORD, ""), ("maria", Kind.LOCKED, "")}
    # Lines are kept to the minute, and one is enough for each.
    assert len(found) <= 4


def test_a_wrong_code(door, maria, phone):
    give_password(door)
    give_code(door, wrong_code(phone))
    assert lines() == [("maria", Kind.WRONG_CODE, "")]


def test_what_was_typed_for_a_name_is_kept_nowhere(door, maria):
    """It may be a password in the wrong field."""
    give_password(door, "MySecretPassword", "maria")
    assert lines() == [("", Kind.WRONG_PASSWORD, "")]


def test_robots_do_not_fill_the_table(door, maria):
    for number in range(20):
        give_password(door, f"robot{number}", "x")
    assert len(lines()) <= 2


def test_a_phone_is_set_up_and_codes_are_made(inside, maria, phone):
    SecurityEntry.objects.all().delete()
    inside.post("/staff/codes/new/", {"codes-one_time_code": fresh_code(maria)})
    assert lines() == [("maria", Kind.CODES, "")]


def test_ones_own_password(inside):
    SecurityEntry.objects.all().delete()
    new = "another long password"
    inside.post("/staff/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert lines() == [("maria", Kind.PASSWORD, "maria")]


# ── What it does not hold ──────────────────────────────────────────────────


def test_a_line_has_no_place_for_an_address_or_a_browser(door, maria, phone):
    names = {field.name for field in SecurityEntry._meta.fields}
    assert names == {"id", "at", "who", "kind", "about"}
    traces = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "TellTale", "HTTP_X_FORWARDED_FOR": "198.51.100.23"}
    reader = Reader(**traces)
    sign_in(reader)
    give_password(Reader(**traces), "maria", "wrong password telltale")
    assert len(lines()) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM signin_securityentry")
        stored = repr(cursor.fetchall()).lower()
    for trace in ("203.0.113", "198.51.100", "telltale"):
        assert trace not in stored


def test_times_are_kept_to_the_minute(door, maria, phone):
    sign_in(door)
    at = SecurityEntry.objects.get(kind=Kind.SIGNED_IN).at
    assert (at.second, at.microsecond) == (0, 0)


def test_writing_it_does_not_make_public_pages_old(door, maria, phone):
    before = generation.current()
    security_log.note(Kind.KEYS, maria, "x")
    assert generation.current() == before


# ── When it cannot be written ──────────────────────────────────────────────


def test_a_log_that_cannot_be_written_keeps_nobody_out_and_tells_the_operator(door, maria, phone, log):
    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "signin_securityentry" in sql:
            raise DatabaseError("refused")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        sign_in(door)
    assert door.get("/staff/").status_code == 200
    with connection.execute_wrapper(refuse):
        maria.set_password("another long password")
        maria.save()
    assert User.objects.get().check_password("another long password")
    assert "Not written into the security log: signed-in" in log.getvalue()
    assert "maria" not in log.getvalue()


# ── Reading it ─────────────────────────────────────────────────────────────


def test_an_administrator_reads_it_newest_first(logged, emma):
    security_log.note(Kind.KEYS, emma, "first-line")
    security_log.note(Kind.EXPORTED, emma, "second-line")
    html = logged.get(LOG).content.decode()
    assert "Times are those of Los Angeles." in html
    assert html.index("second-line") < html.index("first-line")
    assert LOG in logged.get("/staff/").content.decode()


def test_it_is_filtered_by_who_and_what(logged, emma):
    security_log.note(Kind.KEYS, emma, "of-emma")
    security_log.note(Kind.EXPORTED, emma, "export-of-emma")
    security_log.note(Kind.KEYS, User.objects.get(username="nora"), "of-nora")
    html = logged.get(LOG, {"who": "emma", "kind": "keys"}).content.decode()
    assert "of-emma" in html
    assert "export-of-emma" not in html
    assert "of-nora" not in html
    assert "There is nothing." in logged.get(LOG, {"kind": "nonsense"}).content.decode()


def test_it_comes_in_numbered_pages_that_keep_the_filter(logged, emma):
    for number in range(51):
        security_log.note(Kind.KEYS, emma, f"line-{number:02}")
    html = logged.get(LOG, {"who": "emma"}).content.decode()
    assert "line-50" in html
    assert "line-00" not in html
    assert "?who=emma&amp;page=2" in html
    assert "line-00" in logged.get(LOG, {"who": "emma", "page": "2"}).content.decode()
    assert logged.get(LOG, {"page": "3"}).status_code == 404


def test_the_page_calls_it_the_server(logged):
    security_log.note(Kind.MADE, about="x")
    html = logged.get(LOG, {"who": SERVER}).content.decode()
    assert "the server" in html
    assert "nora" not in html.split("<tbody>")[1]


@pytest.mark.parametrize(
    "role", [EDITOR, TRANSLATOR, MODERATOR, None], ids=["editor", "translator", "moderator", "inbox"]
)
def test_nobody_else_reads_it(role, organisation):
    somebody = make_staff("sam", role)
    give_queues(somebody, ["help"])
    reader = signed_in(somebody)
    assert reader.get(LOG).status_code == 403
    assert LOG not in reader.get("/staff/").content.decode()


def test_it_is_closed_to_whoever_is_not_signed_in():
    assert Reader().get(LOG).headers["Location"].startswith("/staff/login/")


def test_nobody_changes_it(organisation):
    """Not even a superuser: there is no form, no permission, and the page takes nothing."""
    root = User.objects.create_superuser("root", password=PASSWORD)
    reader = signed_in(root)
    security_log.note(Kind.KEYS, root)
    kept = lines()
    assert not admin.site.is_registered(SecurityEntry)
    assert list(Permission.objects.filter(codename__endswith="_securityentry").values_list("codename", flat=True)) == [
        "view_securityentry"
    ]
    with pytest.raises(NoReverseMatch):
        reverse("admin:signin_securityentry_changelist")
    for method in (reader.post, reader.put, reader.delete):
        assert method(LOG, {"delete": "all"}).status_code == 405
    assert lines() == kept


def test_lines_go_after_180_days_and_not_before(organisation):
    security_log.note(Kind.KEYS, about="old")
    security_log.note(Kind.KEYS, about="young")
    now = timezone.now()
    SecurityEntry.objects.filter(about="old").update(at=now - timedelta(days=180, minutes=1))
    SecurityEntry.objects.filter(about="young").update(at=now - timedelta(days=179))
    call_command("expire")
    assert lines_of_the_server() == [("keys", "young")]
    assert security_log.KEPT_DAYS == 180
