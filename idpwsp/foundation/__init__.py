"""The floor that every app stands on. Imports Django and libraries, never an app of ours."""
