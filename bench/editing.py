"""Somebody on the staff who saves a page in another process: ``bench/freshness.py`` starts it.

Prints the address of a page with a card, and for how many seconds the page cache keeps it. For each line on standard
input it then puts that line into the page's title and into the card's in one transaction, and prints by the monotonic
clock when that was committed.
"""

import sys
import time

import django


def main() -> None:
    django.setup()
    from django.db import transaction

    from idpwsp.foundation.page_cache.front import LIFETIME
    from resources.models import CardWords, PageWords

    card = CardWords.objects.filter(language_code="en", master__page__section="rights").earliest("pk")
    page = PageWords.objects.get(master=card.master.page, language_code="en")
    print(f"/{page.master.address} {LIFETIME}", flush=True)
    for line in sys.stdin:
        page.title = card.title = line.strip()
        with transaction.atomic():
            page.save()
            card.save()
        print(time.monotonic(), flush=True)


if __name__ == "__main__":
    main()
