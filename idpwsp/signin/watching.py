"""What the security log is told without being called: changed accounts and rights, our own details, deleted content.

Signals see what forms, commands and a shell do alike. They do not see what is written past the models (``update()``).
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from idpwsp.roles import administrators, labels_of
from idpwsp.signin import acting, invitations, security_log, sessions
from idpwsp.signin.acting import Act
from idpwsp.signin.security_log import Kind
from resources.models import Organisation

logger = logging.getLogger(__name__)

OF_ACCOUNTS = {"username", "email", "password", "is_active", "is_staff", "is_superuser"}
# Of our own details, what leads readers or money somewhere.
OF_OURS = ("phone", "post_box", "donation_url", "exit_url", "exit_name")
CONTENT = ("resources", "campaigns")


def connect() -> None:
    """For ``ready()``: models are there."""
    pre_save.connect(account_changes, sender=User, dispatch_uid="security log")
    post_save.connect(account_changed, sender=User, dispatch_uid="security log")
    pre_delete.connect(account_goes, sender=User, dispatch_uid="security log")
    post_delete.connect(account_gone, sender=User, dispatch_uid="security log")
    m2m_changed.connect(rights_change, sender=User.groups.through, dispatch_uid="security log")
    pre_save.connect(ours_change, sender=Organisation, dispatch_uid="security log")
    post_save.connect(ours_changed, sender=Organisation, dispatch_uid="security log")
    for app in CONTENT:
        for model in apps.get_app_config(app).get_models():
            post_delete.connect(content_gone, sender=model, dispatch_uid="security log")
            post_save.connect(content_saved, sender=model, dispatch_uid="security log")


# ── Accounts ───────────────────────────────────────────────────────────────


def account_changes(instance: Any, update_fields: Any, **kwargs: Any) -> None:
    """Look at it as it was."""
    saved = OF_ACCOUNTS if update_fields is None else OF_ACCOUNTS & set(update_fields)
    # At a sign-in Django may store the same password under a newer hash.
    is_same_password = update_fields is not None and saved == {"password"} and instance._password is None
    if instance.pk and saved and not is_same_password:
        instance.before_saving = User.objects.filter(pk=instance.pk).first()


def account_changed(instance: Any, created: bool, **kwargs: Any) -> None:
    before = instance.__dict__.pop("before_saving", None)
    if created:
        # Nobody is signed in where somebody uses an invitation.
        kind, by = (Kind.JOINED, instance) if acting.is_anonymous() else (Kind.MADE, None)
        _say_rights(instance, kind, by)
        return
    if before is None:
        return
    now = User.objects.get(pk=instance.pk)
    name, password_is_new = now.get_username(), before.password != now.password
    if before.get_username() != name:
        security_log.note(Kind.RENAMED, about=f"{before.get_username()} → {name}")
    if before.email != now.email:
        security_log.note(Kind.EMAIL, about=name)
    if before.is_superuser != now.is_superuser:
        _say_rights(now)
    if _may_sign_in(before) != _may_sign_in(now):
        security_log.note(Kind.OPENED if _may_sign_in(now) else Kind.CLOSED, about=name)
    if password_is_new:
        security_log.note(Kind.PASSWORD, about=name)
    if not _may_sign_in(now):
        # Otherwise a session would come back to life with the account.
        sessions.end(now)
    _look_after_invitations(now, is_doubtful=password_is_new)


def account_goes(instance: Any, **kwargs: Any) -> None:
    invitations.withdraw_all_by(instance)


def account_gone(instance: Any, **kwargs: Any) -> None:
    security_log.note(Kind.REMOVED, about=instance.get_username())


def rights_change(instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Somebody comes into a group or leaves it; from the side of the group perhaps several people."""
    if action.startswith("pre_"):
        people: Iterable[User] = [instance]
        if reverse:
            people = User.objects.filter(pk__in=pk_set) if pk_set is not None else instance.user_set.all()
        instance.rights_before = [(user, _groups_of(user)) for user in people]
        return
    for user, before in instance.__dict__.pop("rights_before", ()):
        if _groups_of(user) != before:
            _say_rights(user)
            _look_after_invitations(user)


