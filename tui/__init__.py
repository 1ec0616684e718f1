"""The terminal interface: screens and widgets over the services."""

from .app import FactcheckApp
from .back import Back
from .ending import Ending, watched_terminal

__all__ = ["Back", "Ending", "FactcheckApp", "watched_terminal"]
