"""A plain Django site with the same views, templates and queries, for gunicorn: ``bench.plain:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.plain_settings"
application = get_wsgi_application()

from django.db.backends.signals import connection_created  # noqa: E402

from idpwsp.foundation.page_cache import remembering, writes  # noqa: E402
from idpwsp.foundation.templatetags import foundation  # noqa: E402

# It remembers nothing from one request to the next, and has no page cache that would have to be told of changes.
remembering.LIFETIME = 0
foundation._rendered = foundation._rendered.__wrapped__  # type: ignore[assignment]
connection_created.disconnect(writes.watch)