def _may_sign_in(user: User) -> bool:
    return user.is_active and user.is_staff


def _groups_of(user: User) -> set[str]:
    return set(User.groups.through.objects.filter(user=user.pk).values_list("group__name", flat=True))


def _say_rights(user: User, kind: str = Kind.RIGHTS, by: Any = None) -> None:
    """What somebody may do now. One line for all that one form changes in it."""
    about = security_log.with_rights(user.get_username(), labels_of(_groups_of(user), user.is_superuser))
    act = acting.current()
    if act and (line := act.rights.get(user.pk)):
        security_log.put_right(line, about)
    elif (line := security_log.note(kind, by, about)) and act:
        act.rights[user.pk] = line


def _look_after_invitations(user: User, is_doubtful: bool = False) -> None:
    """The link of an invitation must not outlast whoever made it: a session that was stolen could have made one to come
    back by. So they go for good with the role, with the right to sign in, and also with a password or phone."""
    if is_doubtful or not administrators().filter(pk=user.pk).exists():
        invitations.withdraw_all_by(user)


# ── Our own details ────────────────────────────────────────────────────────


def ours_change(instance: Any, **kwargs: Any) -> None:
    instance.before_saving = Organisation.objects.filter(pk=instance.pk).values(*OF_OURS).first()


def ours_changed(instance: Any, **kwargs: Any) -> None:
    before = instance.__dict__.pop("before_saving", None)
    if before is None:
        return
    now = Organisation.objects.filter(pk=instance.pk).values(*OF_OURS).get()
    changed = [name for name in OF_OURS if before[name] != now[name]]
    if changed:
        labels = [str(Organisation._meta.get_field(name).verbose_name) for name in changed]
        security_log.note(Kind.DETAILS, about=", ".join(labels))


# ── Content ────────────────────────────────────────────────────────────────


def content_gone(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    if act := acting.current():
        act.gone[sender].add(instance.pk)


def content_saved(sender: type[Model], instance: Model, created: bool, raw: bool, **kwargs: Any) -> None:
    """``raw``: written as it was kept."""
    if created and raw and (act := acting.current()):
        act.kept[sender].add(instance.pk)


def tell(act: Act) -> None:
    """At the end of a request, one line for all that is gone now, and one for all that is back.

    What was not kept to (a form that failed half-way), and what was deleted and put back, is neither. Nobody deletes by
    looking: what goes then has reached its date.
    """
    if not (act.gone or act.kept) or act.request.method != "POST":
        return
    try:
        gone = {model: numbers - _there(model, numbers) for model, numbers in act.gone.items()}
        back = {model: _there(model, numbers) - act.gone[model] for model, numbers in act.kept.items()}
    except DatabaseError:
        logger.exception("Not written into the security log: what was deleted or brought back")
        return
    for kind, things in ((Kind.DELETED, gone), (Kind.BROUGHT_BACK, back)):
        if about := _in_words(things):
            security_log.note(kind, about=about)


def _there(model: type[Model], numbers: Iterable[Any]) -> set[Any]:
    return set(model._base_manager.in_bulk(numbers))


def _in_words(things: dict[type[Model], set[Any]]) -> str:
    """What kind of thing and its number, or how many; never its name. Words and sources count where they are all."""
    found = {model: numbers for model, numbers in things.items() if numbers}
    wholes = {model: numbers for model, numbers in found.items() if not _is_part(model)}
    # What hangs on a thing goes before it.
    said = reversed((wholes or found).items())
    return ", ".join(
        f"{model._meta.verbose_name} {min(numbers)}" if len(numbers) == 1
        else f"{model._meta.verbose_name} × {len(numbers)}"
        for model, numbers in said
    )  # fmt: skip


def _is_part(model: type[Model]) -> bool:
    return hasattr(model, "word_fields") or hasattr(model, "line_of")
