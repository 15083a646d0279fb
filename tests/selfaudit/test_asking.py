"""How the audit asks: slowly, of a large site not everything, over a line that stays encrypted."""

import gzip
import ssl
import time

import pytest

from idpwsp.selfaudit import asking, site
from idpwsp.selfaudit.asking import Answer, Asker, OutOfTime, Unreachable
from idpwsp.selfaudit.audit import audit
from idpwsp.selfaudit.site import look_at
from tests.selfaudit.liar import CERTIFICATE, Liar, Reply, serving
from tests.selfaudit.lying import broken, header, lying, status

# ── Encrypted ──────────────────────────────────────────────────────────────


@pytest.fixture
def encrypted():
    with serving(is_encrypted=True) as liar:
        yield liar


@pytest.fixture
def trusting():
    return ssl.create_default_context(cafile=CERTIFICATE)


@pytest.fixture
def in_the_clear(liar, monkeypatch):
    """What port 80 answers, where no test may listen."""

    def without_tls(self: Asker) -> Answer:
        with Asker(liar.url, 10_000, self.until) as plain:
            return plain.get("/")

    monkeypatch.setattr(Asker, "without_tls", without_tls)
    return liar


def test_an_encrypted_site_that_stays_so_is_found_to(encrypted, trusting, in_the_clear):
    in_the_clear.lie = status(301, "https://localhost/")
    assert broken(encrypted, context=trusting) == {}


def test_one_that_also_answers_in_the_clear_is_found(encrypted, trusting, in_the_clear):
    assert "answers 200 in the clear" in " ".join(broken(encrypted, context=trusting)["The way here stays encrypted"])


def test_one_that_leads_elsewhere_from_the_clear_is_found(encrypted, trusting, in_the_clear):
    in_the_clear.lie = status(301, "https://spy.example/")
    assert "The way here stays encrypted" in broken(encrypted, context=trusting)


def test_a_page_without_hsts_is_found(encrypted, trusting, in_the_clear):
    in_the_clear.lie = status(301, "https://localhost/")
    encrypted.lie = lying("/help/", header("Strict-Transport-Security", "max-age=60"))
    assert list(broken(encrypted, context=trusting)) == ["The way here stays encrypted"]


def test_a_certificate_of_somebody_else_is_no_answer(encrypted):
    with pytest.raises(Unreachable, match="certificate"):
        audit(encrypted.url, per_second=10_000, within=60)


# ── How it asks ────────────────────────────────────────────────────────────


def test_nothing_is_sent_but_one_search_and_it_says_who_asks(liar):
    broken(liar)
    assert [(method, path) for method, path, _headers in liar.asked if method != "GET"] == [("POST", "/search/")]
    assert all("idpwsp-selfaudit" in headers["User-Agent"] for _method, _path, headers in liar.asked)


@pytest.fixture
def many(liar):
    many = "".join(f"<loc>URL/news/{number}/</loc>" for number in range(20))

    def change(reply: Reply) -> None:
        if reply.path == "/sitemap-pages.xml":
            reply.body += many.replace("URL", liar.url)

    liar.lie = change
    return liar


def asked_for(liar: Liar, day: int = 0, everything: bool = False) -> list[str]:
    """The news that are asked for on a day."""
    liar.asked.clear()
    with Asker(liar.url, 10_000, time.monotonic() + 60) as asker:
        look_at(asker, day, everything)
    return [path for _method, path, _headers in liar.asked if path.startswith("/news/")]


def test_of_a_site_of_ordinary_size_everything_is_asked_for(many):
    assert len(asked_for(many)) == 20


def test_of_a_large_one_a_few_of_each_kind_and_with_all_every_one(many, monkeypatch):
    monkeypatch.setattr(site, "MOST", 10)
    assert len(asked_for(many)) == 3
    assert len(asked_for(many, everything=True)) == 20


def test_of_a_large_one_as_many_are_asked_for_as_there_is_room(many, monkeypatch):
    monkeypatch.setattr(site, "MOST", 45)
    assert 3 < len(asked_for(many)) < 20


def test_of_a_large_one_every_page_has_its_day(many, monkeypatch):
    monkeypatch.setattr(site, "MOST", 10)
    seen = [set(asked_for(many, day)) for day in range(1000, 1007)]
    assert len(set().union(*seen)) == 20
    assert seen[0] != seen[1]


def test_it_ends_when_its_time_is_over(liar):
    with pytest.raises(OutOfTime):
        audit(liar.url, per_second=10_000, within=0)


def test_no_site_at_all_is_said():
    with serving() as gone:
        url = gone.url
    with pytest.raises(Unreachable):
        audit(url, per_second=10_000, within=60)


def test_a_front_whose_site_is_down_is_no_site(liar):
    liar.lie = status(502)
    with pytest.raises(Unreachable, match="502"):
        audit(liar.url, per_second=10_000, within=60)


def test_what_unpacks_without_end_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(asking, "MOST_BYTES", 1000)
    answer = Answer("", "/", 200, (("Content-Encoding", "gzip"),), gzip.compress(bytes(100_000)))
    assert len(answer.body) == 1000
