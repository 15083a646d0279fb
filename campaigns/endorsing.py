"""Who has signed a campaign, as its page and the list of names show it."""

from typing import Any

from campaigns.models import Campaign, Endorsement

# How many names stand on the campaign's own page; the others are a page away.
SHOWN = 40


def endorsers(campaign: Campaign) -> dict[str, Any]:
    """The context of ``components/endorsers.html``. Two queries, however many have signed; one where nobody has."""
    signatures = Endorsement.objects.filter(campaign=campaign)
    signed = signatures.signed()
    return {
        "signed": signed,
        "endorsements": list(signatures.names()[:SHOWN]) if signed.total else [],
        "can_be_signed": campaign.takes_endorsements,
    }
