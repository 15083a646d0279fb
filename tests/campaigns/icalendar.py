"""Calendars as another library than the one that writes them reads them, and by the rules of RFC 5545."""

import vobject

ALL = "/events/calendar.ics"
ONE = "/events/sample.ics"


def raw(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content


def lines(content):
    """The content lines, unfolded. Fails where the file is not as RFC 5545, 3.1 wants it."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert not [line for line in physical if b"\n" in line or b"\r" in line]
    assert max(map(len, physical)) <= 75
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def events(client, address=ONE):
    """The events of a calendar as vobject reads them."""
    content = raw(client, address)
    calendar = vobject.readOne(content.decode())
    assert calendar.validate(raiseException=True)
    assert lines(content)
    return calendar.contents.get("vevent", [])


def only(client, address=ONE):
    [found] = events(client, address)
    return found
