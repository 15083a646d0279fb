"""The public forms and the sealed inbox behind them.

The room is kept free for them: until then `/contact/`, `/speaker/` and `/volunteer/` are pages of ``resources``
that say how to reach us by phone and post.
"""
