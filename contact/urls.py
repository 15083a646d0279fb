"""The public forms, and coming back with a number. In every language."""

from django.urls import path

from contact.views import returning

urlpatterns = [
    path("messages/", returning.messages, name="messages"),
    path("messages/write/", returning.write, name="messages_write"),
    path("messages/contact/", returning.contact, name="messages_contact"),
    path("messages/delete/", returning.delete, name="messages_delete"),
    path("messages/check/", returning.check, name="messages_check"),
]
