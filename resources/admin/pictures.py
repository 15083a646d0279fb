"""Pictures: sent, described, listed with where they are used, and removed with their files."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation import pictures
from idpwsp.foundation.editing import TRANSLATION_FIELDS, WordsAdmin, WordsForm, languages_column
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from idpwsp.foundation.uploads import check_size
from resources.admin.picture_uses import Uses, holders, uses
from resources.models import Picture
from resources.models.picture import remove_orphans

NOWHERE = Uses([])


class PictureForm(WordsForm):
    """A picture's file and words. The file is made ready in memory while the form is checked."""

    file = forms.FileField(
        label=_("File"),
        # iPhones turn HEIC into JPEG for a form that does not name it.
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/tiff"}),
        help_text=_(
            "JPEG, PNG, WebP, AVIF or TIFF, up to 25 MB. We keep what can be seen and nothing else of it: "
            "not the place, the time or the camera, and not the file itself."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.language_code != SOURCE_LANGUAGE:
            del self.fields["file"]
        elif self.instance.pk and self.instance.has_files:
            self.fields["file"].required = False
            self.fields["file"].label = _("Another file in its place")

    def full_clean(self) -> None:
        """Nothing typed is lost over an error, but no browser sends a file twice by itself: say so."""
        super().full_clean()
        if self.is_bound and self.errors and self.cleaned_data.get("file"):
            self.add_error("file", _("This file is fine, but it has to be chosen again: browsers do not keep it."))

    def clean_file(self) -> Any:
        """The picture in the file that was sent, or None."""
        upload = self.cleaned_data["file"]
        if upload is None:
            return None
        check_size(upload)
        try:
            return pictures.read(upload)
        except pictures.PictureError as error:
            raise ValidationError(str(error), code="unreadable") from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.language_code == SOURCE_LANGUAGE and not cleaned.get("is_decorative") and not cleaned.get("alt"):
            message = _("Say what it shows, for whoever cannot see it. Or tick “decorative” if that tells nothing.")
            self.add_error("alt", message)
        if cleaned.get("people") == Picture.People.SOMEBODY and not cleaned.get("may_show"):
            self.add_error("may_show", _("People can be seen in it, so this needs an answer."))
        return cleaned


class UsedFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Used nowhere")), ("yes", _("Used"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "no":
            return queryset.exclude(pk__in=holders())
        if self.value() == "yes":
            return queryset.filter(pk__in=holders())
        return queryset


class PictureList(ChangeList):
    """The list, each picture with where it is used: a column is asked without the request."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        _note_uses(self.result_list)


@admin.register(Picture)
class PictureAdmin(WordsAdmin):
    form = PictureForm
    # Its files are gone for good.
    can_be_brought_back = False
    list_display = ("picture_column", "__str__", "state_column", "use_column", languages_column, "created_on")
    list_display_links = ("__str__",)
    list_filter = (UsedFilter, "people")
    list_per_page = 50
    search_fields = ("translations__alt", "translations__caption", "note", "credit")
    readonly_fields = ("picture_column", "state_column", "use_column")
    actions = ("delete_selected",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PictureList

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        picture = super().get_object(request, *args, **kwargs)
        if picture is not None:
            _note_uses([picture])
        return picture

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        now = [(None, {"fields": ["picture_column", ("state_column", "use_column")]})] if obj is not None else []
        if self.get_form_language(request, obj) != SOURCE_LANGUAGE:
            return [*now, (None, {"fields": ["alt", "caption"]}), TRANSLATION_FIELDS]
        return [
            *now,
            (None, {"fields": ["file", "alt", "is_decorative", "caption"]}),
            (_("People"), {"fields": ["people", "may_show"]}),
            (_("More"), {"fields": ["credit", "note"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        """Save; with a new file, its sizes are made and written first."""
        picture = form.cleaned_data.get("file")
        if picture is None:
            super().save_model(request, obj, form, change)
        else:
            obj.put(pictures.encode(picture))

    def response_add(self, request: HttpRequest, obj: Picture, *args: Any, **kwargs: Any) -> HttpResponse:
        self._warn_of_hidden(request, obj)
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Picture) -> HttpResponse:
        self._warn_of_hidden(request, obj)
        return super().response_change(request, obj)

    def _warn_of_hidden(self, request: HttpRequest, obj: Picture) -> None:
        if not obj.may_be_shown:
            self.message_user(
                request,
                _("Readers will never see this picture, because somebody in it did not agree."),
                messages.WARNING,
            )

    # ── Columns ────────────────────────────────────────────────────────────

    @admin.display(description=_("Preview"))
    def picture_column(self, picture: Picture) -> str:
        return render_to_string("admin/picture_small.html", {"picture": picture})

    @admin.display(description=_("State"))
    def state_column(self, picture: Picture) -> str:
        return str(picture.state)

    @admin.display(description=_("Used in"))
    def use_column(self, picture: Picture) -> str:
        return render_to_string("admin/picture_uses.html", {"uses": getattr(picture, "uses", NOWHERE)})

    # ── Removing ───────────────────────────────────────────────────────────

    @admin.action(permissions=["delete"], description=_("Remove these pictures and their files"))
    def delete_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return delete_selected(self, request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A picture that is shown in a text is protected as one that a page leads with is by the database."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        found = uses(admin.site, objs).values()
        links = [render_to_string("admin/picture_uses.html", {"uses": each}) for each in found]
        return deleted, counts, perms_needed, links or protected

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        super().delete_model(request, obj)
        remove_orphans()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        remove_orphans()


def _note_uses(pictures: Iterable[Any]) -> None:
    """Each with where it is used: a column is asked without the request."""
    found = uses(admin.site, pictures)
    for picture in pictures:
        picture.uses = found.get(picture.pk, NOWHERE)
