"""The project: settings, addresses, and the views that belong to no single app."""
