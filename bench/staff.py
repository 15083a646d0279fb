"""How long the pages for staff take on a site of 10,000 pages with 10,000 cards.

    .ci/with-settings .venv/bin/python bench/staff.py [pages]

Fills a temporary database as bench/search.py does, and prints the median of five askings in milliseconds and the number
of queries, which must not depend on how much there is (asserted in tests/).
"""

import statistics
import sys
import time
from typing import Any

from search import fill, prepare

TIMES = 5
PAGES = (
    "/staff/", "/staff/checks/", "/staff/deleted/", "/staff/links/", "/staff/resources/page/",
    "/staff/resources/service/", "/staff/resources/picture/",
)  # fmt: skip


def main() -> None:
    prepare()
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fill(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    client = signed_in(User.objects.create_superuser("bench"))
    for address in PAGES:
        times = []
        for _each in range(TIMES):
            start = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address, secure=True)
            times.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, f"{address}: {response.status_code}"  # noqa: S101 - a bench, not the site
        print(f"{address:28} {statistics.median(times):7.0f} ms {len(queries):4} queries")


def signed_in(user: Any) -> Any:
    """A browser of somebody on the staff who has given password and code."""
    from django.test import Client
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    client = Client(SERVER_NAME="example.org")
    client.force_login(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=user, name="phone").persistent_id
    session.save()
    return client


if __name__ == "__main__":
    main()
