"""Errors that a person can fix. The message names the thing and the fix; the front ends print it on one line.

FactcheckError
├── InputError        the call or its input is wrong: exit 2, nothing was changed
│   ├── NotFound      asked for by number and not there: exit 1 from ``show``, 2 from what would change it
│   │   └── MergedClaim  merged into another claim, which the message names
│   ├── Conflict      somebody else changed it first
│   └── FilterError   a word that is not part of the filter language
└── DeskError         could not be done: database, disk, network: exit 3
    └── AlreadyRunning  another run holds the lock: exit 75
"""

from typing import Any

from factcheck.redaction import redact


class FactcheckError(Exception):
    """An error that a person can fix. Passwords in addresses are removed from its message."""

    exit_status = 3

    def __init__(self, message: str) -> None:
        self.message = redact(message)
        super().__init__(self.message)


class InputError(FactcheckError):
    """The call or its input is wrong; nothing was changed."""

    exit_status = 2


class NotFound(InputError):
    """The requested row is not in this database."""


class MergedClaim(NotFound):
    """The claim was merged into another one, ``into``, which has its citations now."""

    def __init__(self, claim_id: int, into: int) -> None:
        super().__init__(
            f"claim {claim_id} was merged into claim {into}; use claim {into}, or split them: factcheck split {claim_id}"
        )
        self.claim_id = claim_id
        self.into = into


class Conflict(InputError):
    """Somebody else changed the row after it was read; ``mine`` and ``theirs`` are both versions, by column."""

    def __init__(self, message: str, *, mine: dict[str, Any], theirs: dict[str, Any], version: int, actor: str) -> None:
        super().__init__(message)
        self.mine = mine
        self.theirs = theirs
        self.version = version
        """Version that is in the database now."""
        self.actor = actor
        """Name of the person who wrote it."""


class FilterError(InputError):
    """A word is not part of the filter language; ``start`` and ``end`` are its position in the text."""

    def __init__(self, message: str, *, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class DeskError(FactcheckError):
    """It could not be done: the database, the disk or the network as a whole."""

    exit_status = 3


class AlreadyRunning(DeskError):
    """Another run holds the lock."""

    exit_status = 75
