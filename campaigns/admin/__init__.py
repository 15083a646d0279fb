"""What staff see and change of campaigns, and what strangers have sent."""

from campaigns.admin.endorsements import EndorsementAdmin

__all__ = ["EndorsementAdmin"]
