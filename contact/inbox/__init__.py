"""The sealed inbox: what strangers write to us in private, and the staff door to it.

- ``sealing``, ``derivation``, ``receipts``, ``passphrases``: the cryptography, without Django.
- ``conversations``: starts one, adds to it, finds it by a receipt, opens it for staff.
- ``keyholders``: who can open what. ``unlocking``: the half of a key in the session, and the half in the cookie.
- ``door``: who may come in, for the views of ``/staff/inbox/``.

What it resists and what not: docs/threat-model.md. It imports the foundation and nothing else of the project.
"""
