"""Whatever is asked of the pages of staff, and sent to them, by whoever: it is answered, never as a fault of ours."""

import copy

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Article, Campaign, Endorsement, Event, Reply
from contact.inbox import derivation
from idpwsp.foundation.links import views as links
from resources.models import Need, Page, Picture, Service
from tests.admin_forms import fields_in
from tests.attacks.fuzzing import VALUES, steady
from tests.attacks.test_fuzzed_addresses import NUMBERS, SLUGS, check, queries, written
from tests.attacks.test_fuzzed_forms import FORM, encoded
from tests.conftest import Reader
from tests.factories import (
    make_article,
    make_campaign,
    make_endorsement,
    make_event,
    make_need,
    make_page,
    make_picture,
    make_reply,
    make_service,
)
from tests.inbox.keys import make_conversation, make_keys
from tests.inbox.people import browser_of
from tests.markup import Document
from tests.signin.phones import PASSWORD, give_password, make_phone
from tests.signin.test_every_address import addresses, every_route

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

# Taken, gone on, not taken, not theirs, not there, not so, somebody was first, gone, too large, wrong, too often.
ANSWERED = {200, 302, 400, 403, 404, 405, 409, 410, 413, 422, 429}
BUTTONS = ["_save", "_continue", "_addanother", "_confirm", "_call_off", "action", "post", "delete", "_popup", "sure"]
OF_A_CONVERSATION = ["answer", "note", "assign", "mark", "move", "delete", "confirm", "contact"]


@pytest.fixture
def pages(settings, tmp_path, monkeypatch):
    """One of everything that staff can change, and every address below /staff/. Deriving is as cheap as it can be."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(derivation, "COST", derivation.Cost(memory=8192, passes=1))
    # No process of its own for each press of the button that checks links.
    monkeypatch.setattr(links, "start", lambda begun: None)
    maria = User.objects.create_superuser("maria", password=PASSWORD)
    make_keys(maria)
    make_phone(maria)
    page, campaign = make_page("sample", "about"), make_campaign()
    make_service(make_need())
    make_picture()
    make_reply(make_article(campaign=campaign), text="x")
    make_endorsement(campaign)
    make_event()
    found = [address for address in addresses() if "logout" not in address]
    for model in (Page, Need, Service, Picture, Campaign, Article, Event, Reply, Endorsement):
        thing = model._default_manager.order_by("pk")[0]
        folder = f"/staff/{model._meta.app_label}/{model._meta.model_name}/"
        found += [folder + rest for rest in (f"{thing.pk}/change/", f"{thing.pk}/change/?language=es")]
        found += [f"{folder}{thing.pk}/delete/", folder, f"{folder}add/"]
    found += [f"/staff/auth/user/{maria.pk}/change/", f"/staff/preview/page/{page.pk}/en/"]
    talk, _receipt = make_conversation("speakers", "speaker")
    return [*sorted(set(found)), *(f"/staff/inbox/c/{talk.pk}/{each}/" for each in OF_A_CONVERSATION)]


@pytest.fixture
def maria(pages):
    return browser_of(User.objects.get(username="maria"), unlocked=True)


def forms_of(reader, pages):
    """Address → what a browser would send from it, of all its forms together."""
    found = {}
    for page in pages:
        answer = reader.get(page)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            shown = [form for form in Document(answer.content.decode()).all("form") if form.get("method") == "post"]
            found[page] = {name: value for form in shown for name, value in fields_in(form).items()}
        else:
            found[page] = {}
    return found


def send(reader, address, sent):
    """Press the button, and have it as though nobody had: each try finds the site as it was."""
    cookies = copy.deepcopy(reader.cookies)
    pairs = [(name, each) for name, value in sent.items() for each in (value if isinstance(value, list) else [value])]
    with transaction.atomic():
        answer = reader.post(address, encoded(pairs), content_type=FORM)
        transaction.set_rollback(True)
    reader.cookies = cookies
    return answer


def fuzz(reader, forms, examples):
    @steady(examples)
    @given(st.data(), st.sampled_from(sorted(forms)), st.sampled_from(BUTTONS))
    def press(data, address, button):
        names = st.sampled_from([*sorted(forms[address]), "guard-copy", "x", "csrfmiddlewaretoken", "pk", "next"])
        changed = data.draw(st.dictionaries(names, VALUES, max_size=4))
        answer = send(reader, address, {**forms[address], button: "1", **changed})
        # A queue that takes nothing says so with 503.
        assert answer.status_code in ANSWERED | ({503} if "/inbox/" in address else set()), (address, changed)

    press()


def test_no_address_fails_for_whoever_may_everything(pages, maria):
    routes = sorted({(route, tuple(names)) for route, names in every_route() if "logout" not in route})
    values = st.one_of(
        st.sampled_from([*NUMBERS, *SLUGS, "page", "en", "resources", "help", "0" * 16]), st.text(max_size=12)
    )

    @steady(250)
    @given(st.sampled_from(routes), st.lists(values, min_size=6, max_size=6), queries)
    def ask(route, parts, query):
        form, names = route
        path = "/" + form % dict(zip(names, parts, strict=False))
        check(maria.get(f"{written(path)}?{query}"), f"{path}?{query}")

    ask()


def test_no_form_fails_for_whoever_may_everything(pages, maria):
    forms = forms_of(maria, pages)
    assert sum(len(fields) > 2 for fields in forms.values()) > 30, "they are there to be filled in"

    fuzz(maria, forms, 120)


@pytest.mark.parametrize("who", ["who has given nothing", "who has given the password"])
def test_none_does_for_anybody_else(pages, who):
    stranger = Reader()
    if who == "who has given the password":
        assert give_password(stranger).status_code == 302
    forms = {page: {} for page in pages} | forms_of(stranger, ["/staff/login/", "/staff/login/code/"])

    fuzz(stranger, forms, 60)


@pytest.mark.parametrize("typed", ["zqxwords", "9" * 30])
def test_nothing_that_was_typed_in_every_field_at_once_is_written_down(pages, maria, log, typed):
    """Also where something is chosen from a list."""
    for address, fields in forms_of(maria, pages).items():
        changed = {name for name in fields if "_FORMS" not in name}
        answer = send(maria, address, {**fields, **dict.fromkeys(changed, typed)})
        assert answer.status_code in ANSWERED, address
    assert typed not in log.getvalue()
