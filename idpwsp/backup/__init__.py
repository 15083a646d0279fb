"""Backups: one archive file each, made while the site runs, brought back into an empty place. docs/decisions/0039.

``sealing`` encrypts to a recipient, ``archive`` is the format, ``making`` makes one, ``shelf`` knows which are there
and which are too old, ``copying`` takes one off the machine, ``nightly`` is for the worker, and ``restoring`` brings
one back.
"""
