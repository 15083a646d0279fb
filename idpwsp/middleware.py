"""What every answer passes through. Public answers know nobody: no cookie, no language guessed, no trace."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]

# Nothing on this site needs a sensor, a camera or an advertising feature, ours or anybody's.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
        "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "identity-credentials-get",
        "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb",
        "xr-spatial-tracking",
    )
)  # fmt: skip


def is_staff_address(request: HttpRequest) -> bool:
    """Whether the address is behind the staff door."""
    return request.path_info.startswith(settings.STAFF_PATH)


def language_in(path: str) -> str:
    """The language that an address stands in: by its first part, or English.

    Django's ``get_language_from_path`` also takes /es-mx/ for Spanish, where no page stands.
    """
    first = path.split("/", 2)[1]
    return first if first in dict(settings.LANGUAGES) and first != settings.LANGUAGE_CODE else settings.LANGUAGE_CODE


def no_cookies_from_readers(get_response: GetResponse) -> GetResponse:
    """Whatever cookie comes with a request for a public page, nobody sees it. We have set none, and a broken one would
    make Django's own middleware set another."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_staff_address(request):
            request.COOKIES = {}
        return get_response(request)

    return middleware


def response_headers(get_response: GetResponse) -> GetResponse:
    """Headers that no middleware of Django's sets."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if is_staff_address(request):
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return middleware


def staff_policy(get_response: GetResponse) -> GetResponse:
    """Give staff pages their own Content-Security-Policy. A view that chose one (the preview) keeps it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_staff_address(request) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.STAFF_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response

    return middleware


def compress_public_pages(get_response: GetResponse) -> GetResponse:
    """gzip for readers' pages. Staff pages hold form tokens, which compression could betray (BREACH); pictures are
    compressed already."""
    compressed = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_staff_address(request) or request.path_info.startswith(settings.MEDIA_URL):
            return get_response(request)
        return compressed(request)  # type: ignore[return-value]

    return middleware


def language_from_address(get_response: GetResponse) -> GetResponse:
    """Take the language from the address alone.

    Django's own middleware would also look at a cookie and at Accept-Language, and say so in ``Vary``.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = language_in(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
