from idpwsp.foundation.links.models import LinkCheck, OutwardLink  # noqa: F401
