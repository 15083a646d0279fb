"""What every test stands on: no network, static files as they are, and readers who come by https."""

import gc
import io
import ipaddress
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import reversion
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test import Client, override_settings
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from campaigns.shipping import load_shipped_campaigns
from contact.inbox import derivation
from idpwsp import clock
from idpwsp.foundation.page_cache import generation, remembering
from idpwsp.search import finding
from resources.models import Organisation, Page, Section
from resources.shipping import load_shipped_content
from tests.content import ContentFolder
from tests.crawl import Site, crawl
from tests.factories import make_card, make_organisation, make_page, page_words
from tests.inbox.keys import make_keys
from tests.samples import make_samples

HOST = "example.org"


class Reader(Client):
    """Somebody's browser. It comes by https, as production makes everybody do, and asks for our own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"SERVER_NAME": HOST, **kwargs})

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """Sign in with both steps. A phone is set up where somebody has none."""
        self.force_password_only_login(user)
        phone = TOTPDevice.objects.filter(user=user, confirmed=True).first()
        phone = phone or TOTPDevice.objects.create(user=user, name="phone")
        session = self.session
        session[DEVICE_ID_SESSION_KEY] = phone.persistent_id
        session.save()

    def force_password_only_login(self, user: Any) -> None:
        """A session of somebody whom Django knows, and who has never given a code."""
        super().force_login(user)

    def request(self, **environ: Any) -> Any:
        return super().request(**{**environ, "wsgi.url_scheme": "https", "SERVER_PORT": "443"})


def is_this_machine(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def pytest_collection_finish() -> None:
    """What is there now stays until the end. Looking through it again and again for garbage would be a tenth of the
    time of all tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """No test may reach another machine, nor ask for its name."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse_others(family: int, address: Any) -> None:
        # Unix sockets have a path, and never leave the machine.
        if family != socket.AF_UNIX and not is_this_machine(address[0]):
            # Failed is no Exception, so nothing in between can swallow it.
            pytest.fail(f"A test tried to reach {address[0]}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse_others(self.family, address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse_others(self.family, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_others(socket.AF_INET, (host or "",))
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Static files under their own names: the ones with a hash exist only after collectstatic."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    backend = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**django_settings.STORAGES, "staticfiles": backend}):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are made slow to guess on purpose, which would be half the time of all tests."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_derivations() -> Iterator[None]:
    """So are keys out of numbers and passphrases: 64 MiB and a tenth of a second each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derivation, "COST", derivation.Cost(memory=8192, passes=1))
        yield


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts as a new process does, without the details and the index that an earlier one has read."""
    monkeypatch.setattr(Organisation, "_last_read", None)
    finding.forget()
    remembering.forget()
    monkeypatch.setattr(generation, "_seen", generation.Seen())
    monkeypatch.setattr(generation, "_is_there", True)
    # Otherwise a slow test would make one query more than a quick one.
    monkeypatch.setattr(generation, "INTERVAL", float("inf"))


@pytest.fixture(autouse=True)
def clock_kept_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests travel in time, on machines of all kinds."""
    monkeypatch.setattr(clock, "kernel_clock", lambda: 0)


@pytest.fixture
def client() -> Reader:
    return Reader()


@pytest.fixture
def organisation(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def staff(organisation: Organisation) -> Reader:
    """Maria, who is signed in and may do everything."""
    reader = Reader()
    reader.force_login(User.objects.create_superuser("maria", password="a long password"))
    return reader


@pytest.fixture
def onlooker(organisation: Organisation) -> Reader:
    """A colleague who may look at everything and change nothing."""
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    reader = Reader()
    reader.force_login(user)
    return reader


@pytest.fixture
def rights(organisation: Organisation) -> Page:
    """A page in two languages with an English card, as it stands first in its history."""
    with reversion.create_revision():
        words = {
            "en": page_words(title="Money after a crime", lead="A lead\nin two lines."),
            "es": page_words(title="Dinero"),
        }
        page = make_page("compensation", Section.RIGHTS, words)
        make_card(page, "time", sources=2)
        reversion.add_to_revision(page)
    return page


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped content, for the tests of one file. What a test changes is undone, and all of it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped_content()
        load_shipped_campaigns()
        make_keys()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Site:
    """The real site, and samples of what is not shipped, as a reader finds it who follows every link, in every
    language."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped_content()
        load_shipped_campaigns()
        make_samples()
        found = crawl(Reader())
        transaction.set_rollback(True)
    return found


@pytest.fixture
def content_folder(tmp_path: Path) -> ContentFolder:
    return ContentFolder(tmp_path)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """All that our handlers write."""
    written = io.StringIO()
    loggers = [logging.getLogger(name) for name in ("", *django_settings.LOGGING["loggers"])]
    # pytest's own handlers on the root are not ours.
    handlers = {handler for logger in loggers for handler in logger.handlers if type(handler) is logging.StreamHandler}
    assert handlers, "the project's handlers are not there"
    for handler in handlers:
        monkeypatch.setattr(handler, "stream", written)
    return written
