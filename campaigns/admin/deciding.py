"""Deciding on one thing of a queue in its own form: buttons that save, decide, and lead to the next that waits."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns import moderation
from campaigns.admin.deciding_in_list import fingerprint
from campaigns.admin.moderated import ModeratedAdmin
from campaigns.models import Moderated

APPROVE, DECLINE, OPENED = "_approve", "_decline", "_opened"


class DecidingForm(forms.ModelForm):
    """Refuses to write over what a colleague has saved since the form was opened: what she has taken out would be back.

    The form carries a fingerprint of what it was opened with (its SHA-256), and not the words themselves.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened = fingerprint(self.instance)

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.data.get(OPENED, self.opened) != self.opened:
            self.add_error(
                None,
                _(
                    "Not saved: somebody else has changed this or decided on it meanwhile. "
                    "Open it again from the list to see it as it is now."
                ),
            )
        return cleaned


class DecidingAdmin(ModeratedAdmin):
    """A queue with "Save and approve" and "Save and decline" in the form of each thing.

    Its form is a ``DecidingForm``; its template of the buttons extends ``admin/campaigns/decide.html``.
    """

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        thing = super().get_object(request, object_id, from_field)
        if thing is not None and request.method == "POST":
            # Of two who save at one moment the second waits here. (SQLite made it wait when it began.)
            return self.get_queryset(request).select_for_update(of=("self",)).filter(pk=thing.pk).first()
        return thing

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        # A form that was refused keeps what it was opened with: pressing again does not write over it either.
        form = context["adminform"].form
        # The two that decide, and one that only saves.
        context["show_save_and_continue"] = False
        context["opened"] = form.data.get(OPENED, "") if form.is_bound else form.opened
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Moderated, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if decision := _decision(request):
            decision(self.model._default_manager.filter(pk=obj.pk))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """Which fields, and nothing of what stands in them."""
        message: list[Any] = super().construct_change_message(request, form, formsets, add)
        return [*message, {"changed": {"fields": ["state"]}}] if _decision(request) else message

    def response_change(self, request: HttpRequest, obj: Moderated) -> HttpResponse:
        if _decision(request) is None:
            return super().response_change(request, obj)
        said = _("%(thing)s is approved and shows now.") if APPROVE in request.POST else _("%(thing)s is declined.")
        messages.success(request, said % {"thing": str(obj).capitalize()})
        waiting = self.model._default_manager.filter(state=Moderated.State.WAITING).order_by("pk")
        following = waiting.filter(pk__gt=obj.pk).first() or waiting.first()
        name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}"
        if following is None:
            messages.info(request, _("Nothing else is waiting."))
            return HttpResponseRedirect(reverse(f"{name}_changelist"))
        return HttpResponseRedirect(reverse(f"{name}_change", args=[following.pk]))


def _decision(request: HttpRequest) -> Any:
    if APPROVE in request.POST:
        return moderation.approve
    return moderation.decline if DECLINE in request.POST else None
