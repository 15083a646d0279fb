"""``manage.py doctor``: what is wrong with a running installation, and what to do. See docs/decisions/0038."""
