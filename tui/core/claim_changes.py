"""The fields that a command gives a claim, from its value and its words."""

from typing import Any

from factcheck.store.rows import ClaimRow
from factcheck.vocabulary import Status

STATUSES = {
    "i": Status.INBOX.value,
    "o": Status.OPEN.value,
    "r": Status.REVIEW.value,
    "p": Status.PUBLISHED.value,
    "x": Status.REJECTED.value,
}
PRIORITIES = {"1": "low", "2": "normal", "3": "high"}
ME, NOBODY, BY_NAME = "me", "nobody", "by name"
ASSIGNEES = {"m": ME, "x": NOBODY, "n": BY_NAME}
ROW_COLUMNS = frozenset(ClaimRow.__dataclass_fields__)
"""The columns of a claim that a list can show."""


def _fields(**given: Any) -> dict[str, Any]:
    return given


def rating(value: str | None, words: str | None, actor: str) -> dict[str, Any]:
    """Return the rating; the reason is stored beside it."""
    return _fields(rating=value)


def status(value: str | None, words: str | None, actor: str) -> dict[str, Any]:
    """Return the status; a rejection has its reason."""
    reason = _fields(status_why=words) if value == Status.REJECTED else {}
    return _fields(status=value) | reason


def priority(value: str | None, words: str | None, actor: str) -> dict[str, Any]:
    """Return the priority as a number."""
    return _fields(priority=next(int(digit) for digit, word in PRIORITIES.items() if word == value))


def assignee(value: str | None, words: str | None, actor: str) -> dict[str, Any]:
    """Return the assignee; None: nobody."""
    return _fields(assignee=words if value == BY_NAME else {ME: actor, NOBODY: None}[value or NOBODY])


def tags(value: str | None, words: str | None, actor: str) -> dict[str, Any]:
    """Return the tags to add and to remove; a minus removes a tag."""
    found = (words or "").replace(",", " ").split()
    add = tuple(word.removeprefix("+") for word in found if not word.startswith("-"))
    return _fields(add_tags=add, remove_tags=tuple(word[1:] for word in found if word.startswith("-")))


def shown_in_list(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a change that a list can show before it is stored."""
    return {column: value for column, value in changes.items() if column in ROW_COLUMNS}
