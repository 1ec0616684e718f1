"""The terminal interface: screens and widgets over the services."""

from .app import FactcheckApp

__all__ = ["FactcheckApp"]
