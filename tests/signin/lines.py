"""The lines of the security log, as tests look at them."""

from idpwsp.signin.acting import SERVER
from idpwsp.signin.models import SecurityEntry


def lines() -> list[tuple[str, str, str]]:
    """(who, what, about) of what people have done, the oldest first. Tests make accounts without anybody."""
    return list(SecurityEntry.objects.exclude(who=SERVER).order_by("pk").values_list("who", "kind", "about"))


def lines_of_the_server() -> list[tuple[str, str]]:
    """(what, about) of what was done without a request."""
    return list(SecurityEntry.objects.filter(who=SERVER).order_by("pk").values_list("kind", "about"))
