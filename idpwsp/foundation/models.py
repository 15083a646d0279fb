"""The floor's own tables."""

from idpwsp.foundation.addresses import FormerAddress

__all__ = ["FormerAddress"]
