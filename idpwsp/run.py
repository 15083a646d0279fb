"""Serve the real site from this checkout: ``make run``, or ``python -m idpwsp.run``.

Makes what is missing in the data folder (key, database, content, static files, first staff account) and then
goes on as gunicorn. Whatever stands in the way is said in one line. This is the one module that prints.
"""

import argparse
import errno
import hashlib
import os
import secrets
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import django
import gunicorn.__main__
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, connection
from gunicorn import systemd
from gunicorn.app import wsgiapp

from idpwsp import clock
from idpwsp.foundation.files import write_beside
from idpwsp.warming import warm_up

BASE_DIR = Path(__file__).resolve().parent.parent
STAFF = "staff"
# For passwords: no letter or digit that is taken for another one on paper. 16 of them are worth 79 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class StartError(Exception):
    """What is wrong and what to do about it, in one line for the person who typed the command."""


def main() -> None:
    """Serve the site, or with ``--password`` give the staff account a new password."""
    parser = argparse.ArgumentParser(prog="python -m idpwsp.run", description=main.__doc__)
    parser.add_argument("--password", action="store_true", help=f'set a new password for "{STAFF}" and print it')
    options = parser.parse_args()
    try:
        check_python()
        port = chosen_port()
        prepare_environment(port)
        if not (options.password or is_given_a_socket()):
            check_port_is_free(port)
        django.setup()
        if options.password:
            renew_password()
        else:
            prepare_aside()
            serve(port)
    except StartError as error:
        stop(str(error))
    except ImproperlyConfigured as error:
        stop(f"Setting problem: {error}")
    except (DatabaseError, InterfaceError) as error:
        stop(f"Database problem: {error}. Is another program using it, or may it not be written?")
    except CommandError as error:
        stop(f"Cannot prepare the site: {error}")
    except PermissionError as error:
        stop(f"No permission for {error.filename}. Make it yours, or choose another folder: make run DATA_DIR=/path")
    except KeyboardInterrupt:
        stop("Stopped.")


def stop(message: str) -> NoReturn:
    """End with ``message`` as one line on standard error and exit code 1."""
    sys.exit(" ".join(message.split()))


# ── Before Django ──────────────────────────────────────────────────────────


def check_python() -> None:
    """The versions that the hash lock is made for. Raises ``StartError``."""
    if not (3, 11) <= sys.version_info[:2] < (3, 15):
        found = ".".join(map(str, sys.version_info[:3]))
        raise StartError(f"Python 3.11 or newer (up to 3.14) is needed, this is {found}. Start with: make run")


def chosen_port() -> int:
    """PORT from the environment, 8000 without it. Raises ``StartError``."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise StartError(f"PORT must be a number from 1 to 65535, not {text!r}. For example: make run PORT=8001")
    return int(text)


def is_given_a_socket() -> bool:
    """Whether systemd has passed us the socket on which it listens. gunicorn takes that one instead of PORT."""
    return systemd.listen_fds(unset_environment=False) > 0


def check_port_is_free(port: int) -> None:
    """Raises ``StartError`` when gunicorn could not listen on ``port``."""
    other = f"choose another: make run PORT={8000 if port == 65535 else max(port + 1, 8000)}"
    with socket.socket() as trial:
        # As gunicorn does; otherwise the port would seem taken for a minute after each stop.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartError(f"Port {port} is in use. Stop the other program or {other}") from error
            raise StartError(f"Port {port} cannot be used ({error.strerror}); {other}") from error


def prepare_environment(port: int) -> None:
    """Complete the environment that settings.py reads, and gunicorn after it. Raises ``StartError``."""
    # Everything made from here on, the database above all, is for this user alone.
    os.umask(0o077)
    data_dir = writable_data_dir()
    defaults = {
        "DJANGO_SETTINGS_MODULE": "idpwsp.settings",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(data_dir / "secret-key"),
    }
    os.environ.update({name: os.environ.get(name) or value for name, value in defaults.items()})
    os.environ.update(DATA_DIR=str(data_dir), PORT=str(port))


def writable_data_dir() -> Path:
    """DATA_DIR, made if it is not there yet. Raises ``StartError`` when it cannot be made or written."""
    data_dir = Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").expanduser().resolve()
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise StartError(
            f"The data folder {data_dir} cannot be written ({error.strerror}). "
            "Make it writable, or choose another: make run DATA_DIR=/path/to/folder"
        ) from error
    return data_dir


def secret_key(path: Path) -> str:
    """The key kept in ``path``, made on the first start. Raises ``StartError`` when the file was cut short."""
    if not path.exists():
        write_beside(path, secrets.token_urlsafe(64).encode())
    key = path.read_text().strip()
    if len(key) < 50:
        raise StartError(f"The key in {path} is damaged. Bring it back from a backup, or remove it to make a new one.")
    return key


# ── With Django ────────────────────────────────────────────────────────────


def prepare_aside() -> None:
    """Prepare the site in a process of its own: what that takes is given back, and no connection to the database was
    ever open in this one, of which all others are forked. Meanwhile this one loads what it will need."""
    pid = os.fork()
    if pid == 0:
        # Ctrl+C reaches both; one of them says so.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare_site()
        sys.exit()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        warm_up()
        _pid, status = os.waitpid(pid, 0)
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGTERM)
        raise
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if os.WIFSIGNALED(status):
        raise StartError("The site was not prepared: something ended that. Is there enough memory? Try again.")
    if status:
        # It has said why.
        sys.exit(1)


def prepare_site() -> None:
    """Bring database, content and static files up to this checkout, and see to the first staff account."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_content", verbosity=0)
    # Nothing is kept longer because the site stood still. A clock that may be wrong is left to the worker.
    if not clock.is_doubtful():
        call_command("expire", verbosity=0)
    # A new release may read the same words differently.
    call_command("rebuild_search", after_update=True, verbosity=0)
    collect_static_files()
    if not get_user_model().objects.exists():
        make_first_account()
    else:
        make_demonstration()


