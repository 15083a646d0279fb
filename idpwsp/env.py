"""The environment, read once and typed. Nothing else in the project looks at it.

Every reader raises ``ImproperlyConfigured`` with one line that names the variable, so that a bad setting
stops the start instead of surfacing in a request.
"""

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from idpwsp.backup.sealing import BadKey, Recipient

_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+")
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[A-Za-z0-9.-]+")
# What may stand in security.txt: printable ASCII on one line.
_CONTACT = re.compile(rf"mailto:(?=[!-~]+\Z){_ADDRESS.pattern}|https://[A-Za-z0-9.-]+(?::\d+)?(?:/[!-~]*)?")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# By the scheme of EMAIL_URL: the port where it names none.
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

# What no other program is to know.
SECRETS = ("SECRET_KEY", "EMAIL_URL", "BACKUP_RECIPIENT")


@dataclass(frozen=True)
class MailServer:
    """Who takes our mail, by what EMAIL_URL says."""

    scheme: str
    host: str
    port: int
    user: str
    password: str


@dataclass(frozen=True)
class Environment:
    """What the operator may set; the README lists the same names."""

    secret_key: str
    site_url: str
    data_dir: Path
    debug: bool
    allowed_hosts: list[str]
    proxy_count: int
    backup_days: int
    backup_dir: Path
    backup_daily: bool
    backup_recipient: str
    backup_copy: str
    mail_server: MailServer | None
    mail_from: str
    security_contact: str

    @property
    def over_tls(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The host of SITE_URL, all names of this machine if that is one of them, and ALLOWED_HOSTS."""
        netloc = urlsplit(self.site_url).netloc
        host = netloc.rsplit(":", 1)[0] if not netloc.endswith("]") else netloc
        return [*(LOOPBACK if host in LOOPBACK else [host]), *self.allowed_hosts]

    @property
    def other_hosts(self) -> list[str]:
        """Those in ALLOWED_HOSTS that are no name of this machine."""
        return [host for host in self.allowed_hosts if host not in LOOPBACK]


def read(base_dir: Path) -> Environment:
    """Read the environment. Raises ``ImproperlyConfigured`` for what is missing or cannot be right."""
    env = Env()
    try:
        data_dir = Path(env.str("DATA_DIR", str(base_dir / "data"))).expanduser().resolve()
        environment = Environment(
            secret_key=env.str("SECRET_KEY"),
            site_url=env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/"),
            data_dir=data_dir,
            debug=env.bool("DEBUG", False),
            allowed_hosts=env.list("ALLOWED_HOSTS", []),
            proxy_count=env.int("PROXY_COUNT", 0),
            backup_days=env.int("BACKUP_DAYS", 30),
            backup_dir=Path(env.str("BACKUP_DIR", "") or data_dir / "backups").expanduser().resolve(),
            backup_daily=env.bool("BACKUP_DAILY", False),
            backup_recipient=env.str("BACKUP_RECIPIENT", ""),
            backup_copy=env.str("BACKUP_COPY", ""),
            mail_server=_mail_server(env.str("EMAIL_URL", "")),
            mail_from=env.str("MAIL_FROM", ""),
            security_contact=env.str("SECURITY_CONTACT", ""),
        )
    except EnvError as error:
        raise ImproperlyConfigured(str(error)) from error
    if len(environment.secret_key) < 32:
        raise ImproperlyConfigured("SECRET_KEY must be at least 32 characters long, and random.")
    if environment.proxy_count < 0:
        raise ImproperlyConfigured(f"PROXY_COUNT must be a whole number from 0. It is {environment.proxy_count}.")
    if environment.backup_days < 0:
        raise ImproperlyConfigured(f"BACKUP_DAYS must be a whole number from 0. It is {environment.backup_days}.")
    _check_backups(environment)
    if environment.mail_server and not _ADDRESS.fullmatch(environment.mail_from):
        raise ImproperlyConfigured("EMAIL_URL needs MAIL_FROM too: one address, such as site@example.org.")
    _check_site_url(environment.site_url)
    if environment.security_contact and not _CONTACT.fullmatch(environment.security_contact):
        raise ImproperlyConfigured(
            "SECURITY_CONTACT must look like mailto:security@example.org or https://example.org/security. "
            f"It is {environment.security_contact!r}."
        )
    return environment


def without_secrets() -> dict[str, str]:
    """The environment for a program of the operator's, such as the one of BACKUP_COPY."""
    return {name: value for name, value in os.environ.items() if name not in SECRETS}


def _mail_server(url: str) -> MailServer | None:
    """What EMAIL_URL says; None where it is empty. It may hold a password, so nothing of it is in what this raises."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or MAIL_PORTS.get(parts.scheme, 0)
    except ValueError:
        # Half a bracket, or a port that is no number.
        parts, port = urlsplit(""), 0
    if not (port and _HOST.fullmatch(parts.hostname or "")) or parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587 (or smtps://, or smtp://), with "
            "special characters of the password written as %XX."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, parts.hostname or "", port, user, password)


def _check_backups(environment: Environment) -> None:
    if environment.backup_recipient:
        try:
            Recipient.read(environment.backup_recipient)
        except BadKey as error:
            raise ImproperlyConfigured(f"BACKUP_RECIPIENT: {error} manage.py backup --new-key makes one.") from error
    elif environment.backup_copy:
        raise ImproperlyConfigured("BACKUP_COPY needs BACKUP_RECIPIENT too: what leaves this machine is encrypted.")
    try:
        shlex.split(environment.backup_copy)
    except ValueError as error:
        raise ImproperlyConfigured("BACKUP_COPY must be a command, with every quotation mark closed.") from error


def _check_site_url(site_url: str) -> None:
    try:
        parts = urlsplit(site_url)
        is_address = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError:
        # Half a bracket, or a port that is no number.
        is_address = False
    if not is_address or parts.username or site_url != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(f"SITE_URL must look like https://example.org, without a path. It is {site_url!r}.")
