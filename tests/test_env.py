"""Each bad setting stops the start with one line that names it."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from idpwsp import env
from idpwsp.backup.sealing import Key

GOOD = {"SECRET_KEY": "x" * 50, "SITE_URL": "https://example.org", "DATA_DIR": "/srv/data"}
NAMES = (
    "SECRET_KEY",
    "SITE_URL",
    "DATA_DIR",
    "DEBUG",
    "ALLOWED_HOSTS",
    "PROXY_COUNT",
    "BACKUP_DAYS",
    "BACKUP_DIR",
    "BACKUP_DAILY",
    "BACKUP_RECIPIENT",
    "BACKUP_COPY",
    "EMAIL_URL",
    "MAIL_FROM",
    "SECURITY_CONTACT",
)


@pytest.fixture
def read(monkeypatch):
    """Reads an environment that holds these variables and none of ours besides."""

    def read(**variables):
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return env.read(Path("/srv/site"))

    return read


def test_it_works(read):
    environment = read(
        **GOOD, DEBUG="on", ALLOWED_HOSTS="www.example.org,example.net", PROXY_COUNT="2", BACKUP_DAYS="7"
    )

    assert environment.secret_key == "x" * 50
    assert environment.site_url == "https://example.org"
    assert environment.data_dir == Path("/srv/data")
    assert environment.debug is True
    assert environment.backup_days == 7
    assert environment.hosts == ["example.org", "www.example.org", "example.net"]
    assert environment.over_tls is True
    assert environment.proxy_count == 2


def test_only_the_key_has_to_be_given(read):
    environment = read(SECRET_KEY="x" * 50)

    assert environment.debug is False
    assert environment.site_url == "http://127.0.0.1:8000"
    assert environment.data_dir == Path("/srv/site/data")
    assert environment.over_tls is False
    assert environment.proxy_count == 0
    assert environment.backup_days == 30
    assert environment.mail_server is None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp+tls://maria:p%40ss@mail.example.org", ("smtp+tls", "mail.example.org", 587, "maria", "p@ss")),
        ("smtps://maria:word@mail.example.org:4650/", ("smtps", "mail.example.org", 4650, "maria", "word")),
        ("smtp://127.0.0.1", ("smtp", "127.0.0.1", 25, "", "")),
        ("", None),
    ],
)
def test_a_mail_server_is_one_address(read, url, server):
    found = read(**GOOD, EMAIL_URL=url, MAIL_FROM="site@example.org").mail_server

    assert found == (server and env.MailServer(*server))


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org", "http://secret:secret@mail.example.org", "smtp://", "smtp://secret:secret@mail:port",
        "smtp+tls://secret:secret@mail/secret", "smtp+tls://secret:sec?ret@mail", "smtp://[::1",
    ],
)  # fmt: skip
def test_a_bad_mail_server_is_refused_without_its_password(read, url):
    with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_URL must look like") as refusal:
        read(**GOOD, EMAIL_URL=url, MAIL_FROM="site@example.org")

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "contact", ["", "mailto:security@example.org", "https://example.org/security?x=1", "https://example.org:8443"]
)
def test_a_security_contact_is_an_address_for_mail_or_a_page(read, contact):
    assert read(**GOOD, SECURITY_CONTACT=contact).security_contact == contact


@pytest.mark.parametrize("sender", ["", "site", "IDPWSP <site@example.org>", "a@example.org, b@example.org"])
def test_mail_comes_from_one_address(read, sender):
    with pytest.raises(ImproperlyConfigured, match="MAIL_FROM"):
        read(**GOOD, EMAIL_URL="smtp://127.0.0.1", MAIL_FROM=sender)


def test_backups_are_made_beside_the_database_unless_another_folder_is_named(read):
    assert read(**GOOD).backup_dir == Path("/srv/data/backups")
    assert read(**GOOD, BACKUP_DIR="/srv/away").backup_dir == Path("/srv/away")


def test_only_what_is_encrypted_leaves_the_machine(read):
    recipient = Key.new().recipient.text()
    assert read(**GOOD, BACKUP_COPY="cp", BACKUP_RECIPIENT=recipient).backup_copy == "cp"
    with pytest.raises(ImproperlyConfigured, match=r"^BACKUP_COPY needs BACKUP_RECIPIENT"):
        read(**GOOD, BACKUP_COPY="cp")


def test_a_command_with_half_a_quotation_is_refused(read):
    with pytest.raises(ImproperlyConfigured, match=r"^BACKUP_COPY must"):
        read(**GOOD, BACKUP_COPY="cp 'there", BACKUP_RECIPIENT=Key.new().recipient.text())


BAD = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "x" * 31),
    ("SITE_URL", ""),
    ("SITE_URL", "example.org"),
    ("SITE_URL", "ftp://example.org"),
    ("SITE_URL", "javascript:alert(1)"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://:8000"),
    ("SITE_URL", "https://example.org/path"),
    ("SITE_URL", "https://example.org?x=1"),
    ("SITE_URL", "https://example.org#x"),
    ("SITE_URL", "https://maria@example.org"),
    ("SITE_URL", "https://maria:secret@example.org"),
    ("SITE_URL", "https://example.org:port"),
    ("SITE_URL", "https://example.org:0"),
    ("SITE_URL", "https://example.org:99999"),
    ("SITE_URL", "https://[::1"),
    ("SITE_URL", "https://exa mple.org"),
    ("SITE_URL", "https://example.org?"),
    ("DEBUG", "perhaps"),
    ("PROXY_COUNT", "-1"),
    ("PROXY_COUNT", "one"),
    ("PROXY_COUNT", "1.5"),
    ("PROXY_COUNT", ""),
    ("BACKUP_DAYS", "-1"),
    ("BACKUP_DAYS", "a month"),
    ("SECURITY_CONTACT", "security@example.org"),
    ("SECURITY_CONTACT", "http://example.org/security"),
    ("SECURITY_CONTACT", "https://"),
    ("SECURITY_CONTACT", "mailto:security"),
    ("SECURITY_CONTACT", "mailto:a@example.org, mailto:b@example.org"),
    ("SECURITY_CONTACT", "mailto:a@example.org\nContact: mailto:b@example.org"),
    ("SECURITY_CONTACT", "https://example.org/\nx"),
    ("SECURITY_CONTACT", "mailto:señora@example.org"),
    ("BACKUP_DAILY", "perhaps"),
    ("BACKUP_RECIPIENT", "maria"),
    ("BACKUP_RECIPIENT", "idpwsp-backup-key-AAAA"),
    ("BACKUP_COPY", "cp --to there"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting_is_refused_in_one_line_that_names_it(read, name, value):
    variables = {**GOOD, name: value}
    if value is None:
        del variables[name]

    with pytest.raises(ImproperlyConfigured) as refusal:
        read(**variables)

    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_refusal_does_not_print_the_key(read):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(**{**GOOD, "SECRET_KEY": "a-secret-but-short"})

    assert "a-secret-but-short" not in str(refusal.value)


@pytest.mark.parametrize(
    ("site_url", "hosts"),
    [
        ("https://example.org", ["example.org"]),
        ("https://example.org/", ["example.org"]),
        ("https://example.org:8443", ["example.org"]),
        ("http://localhost:8000", ["127.0.0.1", "localhost", "[::1]"]),
        ("http://127.0.0.1:8001", ["127.0.0.1", "localhost", "[::1]"]),
        ("http://[::1]:8000", ["127.0.0.1", "localhost", "[::1]"]),
        ("http://[::1]", ["127.0.0.1", "localhost", "[::1]"]),
    ],
)
def test_the_site_answers_to_its_own_name_alone(read, site_url, hosts):
    environment = read(**{**GOOD, "SITE_URL": site_url})

    assert environment.hosts == hosts
    assert not environment.site_url.endswith("/")


def test_nothing_else_in_the_project_reads_the_environment():
    """One place, so that the README can list all of it (gunicorn's own settings and the launcher apart)."""
    base = Path(env.__file__).parent.parent
    allowed = {"env.py", "run.py", "gunicorn_conf.py", "wsgi.py", "manage.py"}
    for folder in ("idpwsp", "resources", "campaigns", "contact"):
        for path in (base / folder).rglob("*.py"):
            if path.name not in allowed:
                assert not re.search(r"\bos\.environ|\bgetenv", path.read_text(encoding="utf-8")), path.name
