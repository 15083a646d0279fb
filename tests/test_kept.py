"""``/privacy/`` leaves nothing out: every table is in a row of what is kept, or here with the reason why not."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from idpwsp.foundation.keeping import Kept

pytestmark = pytest.mark.django_db

# Whoever adds a model names it in a row of what is kept, in the ``kept`` of its app, or here. Words of staff that
# readers see are here; who has changed them, and what is not shown any more, stands in the history, which has a row.
TELLS_OF_NOBODY = {
    "what readers see, written by staff": {
        "resources.Page", "resources.PageWords", "resources.Door", "resources.DoorWords",
        "resources.Card", "resources.CardWords", "resources.CardSource",
        "resources.Organisation", "resources.OrganisationWords", "resources.Need", "resources.NeedWords",
        "resources.Service", "resources.ServiceWords", "resources.Service_needs", "resources.ServiceSource",
        "resources.Picture", "resources.PictureWords",
        "campaigns.Campaign", "campaigns.CampaignWords", "campaigns.Campaign_rests_on",
        "campaigns.Step", "campaigns.StepWords", "campaigns.StepSource",
        "campaigns.Article", "campaigns.ArticleWords", "campaigns.Article_related",
        "campaigns.Correction", "campaigns.CorrectionWords",
        "campaigns.Event", "campaigns.EventWords", "campaigns.EventDate",
    },
    "made from what readers see": {
        "search.Entry", "search.Topic", "search.Revision", "search.Outdated", "search.Made", "foundation.Generation",
        "foundation.FormerAddress", "foundation.OutwardLink", "foundation.LinkCheck", "resources.Shipped",
    },
    "settings, and the public halves of keys": {"inbox.Queue", "inbox.QueueKey", "inbox.ReceiptSalt"},
    "what roles are called and may do": {
        "auth.Group", "auth.Permission", "auth.Group_permissions", "contenttypes.ContentType",
    },
    "parts of libraries that nothing here writes to": {
        "axes.AccessAttempt", "axes.AccessAttemptExpiration", "axes.AccessFailureLog", "axes.AccessLog",
        "post_office.EmailTemplate", "post_office.Attachment", "post_office.Attachment_emails",
    },
}  # fmt: skip
HERE = set().union(*TELLS_OF_NOBODY.values())
EVERY = {model._meta.label for model in apps.get_models(include_auto_created=True) if not model._meta.proxy}


@pytest.fixture
def rows() -> list[Kept]:
    found: list[Kept] = []
    for name in settings.PAGE_CONTEXT["privacy/"]:
        module, _dot, function = name.rpartition(".")
        found += getattr(import_module(module), function)(None, None)["kept"]
    return found


def test_every_table_is_in_a_row_or_tells_of_nobody(rows):
    named = {label for row in rows for label in row.models}
    assert sorted(EVERY - named - HERE) == []


def test_no_table_is_named_that_is_not_there(rows):
    named = {label for row in rows for label in row.models}
    assert sorted((named | HERE) - EVERY) == []


def test_no_table_both_has_a_row_and_tells_of_nobody(rows):
    assert sorted({label for row in rows for label in row.models} & HERE) == []


def test_a_table_that_is_in_backups_is_said_to_be(rows):
    for row in rows:
        if row.models:
            is_left_out = {label in settings.NOT_IN_BACKUPS for label in row.models}
            assert is_left_out == {not row.backup_days}, row.what


def test_every_row_says_for_how_long(rows):
    for row in rows:
        assert bool(row.days and row.since) != bool(row.until), row.what


def test_nothing_of_a_library_is_written_that_is_said_to_be_empty():
    """What django-axes would store by itself is what the lock-out keeps from it (idpwsp/signin/lockout.py)."""
    assert settings.AXES_HANDLER == "idpwsp.signin.lockout.Handler"
    assert settings.AXES_DISABLE_ACCESS_LOG
