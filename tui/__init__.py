"""The terminal interface: screens and widgets over the services."""

from .app import FactcheckApp
from .back import Back

__all__ = ["Back", "FactcheckApp"]
