"""What stands around every public page: the organisation's details, the menu, the languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from idpwsp.foundation.page_cache.remembering import remembered
from idpwsp.middleware import is_staff_address, language_in
from resources.landing import landings, site_pages
from resources.models import Organisation, Section


@dataclass(frozen=True)
class MenuItem:
    section: str
    label: str
    url: str


@dataclass(frozen=True)
class Language:
    """A language of the site and this very page's address in it."""

    code: str
    name: str
    url: str


def chrome(request: HttpRequest) -> dict[str, Any]:
    """A context processor. Staff pages have a dress of their own and need none of this."""
    if is_staff_address(request) and not getattr(request, "is_preview", False):
        return {}
    path = getattr(request, "public_path", request.path)
    items = menu()
    return {
        "organisation": Organisation.shown(),
        "menu": items,
        # What stands on many pages alike depends on this, and not on where exactly one is.
        "here": path if any(item.url == path for item in items) else "",
        "site_pages": site_pages(),
        "languages": languages(path),
        "home_url": reverse("page", kwargs={"address": ""}),
        "site_url": settings.SITE_URL,
        # Every form says it beside its own days.
        "backup_days": settings.BACKUP_DAYS,
        "public_url": settings.SITE_URL + path,
    }


# Where campaigns, news and events stand in the menu.
AFTER = Section.FACTS


@remembered
def menu() -> tuple[MenuItem, ...]:
    """The landing pages that are published, in the active language, and the campaigns among them."""
    order = list(Section.values)
    landing = [
        # A page without words in this language still has its place in the menu, under the section's name.
        MenuItem(each.section, each.label if each.is_translated else str(Section(each.section).label), each.url)
        for each in landings()
        if each.section not in (Section.HOME, Section.SITE)
    ]
    before = sum(order.index(item.section) <= order.index(AFTER) for item in landing)
    # Its list is there even while nothing is listed.
    campaigns = MenuItem("campaigns", _("Campaigns"), reverse("campaigns"))
    return (*landing[:before], campaigns, *landing[before:])


def languages(path: str) -> list[Language]:
    """Each language by its own name, with the address of the same page in it."""
    current = language_in(path)
    bare = path if current == settings.LANGUAGE_CODE else path.removeprefix(f"/{current}")
    return [
        Language(code, get_language_info(code)["name_local"].capitalize(), in_language(bare, code))
        for code, _name in settings.LANGUAGES
    ]


def in_language(bare: str, code: str) -> str:
    """An address without a language prefix, moved to a language. Always one of ours: browsers see a host in what
    follows two slashes or backslashes, and the page for what is not there is shown at any address."""
    bare = "/" + bare.lstrip("/\\")
    return bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"
