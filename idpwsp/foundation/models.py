"""The floor's own tables, each beside what it is for."""

from idpwsp.foundation.addresses import FormerAddress
from idpwsp.foundation.links.models import LinkCheck, OutwardLink
from idpwsp.foundation.page_cache.generation import Generation

__all__ = ["FormerAddress", "Generation", "LinkCheck", "OutwardLink"]
