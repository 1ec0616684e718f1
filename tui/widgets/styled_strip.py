"""A line of styled text as the framework draws it."""

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip


def styled_strip(line: Text, width: int, style: Style, console: Console) -> Strip:
    """Return a line in exactly this many cells; ``style`` is below the styles of the text."""
    segments = [Segment(part.text, style + part.style if part.style else style) for part in line.render(console)]
    return Strip([each for each in segments if each.text]).adjust_cell_length(width, style)
