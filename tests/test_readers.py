"""Public pages know nobody: no session, no user, no cookie, whatever a browser sends along."""

import http.cookies

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from idpwsp import urls as project_urls
from tests.conftest import HOST, Reader
from tests.factories import make_landing, make_page

pytestmark = pytest.mark.django_db

SEEN = []


def look(request):
    SEEN.append(request)
    return HttpResponse("seen")


urlpatterns = [path("look/", look), path("staff/look/", look), *project_urls.urlpatterns]
handler500 = project_urls.handler500

HOSTILE = {
    "no session": "staff=there-is-none",
    "a token that is none": "staff-form=<script>",
    "a token of the right length": f"staff-form={'a' * 32}",
    "a language": "django_language=es",
    "messages": 'messages="[[]]"',
    "broken": 'staff="\\377; staff-form=;;;=; =',
    "long": f"staff={'x' * 4000}; staff-form={'y' * 3000}",
}
ADDRESSES = ["/", "/help/", "/es/help/", "/no-such-page/", "/search/", "/leave/", "/robots.txt", "/sitemap.xml"]


@pytest.fixture
def site(organisation):
    make_page("home", "home", at_root=True)
    make_landing("help")


@pytest.fixture
def looking(settings):
    settings.ROOT_URLCONF = __name__
    SEEN.clear()


def answer(address: str, cookie: str = "", method: str = "GET"):
    """What the server itself is given, past the test client: status, headers as they are sent, body."""
    environ = RequestFactory(SERVER_NAME=HOST)._base_environ(
        PATH_INFO=address,
        REQUEST_METHOD=method,
        HTTP_COOKIE=cookie,
        **{"wsgi.url_scheme": "https", "SERVER_PORT": "443"},
    )
    sent = []
    body = b"".join(WSGIHandler()(environ, lambda status, headers: sent.append((status, sorted(headers)))))
    return *sent[0], body


@pytest.mark.parametrize("cookie", HOSTILE.values(), ids=HOSTILE)
def test_no_cookie_changes_anything(site, cookie):
    for address in ADDRESSES:
        assert answer(address, cookie) == answer(address)
        assert "set-cookie" not in {name.lower() for name, _value in answer(address, cookie)[1]}


def test_a_session_of_staff_changes_nothing_either(site):
    reader = Reader()
    reader.force_login(User.objects.create_superuser("maria"))
    cookie = "; ".join(f"{name}={each.value}" for name, each in reader.cookies.items())
    with CaptureQueriesContext(connection) as without:
        expected = answer("/help/")

    with CaptureQueriesContext(connection) as captured:
        assert answer("/help/", cookie) == expected

    assert len(captured) == len(without)
    for query in captured:
        assert Session._meta.db_table not in query["sql"]
        assert User._meta.db_table not in query["sql"]


def test_a_public_view_finds_no_session_no_user_no_messages_and_no_cookie(looking):
    Reader(headers={"cookie": "staff=x"}).get("/look/")

    (request,) = SEEN
    assert request.COOKIES == {}
    for name in ("session", "user", "_messages"):
        assert not hasattr(request, name)


def test_below_staff_there_is_all_of_it(looking):
    reader = Reader()
    reader.cookies = http.cookies.SimpleCookie({"staff": "x"})

    reader.get("/staff/look/")

    (request,) = SEEN
    assert request.COOKIES == {"staff": "x"}
    assert request.user.is_anonymous
    for name in ("session", "user", "_messages"):
        assert hasattr(request, name)


def test_a_public_view_that_takes_forms_without_a_guard_is_refused(looking):
    status, headers, _body = answer("/look/", f"staff-form={'a' * 32}", method="POST")

    assert status.startswith("403")
    assert "set-cookie" not in {name.lower() for name, _value in headers}
    assert SEEN == []


def test_the_checks_of_the_admin_and_of_deployment_find_what_staff_need():
    call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
    assert settings.SESSION_COOKIE_PATH == settings.CSRF_COOKIE_PATH == settings.STAFF_PATH
