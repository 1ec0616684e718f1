"""The terminal interface: screens and widgets over the services."""

from .app import FactcheckApp
from .core.shutdown import Ending, watched_terminal
from .desk.gateway import Back

__all__ = ["Back", "Ending", "FactcheckApp", "watched_terminal"]
