"""The site's settings with the forms of the tests, for a server of its own: see test_at_once.py."""

from pathlib import Path

from idpwsp.settings import *  # noqa: F403

ROOT_URLCONF = "tests.guard.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")  # noqa: F405
# Nothing is collected: they are served from where they lie, under their own names.
WHITENOISE_USE_FINDERS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
