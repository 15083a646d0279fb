"""The page that an invitation leads to: a password of one's own. After that one signs in like everybody."""

from django.contrib import admin
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from idpwsp.signin import invitations
from idpwsp.signin.views import show

# The address of the page is a secret: nothing of its path goes along when one leaves it. Not “no-referrer”: browsers
# would then send “Origin: null” with the form.
REFERRER_POLICY = "strict-origin"


@sensitive_variables()
@sensitive_post_parameters()
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password, once. Whatever is wrong with a link, the page says the same."""
    response = _join(request, token)
    response.headers["Referrer-Policy"] = REFERRER_POLICY
    return response


@sensitive_variables()
def _join(request: HttpRequest, token: str) -> HttpResponse:
    if admin.site.has_permission(request):
        return show(request, "signin/join_signed_in.html", _("You are signed in"), 409)
    try:
        invitation = invitations.find(token)
        user = User(username=invitation.username, first_name=invitation.shown_name)
        form = SetPasswordForm(user, request.POST if request.method == "POST" else None)
        if form.is_valid():
            form.save(commit=False)
            invitations.accept(invitation, user.password)
            return show(request, "signin/joined.html", _("Your account is ready"), username=user.username)
    except invitations.Gone:
        return show(request, "signin/join_gone.html", _("This link does not work"), 404)
    by = invitation.made_by.first_name or invitation.made_by.get_username()
    rights = invitations.rights_of(invitation)
    return show(request, "signin/join.html", _("Welcome"), form=form, username=user.username, by=by, rights=rights)


def is_joining(path: str) -> bool:
    """Whether an address is that of the link of an invitation."""
    return path.startswith(reverse("signin:join", args=["-"]).removesuffix("-/"))
