"""The page cache: public pages as bytes, in front of Django.

A page is the same for every reader, so it is rendered and compressed once and then served until content changes. A view
opts in; nothing else ever gets in::

    @cached_page(query=("page",))
    def index(request):
        ...

- ``policy``: ``cached_page``, and which address a request asks for, if one that may be kept.
- ``front``: ``PageCache``, the WSGI application that stands in front of Django's, in ``idpwsp/wsgi.py``.
- ``page``: an answer as it is kept, in each encoding, with its headers.
- ``generation``: the one row that every change of public content moves, by which each process knows what is old.
- ``writes``: moves it, whoever writes and however.

Why it is so: docs/decisions/0031.
"""
