"""Who may do what: a table of roles, kept as Django's groups. Giving a role something new is one line here.

A role's key is the name of its group and never changes; its label may. See docs/decisions/0013.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contact.inbox.models import Queue

MAY_DO_EVERYTHING = _("May do everything")
# What no model has by itself: to change words in languages other than English (idpwsp.foundation.editing).
TRANSLATE = settings.TRANSLATION_PERMISSION


@dataclass(frozen=True)
class Role:
    """Permissions as patterns of ``app.action_model``: all that match ``may``, apart from those in ``but_not``."""

    key: str
    label: str | Promise
    help: str | Promise
    may: tuple[str, ...]
    but_not: tuple[str, ...] = ()

    def grants(self, permission: Permission) -> bool:
        name = f"{permission.content_type.app_label}.{permission.codename}"
        return _matches(name, self.may) and not _matches(name, self.but_not)


# What readers read. New models of these apps are content too, until a role says otherwise.
CONTENT = ("resources.*", "campaigns.*")
# What waits for a decision, with the names of those who have sent it.
FROM_STRANGERS = ("campaigns.*_endorsement", "campaigns.*_reply")

EDITOR = Role(
    "editor",
    _("Editor"),
    _("writes everything that readers read"),
    may=(*CONTENT, TRANSLATE),
    # They may look: a wrong phone number or exit site endangers readers.
    but_not=("resources.add_organisation", "resources.change_organisation", "resources.delete_organisation"),
)
ADMINISTRATOR = Role(
    "administrator",
    _("Administrator"),
    _("an editor who also changes our own details and says who can sign in"),
    # Not to read what came in: that is given queue by queue.
    may=(*CONTENT, TRANSLATE, "auth.*_user", "signin.view_securityentry", "inbox.manage_inbox"),
)
TRANSLATOR = Role(
    "translator",
    _("Translator"),
    _("sees everything that readers read, and writes it in languages other than English"),
    may=("resources.view_*", "campaigns.view_*", TRANSLATE),
    but_not=FROM_STRANGERS,
)
MODERATOR = Role(
    "moderator",
    _("Moderator"),
    _("decides on endorsements and replies, and sees everything that readers read"),
    may=("resources.view_*", "campaigns.view_*", "campaigns.change_endorsement", "campaigns.change_reply"),
)
ROLES = (EDITOR, TRANSLATOR, MODERATOR, ADMINISTRATOR)
KEYS = tuple(role.key for role in ROLES)
# Beside a role, or without one: who may read which queue of the inbox. Opening what is in it takes a key as well.
READERS = {name: Role(f"inbox-{name}", label, "", may=(f"inbox.read_{name}",)) for name, label in Queue.Name.choices}


def bring_groups_up_to_date(**kwargs: Any) -> None:
    """After ``migrate``: every role has exactly what the table gives it."""
    _app, codename = TRANSLATE.split(".")
    Permission.objects.get_or_create(
        codename=codename,
        content_type=ContentType.objects.get_for_model(Group),
        defaults={"name": "Can translate content"},
    )
    permissions = list(Permission.objects.select_related("content_type"))
    for role in (*ROLES, *READERS.values()):
        group, _made = Group.objects.get_or_create(name=role.key)
        has = set(group.permissions.all())
        gets = {permission for permission in permissions if role.grants(permission)}
        group.permissions.remove(*(has - gets))
        group.permissions.add(*(gets - has))


def role_of(user: User) -> Role | None:
    """The role that somebody was given. A superuser needs none."""
    held = {group.name for group in user.groups.all()}
    return next((role for role in ROLES if role.key in held), None)


def labels_of(names: Iterable[str], is_superuser: bool = False) -> list[str]:
    """What groups are called: roles, then queues, then what is neither."""
    left = set(names)
    known = [str(role.label) for role in (*ROLES, *READERS.values()) if role.key in left]
    others = sorted(left - set(KEYS) - {role.key for role in READERS.values()})
    return [*([str(MAY_DO_EVERYTHING)] if is_superuser else []), *known, *others]


def give(user: User, role: Role | None) -> None:
    """Give somebody this role, or none, in place of the one they had. Groups that are no role stay."""
    _keep(user, KEYS, {role.key} if role else set())


def queues_of(user: User) -> list[str]:
    """The names of the queues that somebody was given to read."""
    held = {group.name for group in user.groups.all()}
    return [name for name, role in READERS.items() if role.key in held]


def give_queues(user: User, names: Iterable[str]) -> None:
    """Give somebody these queues to read and no others."""
    _keep(user, [role.key for role in READERS.values()], {READERS[name].key for name in names})


def _keep(user: User, of: Iterable[str], wanted: set[str]) -> None:
    """Of these groups, somebody is to be in those that are wanted. Others are left alone."""
    user.groups.remove(*Group.objects.filter(name__in=of).exclude(name__in=wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted))


def administrators() -> QuerySet[User]:
    """All who can say who signs in: administrators and superusers who may sign in themselves."""
    may = Q(is_superuser=True) | Q(groups__name=ADMINISTRATOR.key)
    return User.objects.filter(may, is_active=True, is_staff=True).distinct()


def is_last_administrator(user: User | None) -> bool:
    """Whether nobody would be left to say who can sign in, if this person could not."""
    if user is None or user.pk is None or not administrators().filter(pk=user.pk).exists():
        return False
    return not administrators().exclude(pk=user.pk).exists()


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
