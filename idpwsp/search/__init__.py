"""Search over what ``settings.SEARCHABLE`` names as public content. Imports no app (DESIGN, section 3)."""
