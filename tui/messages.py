"""What widgets tell each other: values, never widgets."""

from dataclasses import dataclass
from typing import Any

from textual.message import Message


@dataclass
class Verb(Message):
    """A reviewer asks for something to be done to a claim."""

    name: str
    claim_id: int | None
    value: Any = None
    advanced: bool = False
    """The cursor has moved on already."""


@dataclass
class Said(Message):
    """A line for the message line."""

    text: str
    alarm: bool = False


@dataclass
class CursorMoved(Message):
    """The list's cursor stands on another claim."""

    claim_id: int | None
