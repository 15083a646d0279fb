"""The session has ended: words are kept, and signing in sends them on. By hand: tests/journeys/test_held.py."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from resources.models import Page, PageWords
from tests.admin_forms import change, fields_of
from tests.held.pressing import PASSWORD, end_session, give_code, give_password, held, press, sign_in, typed
from tests.markup import Document
from tests.signin.phones import code_on, make_phone, wrong_code

pytestmark = pytest.mark.django_db

# All that HTML and forms could do something to.
DIFFICULT = {
    "quotes": "\"double\" 'single' `tick` “typographic”",
    "markup": '</textarea><script>alert(1)</script><b>&amp; &lt;</b>"><img src=x onerror=y>',
    "newlines": "\r\n\r\nfirst\r\n  indented\r\n\r\nlast\r\n",
    "spaces": "  before\tand after  ",
    "emoji": "☂️ 👩🏽‍🎤 قلب",
    "chinese": "性工作者權益",
    "vietnamese": "Quyền được an toàn, tổ chức của chúng tôi",
    "template": "{{ settings.SECRET_KEY }} {% now 'Y' %}",
    "empty": "",
}


def test_words_sent_after_the_session_has_ended_are_kept_in_the_answer(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    response = staff.post(change(rights), data)

    assert response.status_code == 403
    assert response.headers["Cache-Control"] == "no-store"
    document = Document(response.content.decode())
    assert document.errors == []
    assert document.words.startswith("Your sign-in has ended Your words are still in this page.")
    assert held(response)["title"] == ["An hour of work"]
    assert PageWords.objects.get().title == "Money"


def test_signing_in_there_saves_them_at_once(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    response = sign_in(staff, staff.post(change(rights), data))

    assert response.status_code == 302
    assert PageWords.objects.get().title == "An hour of work"
    # The button that was pressed is the one that counts: it stays in the form.
    assert response.headers["Location"].startswith(f"/staff/resources/page/{rights.pk}/change/")
    assert staff.get("/staff/").status_code == 200


def test_signing_in_there_begins_a_new_session_with_a_new_token(staff, rights, maria):
    data = typed(staff, rights)
    token = staff.cookies["staff-form"].value
    session = staff.cookies["staff"].value
    end_session(staff)

    # A page without its title: the form comes back, with a token that holds.
    response = sign_in(staff, staff.post(change(rights), {**data, "title": ""}))

    assert staff.cookies["staff"].value != session
    assert staff.cookies["staff-form"].value != token
    again = fields_of(response.content.decode(), "page_form")
    assert staff.post(change(rights), {**again, "title": "Money again"}).status_code == 302


def test_a_wrong_password_shows_the_page_again_with_the_words(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    again = sign_in(staff, staff.post(change(rights), data), password="not this one")

    assert again.status_code == 403
    assert "correct username and password" in Document(again.content.decode()).words
    assert held(again)["title"] == ["An hour of work"]
    assert held(again)["held-username"] == ["maria"]
    assert PageWords.objects.get().title == "Money"
    assert sign_in(staff, again).status_code == 302
    assert PageWords.objects.get().title == "An hour of work"


@pytest.mark.parametrize("answers", [{}, {"held-username": "maria"}, {"held-password": PASSWORD}])
def test_without_name_and_password_nothing_is_saved(staff, rights, answers):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    again = press(staff, staff.post(change(rights), data), **answers)

    assert again.status_code == 403
    assert held(again)["title"] == ["An hour of work"]
    assert PageWords.objects.get().title == "Money"


def test_the_password_stands_in_no_page_and_no_view_sees_it(staff, rights, monkeypatch):
    data = typed(staff, rights, title="")
    end_session(staff)
    first = staff.post(change(rights), data)
    wrong = sign_in(staff, first, password="wrong-secret")
    # The view shows its form again, since a page needs a title.
    right = sign_in(staff, wrong)

    assert right.status_code == 200
    assert "This field is required" in right.content.decode()
    assert not [name for name in right.wsgi_request.POST if name.startswith("held")]
    for response in (first, wrong, right):
        assert PASSWORD not in response.content.decode()
        assert "wrong-secret" not in response.content.decode()


def test_passwords_typed_into_the_form_itself_are_not_kept_and_that_is_said(staff):
    data = {"username": "nora", "password1": "new-secret-words", "password2": "new-secret-words"}
    staff.get(reverse("admin:auth_user_add"))
    end_session(staff)
    token = staff.cookies["staff-form"].value

    response = staff.post(reverse("admin:auth_user_add"), {**data, "csrfmiddlewaretoken": token})

    assert response.status_code == 403
    assert "new-secret-words" not in response.content.decode()
    assert held(response)["username"] == ["nora"]
    assert "Passwords are never kept" in Document(response.content.decode()).words


def test_a_form_without_passwords_says_nothing_of_them(staff, rights):
    data = typed(staff, rights)
    end_session(staff)
    assert "Passwords are never kept" not in staff.post(change(rights), data).content.decode()


def test_somebody_else_who_signs_in_does_only_what_they_may(staff, rights):
    make_phone(User.objects.create_user("new", password=PASSWORD, is_staff=True))
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    response = sign_in(staff, staff.post(change(rights), data), "new")

    assert response.status_code == 403
    assert Document(response.content.decode()).words.startswith("You may not change this")
    assert PageWords.objects.get().title == "Money"
    # And the words are still there, for somebody who may.
    assert sign_in(staff, response).status_code == 302
    assert PageWords.objects.get().title == "An hour of work"


@pytest.mark.parametrize("account", [{"is_staff": False}, {"is_staff": True, "is_active": False}])
def test_who_is_no_staff_cannot_sign_in_there(staff, rights, account):
    User.objects.create_user("other", password=PASSWORD, **account)
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    again = sign_in(staff, staff.post(change(rights), data), "other")

    assert again.status_code == 403
    assert held(again)["title"] == ["An hour of work"]
    assert "staff" not in staff.cookies


def test_the_password_alone_saves_nothing_and_the_page_asks_for_the_code(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    second = give_password(staff, staff.post(change(rights), data))

    assert second.status_code == 403
    document = Document(second.content.decode())
    assert document.errors == []
    assert document.words.startswith("Now the code from your phone Your words are still in this page.")
    assert held(second)["title"] == ["An hour of work"]
    assert "held-password" not in held(second)
    assert PageWords.objects.get().title == "Money"
    assert staff.get("/staff/").status_code == 302


def test_a_wrong_code_shows_the_page_again_with_the_words_and_not_with_the_code(staff, rights, maria):
    wrong = wrong_code(maria.totpdevice_set.get())
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)

    again = give_code(staff, give_password(staff, staff.post(change(rights), data)), wrong)

    assert again.status_code == 403
    assert "This code is not right" in Document(again.content.decode()).words
    assert wrong not in again.content.decode()
    assert held(again)["title"] == ["An hour of work"]
    assert PageWords.objects.get().title == "Money"
    assert give_code(staff, again, code_on(maria.totpdevice_set.get())).status_code == 302
    assert PageWords.objects.get().title == "An hour of work"


def test_a_code_without_a_password_is_asked_for_the_password(staff, rights, maria):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)
    first = staff.post(change(rights), data)

    again = press(staff, first, **{"held-one_time_code": code_on(maria.totpdevice_set.get())})

    assert again.status_code == 403
    assert "held-password" in held(again)
    assert PageWords.objects.get().title == "Money"


def test_somebody_else_can_take_over_before_the_code(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)
    second = give_password(staff, staff.post(change(rights), data))

    again = press(staff, second, **{"held-again": "1"})

    assert {"held-username", "held-password"} <= held(again).keys()
    assert held(again)["title"] == ["An hour of work"]


def test_who_has_no_phone_yet_is_told_to_set_it_up_and_keeps_the_words(staff, rights, maria):
    data = typed(staff, rights, title="An hour of work")
    maria.totpdevice_set.all().delete()
    end_session(staff)

    again = give_password(staff, staff.post(change(rights), data))

    assert again.status_code == 403
    assert "No phone is set up for this account yet" in Document(again.content.decode()).words
    assert held(again)["title"] == ["An hour of work"]


def test_after_too_many_tries_the_words_are_still_there(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)
    response = staff.post(change(rights), data)
    for _try in range(5):
        response = give_password(staff, response, password="not this one")

    response = give_password(staff, response)

    assert "You can try again in 15 minutes" in Document(response.content.decode()).words
    assert held(response)["title"] == ["An hour of work"]


def test_a_preview_without_saving_goes_on_as_a_preview(staff, rights):
    data = typed(staff, rights, title="Only a trial")
    del data["_continue"]
    end_session(staff)

    response = sign_in(staff, staff.post(change(rights), {**data, "_preview": "1"}))

    assert response.status_code == 200
    assert "Only a trial" in Document(response.content.decode()).words
    assert PageWords.objects.get().title == "Money"


def test_a_list_that_was_put_in_order_is_kept_too(staff, rights):
    data = fields_of(staff.get("/staff/resources/page/").content.decode(), "changelist-form")
    end_session(staff)

    response = sign_in(staff, staff.post("/staff/resources/page/", {**data, "form-0-order": "7", "_save": "1"}))

    assert response.status_code == 302
    assert Page.objects.get().order == 7


def test_every_value_comes_back_exactly_as_it_was_sent(staff, rights):
    token = typed(staff, rights)["csrfmiddlewaretoken"]
    end_session(staff)

    response = staff.post(change(rights), {**DIFFICULT, "many": ["one", "two", "one"], "csrfmiddlewaretoken": token})

    fields = held(response)
    assert {name: fields[name] for name in DIFFICULT} == {name: [value] for name, value in DIFFICULT.items()}
    assert fields["many"] == ["one", "two", "one"]
    document = Document(response.content.decode())
    assert document.errors == []
    assert document.all("script", "img", "b") == []


def test_a_name_is_as_harmless_as_a_value(staff, rights):
    token = typed(staff, rights)["csrfmiddlewaretoken"]
    end_session(staff)
    name = '"><script>alert(1)</script>'

    response = staff.post(change(rights), {name: "x", "csrfmiddlewaretoken": token})

    assert held(response)[name] == ["x"]
    assert Document(response.content.decode()).all("script") == []


def test_a_file_is_asked_for_again_by_its_name(staff, rights):
    data = typed(staff, rights, title="With a picture")
    end_session(staff)
    picture = SimpleUploadedFile("<march>.jpg", b"not kept", "image/jpeg")

    response = staff.post(change(rights), {**data, "image": picture})

    document = Document(response.content.decode())
    assert "Please choose it again: <march>.jpg" in document.words
    assert document.first("form").get("enctype") == "multipart/form-data"
    (chooser,) = [each for each in document.all("input") if each.get("type") == "file"]
    assert chooser.get("name") == "image"
    assert b"not kept" not in response.content


def test_words_can_be_copied_from_the_page(staff, rights):
    data = typed(staff, rights, title="An hour of work", lead="\r\nfirst line\r\nsecond")
    end_session(staff)

    document = Document(staff.post(change(rights), data).content.decode())

    shown = ["".join(each.itertext()) for each in document.all("textarea")]
    assert "An hour of work" in shown
    assert "\nfirst line\nsecond" in shown
    # They are sent once, in the hidden fields.
    assert not [each for each in document.all("textarea") if each.get("name")]


def test_a_page_of_a_hundred_cards_is_taken_and_carried(staff, rights):
    token = typed(staff, rights)["csrfmiddlewaretoken"]
    end_session(staff)
    cards = {f"cards-{card}-{field}": "x" for card in range(100) for field in range(44)}

    response = staff.post(change(rights), {**cards, "csrfmiddlewaretoken": token})

    assert response.status_code == 403
    assert cards.keys() <= held(response).keys()


def test_opening_a_page_still_leads_to_the_front_door(client, rights):
    response = client.get(change(rights))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/login/?next=")


def test_signing_out_twice_is_no_lost_form(staff, rights):
    token = typed(staff, rights)["csrfmiddlewaretoken"]
    end_session(staff)
    response = staff.post("/staff/logout/", {"csrfmiddlewaretoken": token})
    assert response.status_code == 302
