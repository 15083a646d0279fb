"""Everything below /staff/ is closed to whoever has given the password alone, or has only Django's own session."""

import pytest
from django.urls import URLResolver, get_resolver

from tests.conftest import Reader
from tests.signin.phones import give_password

pytestmark = pytest.mark.django_db
# The door itself, and the words of Django's own scripts, which are the same for everybody.
OPEN = {"staff/login/", "staff/login/code/", "staff/login/phone/"}
# What opens by a secret in its address alone; one that is none is not found (test_invitations.py).
OPEN |= {"staff/join/" + "0" * 16 + "/"}
EXAMPLES = {
    "kind": "page", "pk": "1", "language": "en", "object_id": "1", "content_type_id": "1", "token": "0" * 16,
    "url": "nowhere", "app_label": "resources", "id": "1", "queue": "help", "version_id": "1",
}  # fmt: skip


def addresses() -> list[str]:
    """One of each route."""
    return sorted({"/" + route % {name: EXAMPLES.get(name, "1") for name in names} for route, names in every_route()})


def every_route() -> list[tuple[str, list[str]]]:
    """What ``reverse`` knows: each route below /staff/ as a format, with the names of its parts."""
    routes = []

    def collect(resolver: URLResolver, prefix: str) -> None:
        for _name, entries in resolver.reverse_dict.lists():
            for possibilities, _pattern, _defaults, _converters in entries:
                routes.extend((prefix + route, names) for route, names in possibilities)
        for _name, (below, inner) in resolver.namespace_dict.items():
            collect(inner, prefix + below)

    collect(get_resolver(), "")
    return [(route, names) for route, names in routes if route.startswith("staff/")]


def test_the_walk_finds_what_there_is():
    found = addresses()
    assert len(found) > 60
    for known in ("/staff/", "/staff/links/", "/staff/preview/page/1/en/", "/staff/pictures/", "/staff/codes/",
                  "/staff/resources/page/1/change/", "/staff/auth/user/1/phone/"):  # fmt: skip
        assert known in found


@pytest.mark.parametrize("how", ["with the password", "with a session of Django's own", "with nothing"])
def test_nothing_is_open(how, door, maria, phone):
    if how == "with the password":
        give_password(door)
    elif how == "with a session of Django's own":
        door.force_password_only_login(maria)
    opened = []
    for address in addresses():
        if address.lstrip("/") in OPEN:
            continue
        response = door.get(address)
        is_shut = response.status_code in (302, 403, 404, 405) and (
            response.status_code != 302 or response.headers["Location"].startswith(("/staff/login/", "/staff/"))
        )
        if not is_shut or response.status_code in (404, 405):
            opened.append((address, response.status_code))
    assert opened == []


def test_no_form_is_taken_either(maria, phone, rights):
    reader = Reader(raise_request_exception=False)
    reader.force_password_only_login(maria)
    for address in addresses():
        if address.lstrip("/") not in OPEN and address != "/staff/logout/":
            response = reader.post(address, {"post": "yes"})
            assert response.status_code in (302, 403, 405), (address, response.status_code)
            if response.status_code == 302:
                assert response.headers["Location"].startswith("/staff/login/"), address
