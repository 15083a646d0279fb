"""What stands around every public page: the organisation's details, the menu, the languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from idpwsp.middleware import is_staff_address, language_in
from resources.models import Organisation, Page, Section


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
    return {
        "organisation": Organisation.current(),
        "menu": menu(),
        "site_pages": Page.objects.published().in_section(Section.SITE).with_words()[:MOST_SITE_PAGES],
        "languages": languages(path),
        "home_url": reverse("page", kwargs={"address": ""}),
        "site_url": settings.SITE_URL,
        "public_url": settings.SITE_URL + path,
    }


# In the footer.
MOST_SITE_PAGES = 12
# Where campaigns, news and events stand in the menu.
AFTER = Section.FACTS


def menu() -> list[MenuItem]:
    """The landing pages that are published, in the active language, and the campaigns among them."""
    order = list(Section.values)
    landing = [
        MenuItem(
            page.section,
            # A page without words in this language still has its place in the menu, under the section's name.
            page.words.menu_title if page.words else str(Section(page.section).label),
            page.get_absolute_url(),
        )
        for page in Page.objects.published().in_menu().by_section().with_words()
    ]
    before = sum(order.index(item.section) <= order.index(AFTER) for item in landing)
    # Its list is there even while nothing is listed.
    campaigns = MenuItem("campaigns", _("Campaigns"), reverse("campaigns"))
    return [*landing[:before], campaigns, *landing[before:]]


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
