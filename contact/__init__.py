"""The public forms, coming back with a number, and the sealed inbox behind them.

- ``forms``: what is asked. A ``LetterForm`` says which queue its words go to, and what staff read of them.
- ``sending``: from a valid form to a sealed conversation and its number.
- ``numbers``, ``returning``: from a number to the answers, writing again, and deleting everything.
- ``pages``: the words that staff have written for the page around a form.
- ``around``: what the privacy page says of the inbox.
- ``inbox``: a room of its own, which knows nothing of the forms.

Why they stand on pages: docs/decisions/0024.
"""
