"""The site looks at itself from outside, as anybody can, and says which promise of DESIGN §1 does not hold.

It asks over the wire alone: nothing here reads the database, and no form is ever sent but a search.
See docs/decisions/0042.
"""
