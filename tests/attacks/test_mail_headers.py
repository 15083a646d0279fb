"""What somebody has typed becomes no line of a mail, of an answer's head, or of a file's name."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage

from contact.inbox import notices
from contact.inbox.models import Queue
from idpwsp import env
from idpwsp.foundation import mail
from resources.models import Organisation
from tests.conftest import Reader
from tests.factories import make_event
from tests.front import Front
from tests.inbox.keys import make_conversation, make_keys
from tests.inbox.smtp import mail_server

pytestmark = pytest.mark.django_db

LINES = [
    "\r\nBcc: evil@example.org",
    "\nBcc: evil@example.org",
    "\rBcc: evil@example.org",
    "\r\n\r\nA body",
    "\0",
    "\x0b",
    "\u2028Bcc: x",
    "%0d%0aBcc: evil@example.org",
    "=?utf-8?q?=0D=0ABcc:_evil@example.org?=",
]


@pytest.fixture
def server(settings):
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "site@example.org"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.mark.parametrize("line", LINES)
def test_a_notice_has_the_same_headers_whatever_staff_are_called(server, line):
    maria = User.objects.create_user(
        f"maria{line}"[:150], email="maria@example.org", is_staff=True, first_name=f"Ana{line}", last_name=f"{line}B"
    )
    maria.user_permissions.set(Permission.objects.filter(codename="read_help"))
    make_keys(maria)
    make_conversation("help")
    Queue.objects.filter(name="help").update(untold=1)

    notices.tell()
    mail.send_waiting()

    [letter] = server.taken
    assert set(letter.message) == {
        "Content-Type",
        "MIME-Version",
        "Content-Transfer-Encoding",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
    }
    assert [letter.message[name] for name in ("From", "To")] == ["site@example.org", "maria@example.org"]
    assert "evil" not in letter.text
    assert len(letter.to) == 1


@pytest.mark.parametrize("line", LINES[:3])
@pytest.mark.parametrize("field", ["subject", "from_email", "to"])
def test_a_line_break_in_a_header_is_an_error_and_no_header(field, line):
    values = {"subject": "x", "from_email": "site@example.org", "to": ["maria@example.org"]}
    values[field] = [f"maria@example.org{line}"] if field == "to" else f"{values[field]}{line}"
    with pytest.raises((BadHeaderError, ValueError)):
        EmailMessage(body="x", **values).message().as_bytes()


@pytest.mark.parametrize("line", LINES)
def test_no_form_takes_such_an_address(line):
    email = User._meta.get_field("email")
    for address in (f"maria{line}@example.org", f"maria@example.org{line}", f"{line}@example.org"):
        with pytest.raises(ValidationError):
            email.clean(address, None)


@pytest.mark.parametrize("line", [each for each in LINES if each != "\0"])
def test_no_setting_does(line):
    """A variable of the environment cannot hold a zero byte."""
    for address in (f"site{line}@example.org", f"site@example.org{line}"):
        taken = env._ADDRESS.fullmatch(address)
        assert not (taken and set(address) & set("\r\n\x0b\u2028 "))
    with pytest.raises(env.ImproperlyConfigured):
        env._check_site_url(f"https://example.org{line}")


# ── Heads of answers ───────────────────────────────────────────────────────


@pytest.mark.parametrize("line", LINES)
def test_the_way_out_has_one_line_whatever_stands_in_its_address(organisation, line):
    """It is typed by staff, and checked; and this is what would be if it had come past the form."""
    typed, field = (
        f"https://weather.example/{line.replace(' ', '')}",
        Organisation._meta.get_field("exit_url").formfield(assume_scheme="https"),
    )
    if typed.strip().isprintable():
        assert field.clean(typed) == typed.strip(), "what is encoded ends no line"
    else:
        with pytest.raises(ValidationError):
            field.clean(typed)
    Organisation.objects.update(exit_url=f"https://weather.example/{line}")
    answer = Reader().get("/leave/")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://weather.example/")
    assert "Bcc" not in answer.headers
    assert not any(each in str(value) for value in answer.headers.values() for each in "\r\n")


@pytest.mark.parametrize(
    "path",
    [
        "/help%0d%0aX-Evil:%201",
        "/%0d%0aX-Evil: 1",
        "/es/%0aX-Evil:1/",
        "/events/x%0d%0aX-Evil:1.ics",
        "/help/?x=%0d%0aX-Evil:%201",
        "/staff/?next=%0d%0aX-Evil:1",
    ],
)
def test_no_address_adds_a_line_to_the_head_of_an_answer(organisation, path):
    make_event()
    raw = path.replace("%0d", "\r").replace("%0a", "\n").replace("%20", " ")
    for asked in (path, raw):
        answer = Front().get(asked)
        assert answer.status_code < 500
        assert not [name for name in answer.headers if "evil" in name.lower()]
        assert not any(each in value for value in answer.headers.values() for each in "\r\n")


def test_the_name_of_a_file_is_never_what_somebody_typed(organisation):
    make_event("sample")
    answer = Front().get('/events/sample.ics?filename="x";\r\nX-Evil:1')
    assert "x" not in answer.headers.get("Content-Disposition", "").split("filename=")[-1].replace("sample", "")
