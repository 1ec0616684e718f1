"""Changes that a person makes to claims, citations and alerts, and their undo."""
