"""The guard of public forms: what anybody may send, without a cookie, a puzzle or a trace of who sent it.

It knows nothing of what is done with the words. An app brings a form, and says how an entry is kept::

    class ReplyForm(GuardedForm):
        name = forms.CharField(label=_("Your name"), max_length=60, required=False)
        text = forms.CharField(label=_("Your reply"), max_length=2000, widget=forms.Textarea)
        send_label = _("Send your reply")

    class Reply(Withdrawable):
        ...

    @guarded(ReplyForm)
    def reply(request, form, pk):
        article = get_object_or_404(Article.objects.published(), pk=pk)

        def keep(is_doubtful):
            return Reply(article=article, is_set_aside=is_doubtful, **form.cleaned_data).lodge()

        return answer(
            request, form, about=f"article {article.pk}", keep=keep, again=Reply.objects.lodge_again,
            template="campaigns/reply.html", done="campaigns/replied.html", context={"article": article},
        )

- ``forms``: ``GuardedForm``, shown by ``{% load crispy_forms_tags %}{% crispy form %}`` with labels, help, errors and
  the field for robots. It can be made from what was sent alone (``ReplyForm(data)``), without a database: that is how
  words are given back. What it needs to know besides, the view sets on it before ``answer``. A form may set
  ``send_label``, ``hourly_limit``, ``depending`` and ``may_be_anothers``; one that stands on another page than the one
  it is sent to also ``action``.
- ``views``: ``guarded`` (who may send, what cannot be read, ``no-store``) and ``answer`` (the form, its errors with
  status 422, or what came of it). ``template`` gets ``form`` and the context; ``done`` gets the context, ``code`` (show
  it with ``components/code.html``) and ``is_again``. Both extend ``base.html``, which begins the tab with "Error:".
- ``once``: ``Kept``, which ``keep`` and ``again`` return. ``keep(is_doubtful)`` saves an entry; what is doubtful is set
  aside for staff and never refused. ``again(id)`` gives the entry that the same words made within the last ten minutes
  a new code, or returns None where it is gone. Both run in one transaction with what the guard notes.
- ``withdrawal``: ``Withdrawable`` for models, with ``WithdrawForm`` for the page where an entry is taken down.
- ``codes``: withdrawal codes, without Django. ``sender``: where a form came from. ``secret``: the key of the hashes.
- ``held``: forms that could not be taken come back with their words; ``idpwsp.views.server_error`` asks it too. A view
  raises ``held.Busy`` where it works again in a minute, and ``held.Closed`` where nobody knows when: both answer 503.

Why it is so: docs/decisions/0016.
"""