def collect_static_files() -> None:
    """Run collectstatic, but only after a change: it compresses every file anew."""
    done = Path(settings.STATIC_ROOT) / ".digest"
    digest = static_digest()
    if not done.exists() or done.read_text() != digest:
        call_command("collectstatic", interactive=False, verbosity=0)
        done.write_text(digest)


def static_digest() -> str:
    """A digest over all static files, and the lock file since the packages in it decide how they are processed."""
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            with storage.open(name) as file:
                digest.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def make_first_account() -> None:
    """Make the demonstration account, on this machine only; on a real host its owner makes the first one."""
    if not is_this_machine():
        print("There is no staff account yet. Make one: python manage.py createsuperuser", flush=True)
        return
    password = new_password()
    user = get_user_model().objects.create_superuser(STAFF, password=password)
    print(f"\n  Site      {settings.SITE_URL}/\n  Staff     {settings.SITE_URL}/staff/", end="")
    show_account(password, new_passphrase(user))


def make_demonstration() -> None:
    """Keys for the inbox of a data folder that is older than it, on this machine only."""
    user = get_user_model().objects.filter(username=STAFF).first()
    if user is None or not is_this_machine():
        return
    if passphrase := new_passphrase(user):
        print(f"\n  The inbox at {settings.SITE_URL}/staff/inbox/ is new here.", end="")
        show_account("", passphrase)


def is_this_machine() -> bool:
    """Whether the site is served to this machine alone."""
    # Models can be imported after django.setup() alone.
    from contact.inbox.models import queue

    return queue.is_this_machine()


def new_passphrase(user: Any) -> str | None:
    """Demonstration keys for the inbox where it has none at all; otherwise None."""
    from contact.inbox import demonstration

    return demonstration.make_where_there_is_nothing(user)


def renew_password() -> None:
    """Give the staff account a new password, print it, and take its phone away. Where the inbox is a demonstration, it
    gets a new passphrase too. Raises ``StartError`` when there is no account.
    """
    # Here, where the models can be read.
    from contact.inbox import demonstration
    from idpwsp.signin import second_step

    tables = connection.introspection.table_names()
    accounts = get_user_model()
    user = accounts.objects.filter(username=STAFF).first() if accounts._meta.db_table in tables else None
    if user is None:
        raise StartError(f'There is no account named "{STAFF}" yet. On this machine, the first make run makes it.')
    password = new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    # A lost phone is to be no dead end on this machine.
    second_step.take_away(user)
    show_account(password, demonstration.renew(user) if "inbox_queuekey" in tables else None)
    print(
        "  The phone and the recovery codes of this account are taken away: the next sign-in sets up a phone.\n",
        flush=True,
    )


def new_password() -> str:
    """Four groups of four that can be read out and typed, such as ``k7ne-…``."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def show_account(password: str, passphrase: str | None) -> None:
    """Print how to sign in, and how to unlock the demonstration of the inbox, as far as that is new."""
    print(f"\n  User      {STAFF}")
    if password:
        print(f"  Password  {password}")
    if passphrase:
        print(f"  Passphrase  {passphrase}   (unlocks the demonstration of the inbox)")
    print("\n  Shown only now. For new ones: make password", end="")
    print(" (which empties the demonstration)\n" if passphrase else "\n", flush=True)


def serve(port: int) -> None:
    """Go on as gunicorn, which reads the rest from the environment. Returns when the site is stopped."""
    os.chdir(BASE_DIR)
    # gunicorn starts the periodic worker too: idpwsp/gunicorn_conf.py.
    os.environ.setdefault("WORKER", "1")
    if not is_given_a_socket():
        print(f"IDPWSP is on http://127.0.0.1:{port} (stop with Ctrl+C)", flush=True)
    # As if it were typed, but in this process, which has already loaded the most part of it.
    sys.argv = [gunicorn.__main__.__file__, "idpwsp.wsgi", "-c", "python:idpwsp.gunicorn_conf"]
    wsgiapp.run()


if __name__ == "__main__":
    main()
