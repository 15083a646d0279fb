"""A phone's key as what a camera reads and what fingers type."""

from base64 import b32encode
from dataclasses import dataclass

from django_otp.plugins.otp_totp.models import TOTPDevice

# The quiet zone that readers need (ISO/IEC 18004), in modules.
BORDER = 4
GROUP = 4


@dataclass(frozen=True)
class Picture:
    """A QR code as one path of an SVG, which needs neither a style nor a request of its own."""

    path: str
    size: int


def picture(phone: TOTPDevice) -> Picture:
    """What an authenticator app scans."""
    # Four megabytes for what a person sees once: not in every process from the start.
    import segno

    code = segno.make(phone.config_url, error="m", micro=False)
    dark = [
        f"M{column + BORDER} {row + BORDER}h1v1h-1z"
        for row, line in enumerate(code.matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    ]
    return Picture("".join(dark), len(code.matrix) + 2 * BORDER)


def typed_key(phone: TOTPDevice) -> str:
    """The same key for fingers, in groups of four; apps take it with or without the spaces."""
    text = b32encode(phone.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))
