"""The terminal interface, which lives in the top-level ``tui/`` folder.

A checkout reaches it through this file; a wheel installs the folder here, in this file's place.
"""

from tui import Back, Ending, FactcheckApp, watched_terminal

__all__ = ["Back", "Ending", "FactcheckApp", "watched_terminal"]
