"""What the site itself keeps, for its privacy page: staff who are signed in, numbers against robots."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from idpwsp.foundation.guard.once import HOUR
from idpwsp.foundation.keeping import Kept
from idpwsp.signin import security_log
from idpwsp.signin.lockout import ANYWHERE, CODES, THERE


def kept(_page: Any, _request: Any) -> dict[str, Any]:
    """The privacy page: what belongs to no app, and what there is nothing of."""
    tries = max(limit.seconds for limit in (THERE, ANYWHERE, CODES))
    return {
        "kept": [
            Kept(
                _("Numbers against robots"),
                _("Made from your connection when you send a form, with a secret key that is never saved."),
                until=_("They count for %(hours)s.") % {"hours": _hours(HOUR)},
            ),
            Kept(
                _("Wrong sign-ins of staff"),
                _("The same kind of number, and how often."),
                until=_("They count for %(hours)s at most.") % {"hours": _hours(tries)},
            ),
            Kept(
                _("Who of our staff is signed in"),
                _("The account, and when it was last used."),
                until=_("Until signing out, and for %(hours)s at most.")
                % {"hours": _hours(settings.SESSION_COOKIE_AGE)},
            ),
            Kept(
                _("What staff did that touches safety"),
                _("Sign-ins, changed rights, exports, deletions: who, when, and of what kind."),
                days=security_log.KEPT_DAYS,
                backup_days=settings.BACKUP_DAYS,
            ),
            Kept(_("Which pages you read"), ""),
            Kept(_("What you search for"), ""),
            Kept(_("Your connection’s address, and the name of your browser"), ""),
        ]
    }


def _hours(seconds: int) -> str:
    hours = seconds // 3600
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
