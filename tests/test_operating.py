"""``docs/operating.md`` is followed by somebody in a hurry: what it names is there, and its days are those in force."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

from campaigns.models.moderated import KEPT
from contact.inbox.models import audit
from idpwsp.foundation import mail
from idpwsp.signin import invitations, security_log

TEXT = (settings.BASE_DIR / "docs" / "operating.md").read_text(encoding="utf-8")
SUBPOENA = TEXT.partition("## When a subpoena comes")[2]


def test_every_command_is_there():
    named = set(re.findall(r"(?:idpwsp-manage|manage\.py) ([a-z_]+)", TEXT))
    assert {"doctor", "backup", "selfaudit", "migrate", "expire"} <= named <= set(get_commands())


def test_every_unit_is_there():
    named = set(re.findall(r"idpwsp[a-z-]*\.(?:service|socket)", TEXT))
    assert named == {path.name for path in (settings.BASE_DIR / "deploy").glob("idpwsp*.*")}


def test_every_file_of_the_project_is_there():
    named = set(re.findall(r"`((?:deploy/)?[A-Za-z-]+\.md)`", TEXT))
    assert named == {"deploy/README.md", "CHANGELOG.md", "threat-model.md"}
    for name in named:
        assert (settings.BASE_DIR / name).exists() or (settings.BASE_DIR / "docs" / name).exists()


@pytest.mark.parametrize(
    "label",
    [
        "Invite somebody", "Who can sign in", "Keyholders", "Security log", "Are our promises kept?",
        "Confirm before launch",
    ],
)  # fmt: skip
def test_what_staff_are_sent_to_has_that_name(label):
    assert label.lower() in TEXT.lower()
    sources = [*(settings.BASE_DIR / "templates").rglob("*.html"), *(settings.BASE_DIR / "idpwsp").rglob("*.py")]
    assert any(f'"{label}"' in path.read_text(encoding="utf-8") for path in sources)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("**who did what in the inbox**", audit.KEPT_DAYS),
        ("the security log, to the minute", security_log.KEPT_DAYS),
        ("Invitations: name", invitations.VALID_FOR.days),
        ("Mail that waits", mail.TRIED_FOR.days),
        ("where they were not approved", KEPT.days),
    ],
)
def test_what_a_court_can_ask_for_has_the_days_in_force(line, days):
    (found,) = [each for each in SUBPOENA.splitlines() if line in each]
    assert f"{days} days" in found


def test_the_days_of_the_security_log_are_told_to_who_reads_it():
    assert f"after {security_log.KEPT_DAYS} days" in TEXT
