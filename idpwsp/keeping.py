"""What the site itself keeps, for its privacy page: numbers against robots, its staff, and what they wrote."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from idpwsp.foundation import mail
from idpwsp.foundation.guard.once import HOUR, TEN_MINUTES
from idpwsp.foundation.keeping import Kept
from idpwsp.signin import invitations, security_log
from idpwsp.signin.lockout import ANYWHERE, CODES, MINUTE, THERE


def kept(_page: Any, _request: Any) -> dict[str, Any]:
    """The privacy page: what belongs to no app."""
    return {"kept": [*_of_readers(), *_of_staff(), *_who_staff_are()]}


def _of_readers() -> list[Kept]:
    return [
        Kept(
            _("Numbers against robots"),
            _(
                "Made from your connection when you send a form, one of them from your words too, with a secret key "
                "that is never saved."
            ),
            until=_("They count for %(hours)s, the one from your words for %(minutes)s.")
            % {"hours": _hours(HOUR), "minutes": _minutes(TEN_MINUTES)},
        ),
        Kept(
            _("When our server fails"),
            _("Which page failed, and when. Not who asked for it, and nothing that was sent."),
            until=_("Until that computer clears its log. Our guide for setting it up says: within a month."),
        ),
    ]


def _of_staff() -> list[Kept]:
    tries = max(limit.seconds for limit in (THERE, ANYWHERE, CODES))
    return [
        Kept(
            _("What staff did that touches safety"),
            _("Signing in, wrong passwords and codes, changed rights, exports, deletions: who, when, what kind."),
            models=("signin.SecurityEntry",),
            days=security_log.KEPT_DAYS,
            since=_("the day it happened"),
            backup_days=settings.BACKUP_DAYS,
            is_of_staff=True,
        ),
        Kept(
            _("Counts of wrong sign-ins"),
            _("The same kind of number as against robots, and how often. The list above is kept longer."),
            until=_("They count for %(hours)s at most.") % {"hours": _hours(tries)},
            is_of_staff=True,
        ),
        Kept(
            _("Who of our staff is signed in"),
            _("The account, and when it was last used."),
            models=("sessions.Session",),
            until=_("Until signing out, and for %(hours)s at most.") % {"hours": _hours(settings.SESSION_COOKIE_AGE)},
            is_of_staff=True,
        ),
        Kept(
            _("Pages, news and events that staff write"),
            _(
                "With drafts, earlier versions and what was deleted; who changed what, and when; notes, such as who "
                "agreed to be in a picture."
            ),
            models=("reversion.Revision", "reversion.Version", "admin.LogEntry"),
            until=_("No end is set."),
            backup_days=settings.BACKUP_DAYS,
            is_of_staff=True,
        ),
    ]


def _who_staff_are() -> list[Kept]:
    return [
        Kept(
            _("Accounts of our staff"),
            _(
                "Name, e-mail, rights and the last time of signing in; the secret of the phone’s codes; password and "
                "printed codes, scrambled; locked keys of the inbox."
            ),
            models=(
                "auth.User", "auth.User_groups", "auth.User_user_permissions", "otp_totp.TOTPDevice",
                "signin.RecoveryCode", "inbox.Keyholder", "inbox.Share",
            ),
            until=_("Until we delete the account."),
            backup_days=settings.BACKUP_DAYS,
            is_of_staff=True,
        ),
        Kept(
            _("Invitations to join our staff"),
            _("Name and rights of whoever is invited, and who invites. Gone as soon as it is used."),
            models=("signin.Invitation",),
            days=invitations.VALID_FOR.days,
            since=_("the day it was made"),
            is_of_staff=True,
        ),
        Kept(
            _("E-mail to our staff"),
            _("Where to, and how much waits in which part of the inbox. Gone as soon as it is sent."),
            models=("post_office.Email", "post_office.Log"),
            days=mail.TRIED_FOR.days,
            since=_("the day it was made"),
            is_of_staff=True,
        ),
    ]  # fmt: skip


def _hours(seconds: int) -> str:
    hours = seconds // HOUR
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}


def _minutes(seconds: int) -> str:
    minutes = seconds // MINUTE
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
