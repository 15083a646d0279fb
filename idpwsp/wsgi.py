"""The door that gunicorn knocks on."""

import os
from wsgiref.types import WSGIApplication

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idpwsp.settings")

django_application: WSGIApplication = get_wsgi_application()

# It has a model, which can only be read once Django is set up.
from idpwsp.foundation.page_cache.front import PageCache  # noqa: E402
from idpwsp.foundation.unread import reading_on  # noqa: E402

application = reading_on(PageCache(django_application))
