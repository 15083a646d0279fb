"""Signing in: a password, then a code from a phone. Whoever has given one of them alone is nobody yet.

- ``steps``: what the session knows between the two, and when it ends. ``middleware``: who counts as signed in.
- ``second_step``: phones (django-otp's TOTP devices) and recovery codes; giving, making and taking them away.
- ``lockout``: how often one may try. It stores no address and no name.
- ``sessions``: ending those of a person, and clearing what has expired.
- ``invitations``: links by which somebody opens an account; ``inviting`` makes them, ``joining`` is where they lead.
- ``security_log``: what is written down of all this, and ``showing_log``, where administrators read it.
- ``views``: the front door. ``own``: one's own phone and codes, once signed in.

Forms that come in after a sign-in has ended go through the same two steps in ``idpwsp.held``.
Why it is so: docs/decisions/0023.
"""
