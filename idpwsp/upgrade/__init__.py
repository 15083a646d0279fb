"""Bring a site under systemd to the newest release, or leave it as it was: ``make upgrade``. docs/decisions/0041.

The standard library alone: it runs on the system's Python, before anything is installed. Below ``home`` are ``source``
(the clone in which it is typed), ``releases``, each with a ``.venv`` of its own, and ``current``, a link to one.
"""
