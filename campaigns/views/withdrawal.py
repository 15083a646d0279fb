"""Taking back what one has sent to be published, with the code that was shown then."""

from django.http import HttpRequest, HttpResponse

from campaigns import moderation
from campaigns.models.moderated import KEPT
from campaigns.signing import WithdrawAnyForm
from idpwsp.foundation.guard.once import Kept
from idpwsp.foundation.guard.views import answer, guarded


@guarded(WithdrawAnyForm)
def withdraw(request: HttpRequest, form: WithdrawAnyForm) -> HttpResponse:
    """One address for all kinds. What is found is deleted at once, and not shown again."""

    def take_down(is_doubtful: bool) -> Kept:
        entry = form.entry
        moderation.delete(type(entry).objects.filter(pk=entry.pk))
        return Kept(entry.pk)

    # Pressed twice: the second time it is gone already, and that is what she wanted.
    return answer(
        request, form, about="withdraw", keep=take_down, again=Kept,
        template="campaigns/withdraw.html", done="campaigns/withdrawn.html", context={"kept_days": KEPT.days},
    )  # fmt: skip
