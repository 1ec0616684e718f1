"""The application, as its screens know it."""

from typing import TYPE_CHECKING, cast

from textual.dom import DOMNode

if TYPE_CHECKING:
    from ..app import FactcheckApp


def app_of(node: DOMNode) -> "FactcheckApp":
    """Return the application a screen or a widget belongs to."""
    return cast("FactcheckApp", node.app)
