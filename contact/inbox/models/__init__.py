from contact.inbox.models.audit import AuditEntry
from contact.inbox.models.conversation import Conversation, ReceiptSalt, Record
from contact.inbox.models.keyholder import Keyholder, Share
from contact.inbox.models.queue import Queue, QueueKey

__all__ = ["AuditEntry", "Conversation", "Keyholder", "Queue", "QueueKey", "ReceiptSalt", "Record", "Share"]
