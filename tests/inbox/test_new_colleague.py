"""A new colleague, from the account that is made for her to the first message that she reads and answers."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice

from contact.inbox.models import Keyholder, Queue
from idpwsp.roles import ADMINISTRATOR, give, give_queues
from tests.admin_forms import send
from tests.conftest import Reader
from tests.inbox.keys import make_conversation, make_keys, unlock
from tests.inbox.people import hidden, words
from tests.markup import Document
from tests.signin.phones import PASSWORD, code_on, give_password

pytestmark = pytest.mark.django_db
INBOX = "/staff/inbox/"


def links(response: Any) -> list[str]:
    return Document(response.content.decode()).addresses


def test_from_the_account_to_the_first_answer(organisation: object) -> None:
    # Maria manages the inbox, reads all of it, and has it unlocked. Somebody has written to Help and to Press.
    maria = User.objects.create_user("maria", password=PASSWORD, is_staff=True)
    give(maria, ADMINISTRATOR)
    give_queues(maria, Queue.Name.values)
    maria = User.objects.get(pk=maria.pk)
    make_keys(maria)
    hers = Reader()
    hers.force_login(maria)
    unlock(hers, maria)
    (written, receipt), (press, _receipt) = make_conversation("help"), make_conversation("press")

    # She makes an account for Ana, who is to read Help and nothing else.
    send(
        hers, "/staff/auth/user/add/", "user_form", username="ana", first_name="Ana", role="inbox", queues=["help"],
        password1=PASSWORD, password2=PASSWORD,
    )  # fmt: skip
    ana = User.objects.get(username="ana")

    # Ana signs in for the first time: a phone is set up, and recovery codes are shown.
    reader = Reader()
    assert give_password(reader, "ana", follow=True).redirect_chain[-1][0] == "/staff/login/phone/"
    phone = TOTPDevice.objects.get(user=ana)
    assert reader.post("/staff/login/phone/", {"one_time_code": code_on(phone)}).status_code == 200

    # The front page shows her queue with what waits, and no other; nothing of it opens yet.
    front = reader.get("/staff/")
    assert "1 waiting in Help" in words(front)
    assert "Press" not in words(front)
    assert f"{INBOX}help/" in " ".join(links(front))
    locked = reader.get(f"{INBOX}help/", follow=True)
    assert "you need a passphrase of your own" in words(locked)
    assert f"{INBOX}passphrase/" in " ".join(links(locked))

    # She writes six words down, types them back, and waits: her passphrase opens the door and no message.
    shown = hidden(reader.get(f"{INBOX}passphrase/"), "passphrase")
    waits = reader.post(f"{INBOX}passphrase/", {"passphrase": shown, "passphrase_again": shown}, follow=True)
    assert "nobody has let you in yet" in words(waits)
    reader.post(f"{INBOX}unlock/", {"passphrase": shown})
    assert "You hold no key for this." in words(reader.get(f"{INBOX}help/"))

    # Maria reads on the front page that somebody waits, and lets her in.
    front = hers.get("/staff/")
    assert "Ana has made a passphrase and waits to be let in." in words(front)
    let_in = f"{INBOX}keyholders/{Keyholder.objects.get(user=ana).pk}/let-in/"
    assert let_in in " ".join(links(front))
    assert "Ana is let in." in words(hers.post(let_in, {"queues": ["help"]}, follow=True))
    assert "waits to be let in" not in words(hers.get("/staff/"))

    # From now on Ana reads Help, also what came before her, and answers. Of Press she still sees nothing.
    assert "A heron at the pond" in words(reader.get(f"{INBOX}help/"))
    page = reader.get(f"{INBOX}c/{written.pk}/")
    assert "Marmalade sky over the quarry" in words(page)
    form = reader.get(f"{INBOX}c/{written.pk}/answer/")
    sent = {"text": "Come on Tuesday", "seen": hidden(form, "seen"), "token": hidden(form, "token")}
    assert "Your answer is there." in words(reader.post(f"{INBOX}c/{written.pk}/answer/", sent, follow=True))
    assert reader.get(f"{INBOX}press/").status_code == 404
    assert reader.get(f"{INBOX}c/{press.pk}/").status_code == 404

    # Whoever wrote comes back with the number.
    assert "Come on Tuesday" in words(Reader().post("/messages/", {"number": receipt.number}))
