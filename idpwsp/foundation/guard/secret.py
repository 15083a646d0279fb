"""The key of the guard's hashes. It is in memory alone: whoever has the disk cannot try out addresses against them.

Made when this module is first imported. gunicorn's configuration does that in the parent process, so that all its
workers have the same key; a restart makes a new one, and counting begins anew. Imports nothing of Django, which is
not set up at that time.
"""

import hashlib
import hmac
import json
import secrets

_KEY = secrets.token_bytes(32)


def keyed_hash(*parts: object) -> str:
    """A hash of what can be written as JSON. Without the key of this very process nobody can make or check it."""
    return hmac.new(_KEY, json.dumps(parts).encode(), hashlib.sha256).hexdigest()
