"""What staff see and change of campaigns, and the queues of what strangers have sent."""

from campaigns.admin.replies import ReplyAdmin

__all__ = ["ReplyAdmin"]
