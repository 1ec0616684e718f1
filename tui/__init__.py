"""The terminal interface: screens and widgets over the services."""

from .app import FactcheckApp
from .core.shutdown import ShutdownGuard, watched_terminal
from .core.terminal_input import replace_broken_bytes
from .desk.gateway import Gateway

__all__ = ["FactcheckApp", "Gateway", "ShutdownGuard", "replace_broken_bytes", "watched_terminal"]
