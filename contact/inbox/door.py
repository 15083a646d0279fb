"""The staff door: who comes in, in which dress, and what happens while the inbox is locked."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from contact.inbox import unlocking
from contact.inbox.keyring import Keyring
from contact.inbox.models import Conversation, Queue
from contact.inbox.waiting import Waiting, waiting
from contact.inbox.warnings import MANAGE, Concern, for_user

View = Callable[..., HttpResponse]


class Visit:
    """Somebody on the staff in the inbox. The first argument of every view of the inbox after the request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = request.user

    @cached_property
    def keyring(self) -> Keyring | None:
        """What is unlocked, or None."""
        return unlocking.keyring(self.request)

    @property
    def open_keyring(self) -> Keyring:
        """The same, in a view that is behind ``unlocked`` or ``reading``."""
        if self.keyring is None:
            raise PermissionDenied
        return self.keyring

    @cached_property
    def queues(self) -> list[Queue]:
        """Those that this person may see at all."""
        return Queue.objects.readable_by(self.user)

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Those queues with how much waits in each."""
        return waiting(self.queues)

    @cached_property
    def locks_at(self) -> datetime | None:
        """When the inbox locks itself if nothing is done until then, or None where it is locked."""
        # Looking at the clock is no use of the inbox. A view that has used it has asked for the keyring already.
        if not (self.__dict__.get("keyring") or unlocking.keyring(self.request, is_use=False)):
            return None
        return datetime.fromtimestamp(unlocking.locks_at(self.request), timezone.get_current_timezone())

    @cached_property
    def warnings(self) -> list[Concern]:
        """What somebody has to see to, in the queues that this person may see."""
        return for_user(self.user)

    @property
    def may_manage(self) -> bool:
        return bool(self.user.has_perm(MANAGE))

    def queue(self, name: str) -> Queue:
        """One of them. Raises ``Http404`` for a queue that there is not, and for one that may not be seen."""
        found = next((queue for queue in self.queues if queue.name == name), None)
        if found is None:
            raise Http404
        return found

    def conversation(self, pk: Any) -> Conversation:
        """A conversation in one of them. Raises ``Http404`` for any other."""
        names = [queue.name for queue in self.queues]
        return get_object_or_404(Conversation.objects.select_related("queue", "assigned_to"), pk=pk, queue__in=names)

    def render(self, template: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page in the dress of the admin."""
        values = {**admin.site.each_context(self.request), "title": title, "visit": self, **context}
        return TemplateResponse(self.request, template, values, status=status)


def door(view: View) -> View:
    """For whoever is signed in and may see a queue, or manages the inbox; locked or not."""

    @wraps(view)
    def received(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = Visit(request)
        if not (visit.queues or visit.may_manage):
            raise PermissionDenied
        return view(request, visit, *args, **kwargs)

    return admin.site.admin_view(received)


def unlocked(view: View) -> View:
    """Inside ``door`` or ``managing``, for what takes a key: only while unlocked. Whoever comes with a form that was
    open for too long begins it again; nothing of it was done."""

    @wraps(view)
    def received(request: HttpRequest, visit: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        if visit.keyring is None:
            return HttpResponseRedirect(locked_url(request.get_full_path() if request.method == "GET" else ""))
        return view(request, visit, *args, **kwargs)

    return received


def reading(view: View) -> View:
    """For a page that shows what was opened: only while unlocked, and it turns itself to the locked screen in time."""

    @wraps(view)
    def received(request: HttpRequest, visit: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, visit, *args, **kwargs)
        # A header and no element: it needs no script, and is left out where somebody types.
        response.headers["Refresh"] = f"{unlocking.seconds_left(request)}; url={locked_url(request.get_full_path())}"
        return response

    return door(unlocked(received))


def managing(view: View) -> View:
    """For whoever may say who reads what."""

    @wraps(view)
    def received(request: HttpRequest, visit: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        if not visit.may_manage:
            raise PermissionDenied
        return view(request, visit, *args, **kwargs)

    return door(received)


def locked_url(then: str = "") -> str:
    """The locked screen, which leads back to ``then``."""
    return reverse("inbox:unlock") + (f"?{urlencode({'next': then})}" if then else "")
