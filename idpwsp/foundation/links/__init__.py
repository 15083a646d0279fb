"""Outward links: where they stand, whether they still lead somewhere, and what staff are told about it."""
