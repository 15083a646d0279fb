"""The floor's own tables, each beside what it is for."""

from idpwsp.foundation.addresses import FormerAddress
from idpwsp.foundation.links.models import LinkCheck, OutwardLink

__all__ = ["FormerAddress", "LinkCheck", "OutwardLink"]
