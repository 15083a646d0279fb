"""Whatever is sent to a public form, in whatever shape: it is answered, and never as a fault of ours."""

from urllib.parse import quote_from_bytes

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st

from contact.inbox import derivation
from tests.attacks.fuzzing import VALUES, steady
from tests.conftest import Reader
from tests.contact.writing import make_form_pages
from tests.factories import make_article, make_campaign
from tests.inbox.keys import make_conversation, make_keys

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
# Taken, shown again, from elsewhere, gone on, too large, muddled, no room. Anything else would be a fault.
ANSWERED = {200, 302, 400, 403, 405, 410, 413, 415, 422, 429}
EXAMPLES = 25  # for each form


def public_forms(resolver=None, prefix=""):
    """Address → form of every public view that takes one."""
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found |= public_forms(entry, route)
        elif isinstance(entry, URLPattern) and hasattr(entry.callback, "form_class"):
            found["/" + route.replace("<slug:slug>", "sample")] = entry.callback.form_class
    return found


FORMS = {address: form for address, form in public_forms().items() if not address.startswith("/staff/")}


@pytest.fixture
def number(organisation, monkeypatch):
    """One that leads somewhere, on a site that has all that is written to. Deriving is as cheap as it can be."""
    monkeypatch.setattr(derivation, "COST", derivation.Cost(memory=8192, passes=1))
    make_keys(User.objects.create_user("holder", is_staff=True))
    make_form_pages()
    campaign = make_campaign()
    make_article(campaign=campaign)
    return make_conversation()[1].number


def encoded(pairs):
    """As a form is sent, also what is no Unicode: half a character goes as the three bytes that it would have."""
    return b"&".join(
        b"=".join(quote_from_bytes(each.encode("utf-8", "surrogatepass")).encode() for each in pair) for pair in pairs
    )


def test_every_public_form_is_among_them():
    assert len(FORMS) >= 13
    assert {"/contact/", "/messages/delete/", "/withdraw/", "/endorse/sample/", "/news/sample/reply/"} <= set(FORMS)


@pytest.mark.parametrize("address", FORMS)
def test_no_words_make_it_fail(number, address):
    fields = sorted(FORMS[address].base_fields)
    names = st.sampled_from([*fields, FORMS[address].trap, "guard-copy", "guard-mine", "csrfmiddlewaretoken", "x", ""])
    choices = st.sampled_from([*choices_of(FORMS[address]), number, number[:-1], number + "0"])
    reader = Reader()

    @steady(EXAMPLES)
    @given(st.lists(st.tuples(names, st.one_of(VALUES, choices, choices)), max_size=2 * len(fields) + 2))
    def send(pairs):
        response = reader.post(address, encoded(pairs), content_type=FORM)
        assert response.status_code in ANSWERED
        assert not response.cookies

    send()


def choices_of(form):
    """What can be chosen, so that more than the first mistake is looked at; and what is a likely answer."""
    found = ["on", "", "Words", "2027-05-01", "maria@example.org", "415 555 0100", "20"]
    for field in form.base_fields.values():
        found += [str(value) for value, _label in getattr(field, "choices", []) if not isinstance(_label, list | tuple)]
    return found


BODIES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"&" * 20_000,
            b"=" * 5_000,
            b"%",
            b"%zz=%f",
            b"a[]=1&a[b]=2",
            b"\xff\xfe",
            b"{}",
            b"[1]",
            b"<x/>",
            b"\0" * 999,
        ]
    ),
    st.text(max_size=100).map(lambda text: text.encode("utf-16", "surrogatepass")),
)
TYPES = st.sampled_from(
    [
        FORM,
        f"{FORM}; charset=utf-7",
        f"{FORM}; charset=nonsense",
        f'{FORM}; charset="',
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "b" * 300,
        "multipart/form-data; boundary=\xff",
        "multipart/mixed; boundary=x",
        "text/plain",
        "application/json",
        "application/xml",
        "",
        "nonsense",
        "a/b; c",
        ";",
        FORM.upper(),
    ]
)


@pytest.mark.parametrize("address", FORMS)
def test_no_body_does(number, address):
    reader = Reader()

    @steady(EXAMPLES)
    @given(
        BODIES,
        TYPES,
        st.sampled_from([{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://["}, {"origin": "\xff"}]),
    )
    def send(body, content_type, headers):
        response = reader.generic("POST", address, body, content_type=content_type, headers=headers)
        assert response.status_code in ANSWERED

    send()


PART = st.sampled_from(
    [
        b'Content-Disposition: form-data; name="%s"',
        b"Content-Disposition: form-data; name*=utf-8''%s",
        b"Content-Disposition: form-data",
        b'Content-Disposition: form-data; name="%s"; filename="x.txt"',
        b'Content-Disposition: form-data; name="%s"\r\nContent-Transfer-Encoding: base64',
        b'Content-Disposition: form-data; name="%s"\r\nContent-Type: text/plain; charset=nonsense',
        b"X: 1",
        b"",
    ]
)


@pytest.mark.parametrize("address", FORMS)
def test_no_form_in_parts_does(number, address):
    names = st.sampled_from([*FORMS[address].base_fields, "x", "\xff"]).map(lambda name: name.encode("latin-1"))
    parts = st.lists(st.tuples(PART, names, st.binary(max_size=60)), max_size=12)
    reader = Reader()

    @steady(EXAMPLES)
    @given(parts, st.sampled_from([b"--x--\r\n", b"", b"--x", b"--x--"]))
    def send(parts, end):
        body = b"".join(
            b"--x\r\n" + (start % name if b"%s" in start else start) + b"\r\n\r\n" + value + b"\r\n"
            for start, name, value in parts
        )
        response = reader.generic("POST", address, body + end, content_type="multipart/form-data; boundary=x")
        assert response.status_code in ANSWERED

    send()


def test_nothing_of_it_is_written_down(number, log):
    for address in FORMS:
        Reader().post(address, encoded([("text", "zqxwords"), ("name", "zqxwords")]), content_type=FORM)
    assert "zqx" not in log.getvalue()
