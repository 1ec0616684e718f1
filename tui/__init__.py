"""The terminal interface: screens and widgets over the services."""

from .app import FactcheckApp
from .core.shutdown import ShutdownGuard, watched_terminal
from .desk.gateway import Gateway

__all__ = ["FactcheckApp", "Gateway", "ShutdownGuard", "watched_terminal"]
