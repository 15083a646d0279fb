"""The one style sheet, which stands inside every public page and is allowed there by its hash.

Imported by settings, before the app registry exists: it may use nothing of Django's that needs it.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

import rcssmin

CSS_DIR = Path(__file__).resolve().parent.parent.parent / "static" / "css"
# From general to specific; components in the order of their names.
LAYERS = ("tokens.css", "base.css", "layout.css", "components/*.css", "print.css")


@cache
def stylesheet() -> str:
    """The site's CSS in one minified string. Read once: a change needs a restart, as a change of code does."""
    sources = [path for layer in LAYERS for path in sorted(CSS_DIR.glob(layer))]
    return rcssmin.cssmin("\n".join(path.read_text(encoding="utf-8") for path in sources))


def stylesheet_csp_hash() -> str:
    """The source expression that allows this sheet, and no other style, inside a page (CSP Level 3, 2.3.1)."""
    digest = hashlib.sha256(stylesheet().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
