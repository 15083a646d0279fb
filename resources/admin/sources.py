"""Sources as lines of text: what hangs on a card that hangs on a page, without a form within a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idpwsp.foundation.editing import WordsForm
from idpwsp.foundation.translation import SOURCE_LANGUAGE


class SourcesField(forms.CharField):
    """One source a line: its title, then its address. Cleans to a list of (title, address)."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField sources"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Sources"),
            help_text=gettext_lazy("One a line: the title, a space, the address. Example: CalVCB, Appeals https://…"),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        sources = []
        for number, line in enumerate((super().to_python(value) or "").splitlines(), start=1):
            if not line.strip():
                continue
            # The last word is the address.
            title, *last = line.strip().rsplit(maxsplit=1)
            address = last[0] if last else ""
            scheme, _slashes, rest = address.partition("://")
            if not (rest and scheme in ("https", "http")):
                raise ValidationError(
                    _("Line %(number)s needs a title, a space and an address that begins with https://."),
                    params={"number": number},
                )
            try:
                URLValidator(schemes=["http", "https"])(address)
            except ValidationError as error:
                raise ValidationError(
                    _("The address in line %(number)s is not complete."), params={"number": number}
                ) from error
            sources.append((title, address))
        return sources

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _lines(initial) != _lines(data)


class SourcesForm(WordsForm):
    """The form of a thing with ``sources``."""

    sources_as_text = SourcesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.language_code != SOURCE_LANGUAGE:
            # Facts stand once, in the English form: a translation asks for words alone.
            del self.fields["sources_as_text"]
        elif self.instance.pk:
            self.initial["sources_as_text"] = "\n".join(
                source.line_of(vars(source)) for source in self.instance.sources.all()
            )

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if "sources_as_text" in self.changed_data:
            self.instance.sources.all().delete()
            for order, (title, url) in enumerate(self.cleaned_data["sources_as_text"]):
                self.instance.sources.create(title=title, url=url, order=order)


def _lines(text: Any) -> list[str]:
    """The lines of what was typed; what the form was opened with comes as (title, address)."""
    if isinstance(text, list):
        return [" ".join(source) for source in text]
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]
