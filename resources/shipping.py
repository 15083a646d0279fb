"""Loading the shipped pages, directory and details (``resources/content/``). How each unit is treated: loading.py."""

from collections import Counter
from pathlib import Path

from django.db import transaction

from resources.loading import CHECKED_FIELDS, ContentError, Kind, Loader, Values, checked
from resources.models import Card, Door, Need, Organisation, Page, Service

__all__ = ["CONTENT", "ContentError", "load_shipped_content"]

CONTENT = Path(__file__).parent / "content"

PAGE = Kind(Page, ("section", "slug", "at_root", "order", "to_confirm", "status"), ("section", "slug"))
CARD = Kind(Card, ("key", "order", "jurisdiction", "since", *CHECKED_FIELDS), ("key",))
SERVICE = Kind(
    Service,
    (
        "key", "order", "phone", "text_number", "web", "always_open", "cost", "asks_id", "police", "languages",
        *CHECKED_FIELDS,
    ),
    ("key",),
    {"needs": "key"},
)  # fmt: skip
NEED = Kind(Need, ("key", "order"), ("key",))
DOOR = Kind(Door, ("order",))
ORGANISATION = Kind(
    Organisation, ("phone", "post_box", "donation_url", "exit_url", "exit_name", "founded", "to_confirm")
)


@transaction.atomic
def load_shipped_content(folder: Path = CONTENT) -> Counter[str]:
    """Load every file below a folder. Returns how many units were created, updated, unchanged, kept as staff have
    them, and retired. Raises ``ContentError``; nothing is loaded then."""
    return _ContentLoader(folder).load()


class _ContentLoader(Loader):
    def load(self) -> Counter[str]:
        self.read(self.folder / "organisation.toml", self._load_organisation)
        self.read(self.folder / "services.toml", self._load_directory)
        pages = sorted((self.folder / "pages").glob("*.toml"))
        for path in pages:
            self.read(path, self._load_page)
        # Doors lead to pages, so all pages come first.
        for path in pages:
            self.read(path, self._load_doors)
        return self.counts

    def _load_organisation(self, entry: Values) -> None:
        self.unit(ORGANISATION, "organisation", entry)

    def _load_directory(self, directory: Values) -> None:
        for entry in directory["needs"]:
            self.unit(NEED, f"need:{entry['key']}", entry)
        for entry in directory["services"]:
            self.unit(SERVICE, f"service:{entry['key']}", checked(entry))

    def _load_page(self, entry: Values) -> None:
        name = f"{entry['section']}/{entry['slug']}"
        written_before = self.written
        page = self.unit(PAGE, f"page:{name}", {"status": Page.Status.PUBLISHED, **entry})
        # Before the others, which may take the place of one.
        for key in entry.get("retired", []):
            self.retire(CARD, f"card:{name}#{key}")
        for order, card in enumerate(entry.get("cards", []), start=1):
            if page is not None:
                self.unit(CARD, f"card:{name}#{card['key']}", {**checked(card), "order": order * 10}, page=page)
        self.keep_history(page, written_before)

    def _load_doors(self, entry: Values) -> None:
        shipped = self.ledger.get(f"page:{entry['section']}/{entry['slug']}")
        page = Page.objects.filter(pk=shipped.object_id).first() if shipped else None
        if page is None:
            return
        written_before = self.written
        for order, door in enumerate(entry.get("doors", []), start=1):
            target = Page.objects.filter(address=door["target"].removeprefix("/")).first()
            if target is not None:
                self.unit(DOOR, f"door:{door['target']}", {**door, "order": order * 10}, page=page, target=target)
        self.keep_history(page, written_before)
