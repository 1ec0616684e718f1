"""The mark that a whole check of the database leaves beside it: up to where the log was whole, and what stood there.

With it the next check replays only what changed. Whoever can write the database can write the mark: a check that trusts
neither takes no mark, and compares the log's head with one that is kept elsewhere.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from factcheck.atomic_files import written_aside
from factcheck.store.engine import database_path

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Up to where a database was found whole."""

    at: str
    """When the check began, ISO 8601."""
    revision: str
    line: int
    """The last line of the log that was checked; 0: there was none."""
    hash: str
    """Its hash."""
    lines: int
    """How many lines there were up to it."""
    blocks: dict[int, str]
    """The digest of each block of claims that was found whole."""


def checkpoint_path(engine: sa.Engine) -> Path | None:
    """Return where the mark of a database is; None: the database is not a file."""
    path = database_path(engine)
    return path and Path(f"{path}.checked")


def read_checkpoint(engine: sa.Engine) -> Checkpoint | None:
    """Return the mark beside a database; None: there is none that can be used."""
    path = checkpoint_path(engine)
    try:
        stored = json.loads(path.read_bytes()) if path else {}
        if stored.pop("format") != FORMAT:
            return None
        mark = Checkpoint(**stored)
        return Checkpoint(
            **{**asdict(mark), "blocks": {int(number): str(digest) for number, digest in mark.blocks.items()}}
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_checkpoint(engine: sa.Engine, mark: Checkpoint) -> str | None:
    """Put a mark beside a database, whole or not at all; return why it cannot be written."""
    path = checkpoint_path(engine)
    if path is None:
        return None
    try:
        mode = Path(str(engine.url.database)).stat().st_mode & 0o666
        with written_aside(path, mode=mode) as file:
            file.write(json.dumps({"format": FORMAT, **asdict(mark)}).encode())
    except OSError as error:
        return f"{path} cannot be written ({error.strerror}): the next check begins at the first line again"
    return None


def remove_checkpoint(engine: sa.Engine) -> None:
    """Remove the mark beside a database, if there is one."""
    if path := checkpoint_path(engine):
        with suppress(OSError):
            path.unlink(missing_ok=True)
