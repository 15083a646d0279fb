"""Deciding in the list of a queue: a choice beside each thing, and one button that saves all of them.

By keyboard: Tab to a choice, an arrow to make it, and at the end Enter.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import Moderated

# The names of what the list sends, each with the number of a thing after it, and of its button.
CHOICE, OPENED, SAVE = "decide-", "opened-", "_decide"


class DecidingInListMixin(admin.ModelAdmin):
    """Adds the column ``decision``. What a colleague has changed or decided on meanwhile is left as it is."""

    approve: Callable[..., None]
    decline: Callable[..., None]
    # A queue has one order; links in its head would only stand in the way of the keyboard.
    sortable_by = ()
    empty_value_display = ""

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        hidden = set() if request.GET.get("state") == "all" else {"state"}
        if not self.has_change_permission(request):
            hidden.add("decision")
        return [column for column in super().get_list_display(request) if column not in hidden]

    @admin.display(description=gettext_lazy("decision"))
    def decision(self, thing: Moderated) -> str:
        context = {"thing": thing, "choice": CHOICE, "opened": OPENED, "fingerprint": fingerprint(thing)}
        return render_to_string("admin/campaigns/decision.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if SAVE in request.POST and self.has_change_permission(request):
            return self._decide_in_list(request)
        return super().changelist_view(
            request, {"may_decide": self.has_change_permission(request), **(extra_context or {})}
        )

    def _decide_in_list(self, request: HttpRequest) -> HttpResponse:
        chosen = _chosen(request)
        decisions: dict[str, Callable[..., None]] = {"approve": self.approve, "decline": self.decline}
        found: dict[str, list[Moderated]] = {each: [] for each in decisions}
        with transaction.atomic():
            for thing in self.model._default_manager.select_for_update().filter(pk__in=chosen).order_by("pk"):
                choice = chosen[thing.pk]
                if choice in found and request.POST.get(f"{OPENED}{thing.pk}") == fingerprint(thing):
                    found[choice].append(thing)
            for choice, things in found.items():
                if things:
                    decisions[choice](request, things)
        _say_what_was_left(request, len(chosen), len(chosen) - sum(map(len, found.values())))
        query = request.GET.copy()
        # The page that was looked at may be gone, because what it showed is decided on.
        query.pop("p", None)
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)


def fingerprint(thing: Moderated) -> str:
    """What a thing says, and what was decided on it, as the hexadecimal SHA-256."""
    values = [getattr(thing, field.attname) for field in thing._meta.concrete_fields if field.name != "code_hash"]
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _chosen(request: HttpRequest) -> dict[int, str]:
    """What was chosen, by number, without those that stay as they are."""
    sent = {name.removeprefix(CHOICE): request.POST[name] for name in request.POST if name.startswith(CHOICE)}
    return {int(pk): choice for pk, choice in sent.items() if choice and pk.isdecimal() and len(pk) < 18}


def _say_what_was_left(request: HttpRequest, chosen: int, left: int) -> None:
    if not chosen:
        messages.info(request, _("Nothing was chosen, so nothing has changed."))
    if left:
        said = ngettext(
            "%(number)s left as it is: meanwhile somebody has changed it, decided on it or taken it back.",
            "%(number)s left as they are: meanwhile somebody has changed them, decided on them or taken them back.",
            left,
        )
        messages.warning(request, said % {"number": left})
