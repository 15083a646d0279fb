"""Addresses below /staff/inbox/. Ids in them are random and tell nothing."""

from django.urls import path

from contact.inbox.views import conversation, entering, lists, writing

app_name = "inbox"
urlpatterns: list = [
    path("", lists.index, name="index"),
    path("enter/", entering.enter, name="enter"),
    path("c/<uuid:pk>/", conversation.conversation, name="conversation"),
    path("c/<uuid:pk>/contact/", conversation.show_contact, name="show_contact"),
    path("c/<uuid:pk>/answer/", writing.answer, name="answer"),
    path("c/<uuid:pk>/note/", writing.note, name="note"),
    path("c/<uuid:pk>/assign/", conversation.assign, name="assign"),
    path("c/<uuid:pk>/mark/", conversation.mark, name="mark"),
    path("c/<uuid:pk>/move/", conversation.move, name="move"),
    path("c/<uuid:pk>/delete/", conversation.delete, name="delete"),
    # Queues are named last: their names are words like the others.
    path("<slug:name>/", lists.queue, name="queue"),
    path("<slug:name>/search/", lists.search, name="search"),
]
