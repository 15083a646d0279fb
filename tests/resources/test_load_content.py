"""``manage.py load_content``: what it says. What it does: test_shipping.py."""

import re

import pytest
from django.core.management import CommandError, call_command

from resources.models import Page, Shipped
from resources.shipping import ContentError

pytestmark = pytest.mark.django_db


def test_the_command_says_what_it_did(capsys):
    call_command("load_content")
    first = capsys.readouterr().out
    call_command("load_content")
    second = capsys.readouterr().out

    assert int(re.search(r"(\d+) created", first)[1]) > 100
    assert re.search(r"\b0 created", second)
    assert re.search(r"\b0 updated", second)


def test_a_dry_run_changes_nothing(capsys):
    call_command("load_content", "--dry-run")

    assert int(re.search(r"(\d+) created", capsys.readouterr().out)[1]) > 100
    assert not Page.objects.exists()
    assert not Shipped.objects.exists()


def test_a_bad_file_is_one_line_for_the_operator(monkeypatch):
    def fail():
        raise ContentError("papers.toml: it is wrong")

    monkeypatch.setattr("idpwsp.management.commands.load_content.load_shipped_content", fail)

    with pytest.raises(CommandError, match=r"^papers\.toml: it is wrong$"):
        call_command("load_content")
