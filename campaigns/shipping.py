"""Loading the shipped campaigns (``campaigns/content/``), after the pages that they rest on."""

from collections import Counter
from pathlib import Path

from django.db import transaction

from campaigns.models import Campaign, Step
from resources.loading import CHECKED_FIELDS, Kind, Loader, Values, checked

CONTENT = Path(__file__).parent / "content"

CAMPAIGN = Kind(Campaign, ("slug", "order", "standing", "status"), ("slug",), {"rests_on": "address"})
STEP = Kind(Step, ("key", "jurisdiction", "since", "is_victory", *CHECKED_FIELDS), ("key",))


@transaction.atomic
def load_shipped_campaigns(folder: Path = CONTENT) -> Counter[str]:
    """Load every file of a folder. Returns how many units were created, updated, unchanged, kept as staff have them,
    and retired. Raises ``ContentError``; nothing is loaded then."""
    return _CampaignLoader(folder).load()


class _CampaignLoader(Loader):
    def load(self) -> Counter[str]:
        for path in sorted(self.folder.glob("*.toml")):
            self.read(path, self._load_campaign)
        return self.counts

    def _load_campaign(self, entry: Values) -> None:
        slug = entry["slug"]
        written_before = self.written
        pages = [address.removeprefix("/") for address in entry["rests_on"]]
        campaign = self.unit(
            CAMPAIGN, f"campaign:{slug}", {"status": Campaign.Status.PUBLISHED, **entry, "rests_on": pages}
        )
        for key in entry.get("retired", []):
            self.retire(STEP, f"step:{slug}#{key}")
        for step in entry.get("steps", []):
            if campaign is not None:
                self.unit(STEP, f"step:{slug}#{step['key']}", checked(step), campaign=campaign)
        self.keep_history(campaign, written_before)
