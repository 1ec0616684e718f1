"""Input of the terminal that is not UTF-8: Textual's reader ends the program at the first such byte."""

import codecs
from functools import partial
from typing import Any

from textual.drivers import linux_driver


def replace_broken_bytes() -> None:
    """Let Textual's reader take bytes that are not UTF-8 for "�", as a terminal does that shows them."""

    def tolerant(encoding: str) -> Any:
        return partial(codecs.getincrementaldecoder(encoding), errors="replace")

    linux_driver.getincrementaldecoder = tolerant  # type: ignore[attr-defined]
