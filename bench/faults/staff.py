"""Somebody on the staff who is signed in, and sends pictures over the wire."""

import http.client
import io
import secrets

from PIL import Image

from bench.faults.site import Site, ask

ADD = "/staff/resources/picture/add/"
COOKIE = """
from django.contrib.auth import get_user_model
from bench.seeding import signed_in
print(signed_in(get_user_model().objects.get(username="staff")).cookies["staff"].value)
"""
TYPED = {"alt": "A red umbrella", "caption": "In front of City Hall", "people": "somebody", "may_show": "yes",
         "credit": "Ana", "note": "She agreed on Monday", "_save": "1"}  # fmt: skip


def staff_cookie(site: Site) -> str:
    """The cookie of somebody who has given password and code."""
    return site.python(COOKIE).splitlines()[-1]


def picture(width: int, height: int) -> bytes:
    """A JPEG of noise, which is hard to pack."""
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def upload(site: Site, cookie: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a form with a picture in it, as a browser would send them."""
    from tests.admin_forms import fields_of

    page = ask(site.port, ADD, Cookie=f"staff={cookie}")
    token = page.headers["set-cookie"].partition("staff-form=")[2].partition(";")[0]
    fields = {**fields_of(page.words, "picture_form"), **TYPED}
    edge = secrets.token_hex(16)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{each}\r\n'.encode()
        for name, value in fields.items() if name != "file"
        for each in (value if isinstance(value, list) else [value])
    ]  # fmt: skip
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
    headers = {
        "Host": f"127.0.0.1:{site.port}", "Cookie": f"staff={cookie}; staff-form={token}",
        "Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(len(body)),
    }  # fmt: skip
    return body, headers


def add_picture(site: Site, cookie: str, content: bytes, front: int = 0) -> int:
    """The status that a whole upload is answered with: 302 where it was taken, 0 where nothing came back.

    ``front`` is the port of a proxy that it goes through.
    """
    body, headers = upload(site, cookie, content)
    connection = http.client.HTTPConnection("127.0.0.1", front or site.port, timeout=120)
    try:
        connection.request("POST", ADD, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
