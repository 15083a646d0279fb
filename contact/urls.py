"""The public forms, and coming back with a number. In every language.

A form that stands on a page of ``resources`` names the page's address, which is its own.
"""

from django.urls import path

from contact.views import returning, writing

urlpatterns = [
    path("contact/", writing.message, {"address": "contact/"}, name="contact"),
    path("speaker/", writing.speaker, {"address": "speaker/"}, name="speaker"),
    path("volunteer/", writing.volunteer, {"address": "volunteer/"}, name="volunteer"),
    path("brochure/order/", writing.brochure, name="brochure_order"),
    path("messages/", returning.messages, name="messages"),
    path("messages/write/", returning.write, name="messages_write"),
    path("messages/contact/", returning.contact, name="messages_contact"),
    path("messages/delete/", returning.delete, name="messages_delete"),
    path("messages/check/", returning.check, name="messages_check"),
]
