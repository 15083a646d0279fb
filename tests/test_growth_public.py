"""However much there is: a public address asks the database as often as with little, and keeps within 14 KB.

The things are those of bench/growth.py, which measures the time.
"""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import growth
from campaigns.models import Campaign, Step
from idpwsp.search.indexing import rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

# Of few things, some are a year old already.
FEW, MANY = 20, 100
BUDGET = 14 * 1024
# Those that are there with few things too.
ADDRESSES = [each for each in growth.ADDRESSES if not re.search("LAST|-50|-9|zuqati", each)]
# Only where there are many.
FURTHER = [
    "/facts/?page=2", "/help/?page=2", "/about/won/?page=2", "/all/facts/", "/a-z/s/", "/es/a-z/s/",
    "/campaigns/?page=2", "/campaigns/big/?page=2", "/campaigns/big/news/?page=2", "/campaigns/big/replies/?page=2",
    "/endorse/big/names/", "/news/?page=2", "/news/a-0/replies/?page=2", "/events/?page=2",
]  # fmt: skip
# What is no page of words.
FILES = re.compile(r"\.(xml|ics|txt)$|/feed/$")
# Where there is none of that yet, or nothing ever: what is shown then is no list.
NOT_YET = {"/a-z/s/", "/es/a-z/s/", "/all/facts/", "/all/campaigns/", "/nothing-here/", "/contact/"}


def queries(client, address):
    """How often an address asks the database. What is done once after a change is done before."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(found)


def test_the_number_of_queries_and_the_bytes_depend_on_nothing_that_grows(client):
    asked = [each for each in ADDRESSES if each not in NOT_YET]
    growth.put_all(range(FEW))
    rebuild()
    before = {address: queries(client, address) for address in asked}
    growth.put_all(range(FEW, MANY))
    rebuild()
    after = {address: queries(client, address) for address in asked}
    # Too long for one page, the A–Z asks once more, for its letters.
    for address in ("/a-z/", "/es/a-z/"):
        assert after.pop(address) == before.pop(address) + 1

    assert after == before

    weights = {}
    for address in (*ADDRESSES, *FURTHER):
        if not FILES.search(address) and address not in ("/nothing-here/", "/contact/", "/all/campaigns/"):
            response = client.get(address)
            assert response.status_code == 200, address
            weights[address] = len(gzip.compress(response.content))
    assert {address: weight for address, weight in weights.items() if weight > BUDGET} == {}


def test_a_link_into_a_list_of_several_pages_leads_to_the_page_on_which_it_stands(client):
    growth.put_all(range(MANY * 3))
    big = Campaign.objects.get(slug="big")
    last = big.steps.published().last()

    for address in (f"/campaigns/big/step/{last.key}/", "/help/need/lawyer/"):
        path, _hash, fragment = client.get(address).headers["Location"].partition("#")
        assert "?page=" in path
        assert f'id="{fragment}"' in client.get(path).content.decode()
    for victory in (Step.objects.won().first(), Step.objects.won().last()):
        assert client.get(f"/campaigns/{victory.campaign.slug}/step/{victory.key}/").status_code == 302
    for address in ("/campaigns/big/step/never/", "/campaigns/never/step/x/", "/help/need/never/", "/help/service/0/"):
        assert client.get(address).status_code == 404
