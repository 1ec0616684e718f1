"""The check-worthy statements of an article: where they are, who makes them, and when. Pure: no table, no network."""

from factcheck.spotting.candidates import SpotOptions, spot

__all__ = ["SpotOptions", "spot"]
