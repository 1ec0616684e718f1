"""The terminal interface, which lives in the top-level ``tui/`` folder.

A checkout reaches it through this file; a wheel installs the folder here, in this file's place.
"""

from tui import FactcheckApp, Gateway, ShutdownGuard, replace_broken_bytes, watched_terminal

__all__ = ["FactcheckApp", "Gateway", "ShutdownGuard", "replace_broken_bytes", "watched_terminal"]
