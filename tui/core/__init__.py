"""State and rules of the interface that need no widget."""
