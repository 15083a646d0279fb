"""The brochure as living pages: pages, rights cards with sources, the help directory, the organisation's details."""
