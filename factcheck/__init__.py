"""factcheck keeps claims, the exact words they rest on, and a watch over the sources."""
