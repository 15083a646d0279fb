"""The public forms, coming back with a number, and the sealed inbox behind them.

- ``forms``: what is asked. A ``LetterForm`` says which queue its words go to, and what staff read of them.
- ``sending``: from a valid form to a sealed conversation and its number.
- ``pages``: the words that staff have written for the page around a form.
- ``inbox``: a room of its own, which knows nothing of the forms.

Why they stand on pages: docs/decisions/0024.
"""
