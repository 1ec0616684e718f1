"""The check-worthy statements of an article: where they are, who makes them, and when. Pure: no table, no network."""
