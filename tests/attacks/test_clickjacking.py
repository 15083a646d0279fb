"""No answer of the site can be put into a frame of another, whatever kind of answer it is."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import Reader
from tests.factories import make_article, make_campaign, make_event, make_landing, make_page, make_picture
from tests.front import Front
from tests.signin.test_every_address import addresses as staff_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

# One value for each part of an address, of something that is there.
PARTS = {
    "slug": "sample",
    "section": "rights",
    "key": "first",
    "pk": "1",
    "year": "2020",
    "address": "help/",
    "token": "0" * 16,
    "width": "360",
    "extension": "webp",
}
DENIED = {"DENY"}


def public_routes(resolver=None, prefix=""):
    """Each address of readers, as Django's own resolver has it, with something in the place of its parts."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from public_routes(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)


def filled(route):
    path = route
    for name, value in PARTS.items():
        for kind in ("slug:", "int:", "year:", "str:", ""):
            path = path.replace(f"<{kind}{name}>", value)
    return None if "<" in path or "(" in path else f"/{path}"


@pytest.fixture
def content(media):
    make_page("home", "home", at_root=True)
    for section in ("help", "rights"):
        make_landing(section)
    campaign = make_campaign()
    make_article(campaign=campaign)
    make_event()
    return make_picture()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def framed(answer):
    """What is wrong with the headers of an answer that has something to show."""
    policy = answer.headers.get("Content-Security-Policy", "")
    problems = []
    if "frame-ancestors 'none'" not in policy:
        problems.append("may be framed")
    if answer.headers.get("X-Frame-Options") not in DENIED:
        problems.append("may be framed by an old browser")
    return problems


def test_every_address_of_readers(content):
    paths = {path for route in public_routes() if not route.startswith("staff/") and (path := filled(route))}
    assert len(paths) > 35
    paths |= {content.url(360, "webp"), "/es/", "/es/help/", "/help/", "/help", "/no-such-page/", "/es/none/"}
    statuses, wrong = set(), {}
    for path in sorted(paths):
        for method in ("GET", "POST", "PUT"):
            answer = Front().get(path, REQUEST_METHOD=method)
            statuses.add(answer.status_code)
            if problems := framed(answer):
                wrong[method, path] = answer.status_code, problems
    # There is nothing to frame in an answer without words; the way out is one, and so is a bare redirect.
    assert {key: value for key, value in wrong.items() if value[0] not in (301, 302, 303)} == {}
    assert {200, 404, 405, 422, 303} <= statuses


def test_every_address_of_staff(staff, content):
    wrong = {}
    for address in staff_addresses():
        response = staff.get(address)
        if (problems := framed(response)) and response.status_code not in (301, 302):
            wrong[address] = response.status_code, problems
    assert wrong == {}


@pytest.mark.parametrize("address", ["/broken/", "/es/broken/", "/forbidden/", "/suspicious/"])
def test_every_kind_of_error(settings, address):
    settings.ROOT_URLCONF = "tests.failing_urls"
    answer = Front().get(address)
    assert answer.status_code in (400, 403, 500)
    assert framed(answer) == []


def test_a_name_that_is_not_ours():
    answer = Front().get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert framed(answer) == []


def test_a_form_that_was_refused_and_one_that_was_held(staff, content):
    strict = Reader(enforce_csrf_checks=True)
    for response in (
        strict.post("/staff/login/", {"username": "x"}),
        strict.post("/staff/resources/page/add/", {"title": "x"}),
        Reader().post("/withdraw/", {"code": "x"}, headers={"sec-fetch-site": "cross-site"}),
        Reader().post("/withdraw/", b"\xff" * 10, content_type="multipart/form-data; boundary=x"),
    ):
        assert response.status_code in (400, 403, 422)
        assert framed(response) == []


def test_a_preview_and_the_pictures_of_staff(staff, content):
    page = make_page("idea", status="draft")
    for address in (f"/staff/preview/page/{page.pk}/en/", f"/staff/pictures/{content.token}/small.webp"):
        response = staff.get(address)
        assert response.status_code == 200
        assert framed(response) == []


def test_what_was_kept_in_memory_is_sent_with_it_too(content):
    front = Front()
    front.get("/help/")
    for answer in (front.get("/help/"), front.head("/help/"), front.get("/help/", headers={"Accept-Encoding": "br"})):
        assert framed(answer) == []
