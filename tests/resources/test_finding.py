"""The words people use lead to what they need: on the shipped content, as readers type them."""

import pytest

from idpwsp.search.indexing import rebuild
from tests.markup import Document, text

NEEDS = {
    "": {
        "john": "/rights/reporting/",
        "johns": "/rights/reporting/",
        "bad date": "/rights/reporting/",
        "bad client": "/rights/reporting/",
        "police report": "/rights/reporting/",
        "cops": "/rights/reporting/",
        "warrant": "/rights/reporting/",
        "condoms": "/rights/reporting/#condoms",
        "arrested": "/rights/reporting/",
        "papers": "/rights/papers/",
        "green card": "/rights/papers/",
        "undocumented": "/rights/papers/",
        "u visa": "/rights/papers/",
        "seven years": "/rights/compensation/#seven-years",
        "SEVEN-years": "/rights/compensation/#seven-years",
        "compensation": "/rights/compensation/",
        "medical bills": "/rights/compensation/",
        "money": "/rights/compensation/",
        "expunge": "/rights/records/",
        "criminal record": "/rights/records/",
        "hide my address": "/rights/address/",
        "rape kit": "/rights/your-say/",
        "hospital": "/rights/your-say/",
        "lawyer": "/help/#lawyer",
        "counselor": "/help/",
        "boyfriend beats me": "/help/",
        "browser history": "/safety/",
        "phone number": "/contact/",
    },
    "/es": {
        "dinero policia": "/es/rights/compensation/#police",
        "compensacion": "/es/rights/compensation/",
        "abogada": "/es/help/#lawyer",
        "mala cita": "/es/rights/reporting/",
        "policía": "/es/rights/reporting/",
        "orden de arresto": "/es/rights/reporting/",
        "me pega": "/es/help/",
        "albergue": "/es/help/",
        "historial": "/es/safety/",
        # Not translated yet: the English page is what there is.
        "visa": "/rights/papers/",
    },
}
EACH = [(prefix, query, address) for prefix, words in NEEDS.items() for query, address in words.items()]


@pytest.fixture(scope="module")
def indexed(shipped, django_db_blocker):
    with django_db_blocker.unblock():
        rebuild()


@pytest.mark.parametrize(("prefix", "query", "address"), EACH, ids=[f"{each[0]} {each[1]}" for each in EACH])
def test_the_first_thing_found_is_what_she_needs(client, indexed, db, prefix, query, address):
    response = client.post(f"{prefix}/search/", {"q": query})

    document = Document(response.content.decode(), f"https://example.org{prefix}/search/")
    first = next(heading for heading in document.all("h3"))
    link = next(first.iter("a"))
    assert link.get("href") == address, text(first)


@pytest.mark.parametrize("query", ["inmigración", "papeles", "la migra"])
def test_what_spanish_only_mentions_is_also_found_where_english_is_about_it(client, indexed, db, query):
    html = client.post("/es/search/", {"q": query}).content.decode()
    assert 'href="/rights/papers/"' in html
    assert "Resultados en inglés" in html


def test_what_is_found_is_there(client, indexed, db):
    """Each place that the index knows is on its page."""
    from idpwsp.search.models import Entry

    entries = list(Entry.objects.shown())
    assert len(entries) > 150
    documents = {}
    for entry in entries:
        path, _, fragment = entry.path.partition("#")
        if path not in documents:
            response = client.get(path)
            assert response.status_code == 200, path
            documents[path] = Document(response.content.decode())
        assert not fragment or fragment in documents[path].ids, entry.path
        assert entry.title in documents[path].words, entry.path
