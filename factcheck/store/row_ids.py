"""Numbers of rows: SQLite's integers have 64 bits, and a larger number raises OverflowError in the driver."""

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sqlmodel import Session, SQLModel

ROW_ID_MAX = 2**63 - 1
NUMBER_TOO_LARGE = "a number is larger than a database can store (64 bits); give a smaller one"
"""The message for a number that the driver refuses."""

_Model = TypeVar("_Model", bound="SQLModel")


def is_row_id(number: int) -> bool:
    """Return whether a row can have this number."""
    return abs(number) <= ROW_ID_MAX


def get_or_none(session: "Session", model: type[_Model], number: int) -> _Model | None:
    """Return the row of a table with a number, or None where there is none."""
    return session.get(model, number) if is_row_id(number) else None
