"""The keys that a keyholder who has unlocked the inbox can use, in memory for one request."""

from contact.inbox import sealing
from contact.inbox.models import Keyholder, QueueKey, Record


class Keyring:
    """The private keys of all queues that are shared with a keyholder, opened as they are needed."""

    def __init__(self, keyholder: Keyholder, private: bytes) -> None:
        self.keyholder = keyholder
        self.private = private
        self._opened: dict[int, bytes | None] = {}
        self._wrapped: dict[int, bytes] | None = None

    def private_key(self, queue_key_id: int) -> bytes | None:
        """The private half of a queue's key, or None where it is not shared. Raises ``WrongKey``. One query in all."""
        if self._wrapped is None:
            shares = self.keyholder.shares.values_list("queue_key_id", "wrapped")
            self._wrapped = {key_id: bytes(wrapped) for key_id, wrapped in shares}
        if queue_key_id not in self._opened:
            wrapped = self._wrapped.get(queue_key_id)
            self._opened[queue_key_id] = sealing.unwrap(wrapped, self.private) if wrapped else None
        return self._opened[queue_key_id]

    def holds(self, queue_key: QueueKey) -> bool:
        """Whether a queue's key is shared, and opens."""
        try:
            return self.private_key(queue_key.pk) is not None
        except sealing.WrongKey:
            return False

    def record_key(self, record: Record) -> bytes | None:
        """The key of one record, or None where its queue's key is not shared. Raises ``WrongKey``."""
        private = self.private_key(record.queue_key_id)
        return sealing.unwrap(bytes(record.key_for_queue), private) if private else None

    def fits(self, queue_key: QueueKey) -> bool:
        """Whether a queue's public key is the one that belongs to the private key that is shared."""
        try:
            private = self.private_key(queue_key.pk)
        except sealing.WrongKey:
            return False
        return private is None or sealing.KeyPair.of(private).public == bytes(queue_key.public_key)
