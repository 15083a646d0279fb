"""What may stand in a log: what our code did, never what a reader sent (promise 1)."""

import logging
import re
import traceback
from typing import Any

# The path of an invitation opens an account (idpwsp/signin/joining.py).
_SECRET_PATH = re.compile(r"(/staff/join/)[^\s/]+")


def code_path(error: BaseException | None) -> str:
    """The lines of code that an error went through, with its causes.

    Only classes and source lines: the text of an error can quote what a reader sent.
    """
    parts: list[str] = []
    while error is not None:
        parts[:0] = [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n"]
        error = error.__cause__ or error.__context__
    return "".join(parts).rstrip()


class PlainFormatter(logging.Formatter):
    """One line a record; an error as the code it went through, without its text, and no address that is a secret."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET_PATH.sub(r"\1…", super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        return code_path(ei[1])


def is_no_busy_answer(record: logging.LogRecord) -> bool:
    """Django writes a line for every answer with a status from 500 on. 503 is how we say that there is no room for a
    form just now: the line would tell to the second when somebody wrote to us, and robots could fill the disk. A 503
    that stands for an error, such as a locked database, is for an operator to see."""
    return getattr(record, "status_code", None) != 503 or record.exc_info is not None


# Django's own record of a failed request can carry the whole request, and the text of an error what a reader sent.
# Only the path and the code that failed are written, to standard error, and nothing is mailed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "idpwsp.logs.PlainFormatter", "format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "filters": {"busy": {"()": "django.utils.log.CallbackFilter", "callback": is_no_busy_answer}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Addresses that do not exist: readers' and robots' business, not ours.
        "django.request": {"handlers": ["console"], "level": "ERROR", "filters": ["busy"], "propagate": False},
        # A line for every HEAD, whose answer Django makes whole and gunicorn cuts off. Robots would fill the disk.
        "gunicorn.http.wsgi": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # It would write what a stranger put into the Host header.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        # And this one what it put into Referer.
        "django.security.csrf": {"handlers": ["nowhere"], "propagate": False},
        # It says every minute that it has nothing to send. What fails is said by foundation.mail.
        "post_office": {"handlers": ["nowhere"], "propagate": False},
    },
}
