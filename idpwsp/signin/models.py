"""Recovery codes, invitations, and the security log. Phones are django-otp's own model."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from idpwsp.signin.acting import SERVER


class RecoveryCode(models.Model):
    """One of the codes that somebody has printed, in place of the phone. Of the code only the hash is kept.

    It is deleted when it is used. Why a fast hash without salt is enough: ``foundation.guard.codes.hash_of``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Invitation(models.Model):
    """Somebody may open an account with these rights, by a link. Of the link only the hash is kept.

    It is deleted when it is used or withdrawn, and once it has expired.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    username = models.CharField(_("username"), max_length=150)
    shown_name = models.CharField(_("shown name"), max_length=150, blank=True)
    # The key of a role; none for who reads in the inbox alone.
    role = models.CharField(_("role"), max_length=30, blank=True)
    queues = models.JSONField(default=list)
    # It falls with whoever has made it.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.username


class SecurityEntry(models.Model):
    """One line of the security log. No address, no browser, no word of what was written; to the minute."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("Signed in")
        RECOVERY = "recovery", _("Signed in with a recovery code")
        SIGNED_OUT = "signed-out", _("Signed out")
        WRONG_PASSWORD = "wrong-password", _("Wrong password")
        KEPT_OUT = "kept-out", _("Tried to sign in to a closed account")
        WRONG_CODE = "wrong-code", _("Wrong code")
        LOCKED = "locked", _("Locked out for a while")
        PASSWORD = "password", _("Changed a password")
        PHONE = "phone", _("Set up a phone")
        PHONE_TAKEN = "phone-taken", _("Took a phone and its codes away")
        CODES = "codes", _("Made new recovery codes")
        MADE = "made", _("Made an account")
        RENAMED = "renamed", _("Renamed an account")
        EMAIL = "email", _("Changed an e-mail for notices")
        OPENED = "opened", _("Let somebody sign in again")
        CLOSED = "closed", _("Closed an account")
        REMOVED = "removed", _("Deleted an account")
        RIGHTS = "rights", _("Changed role or queues")
        INVITED = "invited", _("Invited somebody")
        WITHDRAWN = "withdrawn", _("Withdrew an invitation")
        JOINED = "joined", _("Opened an account by an invitation")
        EXPORTED = "exported", _("Exported or printed from the inbox")
        DELETED = "deleted", _("Deleted")
        BROUGHT_BACK = "brought-back", _("Brought back")
        DETAILS = "details", _("Changed our own details")
        KEYS = "keys", _("Changed keys of the inbox")
        PASSPHRASE = "passphrase", _("Wrong passphrase for the inbox")
        SETTINGS = "settings", _("Changed settings of the inbox")
        BACKUP = "backup", _("Made a backup by hand")
        RESTORED = "restored", _("Brought the site back from a backup")

    at = models.DateTimeField(_("when"))
    # By name: the line stays when the account is deleted. Nothing where nobody of ours is known; acting.SERVER.
    who = models.CharField(_("who"), max_length=150, blank=True)
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    # In words: a user name with rights, or a kind of thing and a number.
    about = models.CharField(_("about"), max_length=300, blank=True)

    class Meta:
        # It is read, and nobody adds, changes or deletes a line.
        default_permissions = ("view",)
        verbose_name = _("line of the security log")
        verbose_name_plural = _("security log")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["-at"])]

    def __str__(self) -> str:
        return f"{self.who}: {self.get_kind_display()}"

    @property
    def shown_who(self) -> str:
        """For people."""
        return shown_who(self.who)


def shown_who(who: str) -> str:
    """Who, for people."""
    return gettext("the server") if who == SERVER else who or gettext("nobody we know")
