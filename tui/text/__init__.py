"""Claims, alerts and differences as styled text."""
