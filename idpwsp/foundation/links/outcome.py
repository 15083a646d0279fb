"""What was learned of an address, and how much it proves."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What staff have to do about a link: nothing, write another address, mend it, or look for themselves."""

    FINE = "fine", _("Works")
    MOVED = "moved", _("Has moved for good")
    BROKEN = "broken", _("Broken")
    DOUBTFUL = "doubtful", _("To be opened by hand")


class Reason(models.TextChoices):
    """Why a link is not known to work, in plain words."""

    NONE = "", ""
    GONE = "gone", _("The page is not there")
    NO_HOST = "no-host", _("There is no host of this name")
    REFUSED = "refused", _("The host refuses the connection")
    CERTIFICATE = "certificate", _("Its certificate is not valid, so browsers warn of it")
    SILENT = "silent", _("No answer in time")
    CUT = "cut", _("The host broke off before it answered")
    HOST_ERROR = "host-error", _("The host reports an error of its own")
    TURNED_AWAY = "turned-away", _("It refuses programs: open it by hand")
    CHAIN = "chain", _("This check cannot verify its certificate: open it by hand")
    CIRCLES = "circles", _("It sends a program from page to page: open it by hand")
    FRONT_PAGE = "front-page", _("It leads to the front page of its site now: see whether your page is still there")
    PRIVATE = "private", _("It leads into a private network, where this check does not go")
    NOT_WEB = "not-web", _("This is not a usual web address, and the check does not open it")
    ODD = "odd", _("An answer that this check does not understand: open it by hand")


# Readers cannot get there either.
PROOF = frozenset({Reason.GONE, Reason.NO_HOST, Reason.REFUSED, Reason.CERTIFICATE})
# May be over tomorrow; that it was the same in the check before is the proof.
NO_ANSWER = frozenset({Reason.SILENT, Reason.CUT, Reason.HOST_ERROR})


@dataclass(frozen=True)
class Answer:
    """What one address said. ``status`` is 0 where no HTTP answer came; ``moved_to`` is where it stands for good."""

    reason: Reason = Reason.NONE
    status: int = 0
    moved_to: str = ""
