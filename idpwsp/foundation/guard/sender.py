"""Where a form came from: from our own pages or another site, and from which network address.

The address is never stored or logged. It goes into a keyed hash (``secret``) and no further.
"""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host

# One household or phone has a whole /64 of IPv6 addresses (RFC 6177), and may use a new one each hour.
_HOUSEHOLD_BITS = 64


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser itself says that another site's page has sent this form.

    Old browsers send neither header, and privacy tools make ``Origin`` "null": these pass. The forms change nothing in
    anybody's name, since nobody is signed in; this stops other sites from making their readers write to us.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "cross-site"
    origin = request.headers.get("Origin", "null")
    return origin != "null" and not _is_ours(origin)


def _is_ours(origin: str) -> bool:
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    return host == urlsplit(settings.SITE_URL).hostname or validate_host(_in_brackets(host), settings.ALLOWED_HOSTS)


def _in_brackets(host: str) -> str:
    """As ``ALLOWED_HOSTS`` has IPv6 addresses."""
    return f"[{host}]" if ":" in host else host


def sender_of(request: HttpRequest) -> str:
    """Who has sent this, as far as the network knows: an IPv4 address, or the network of an IPv6 address.

    Behind ``PROXY_COUNT`` proxies of ours the address is the one that the outermost of them has added to
    X-Forwarded-For; what stands before it was written by the sender and proves nothing.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    count = settings.PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    text = forwarded[-count] if 0 < count <= len(forwarded) else peer
    try:
        address = ip_address(text)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> _HOUSEHOLD_BITS << _HOUSEHOLD_BITS)}/{_HOUSEHOLD_BITS}"
    return str(address)
