"""The checkpoint file of an integrity check: the last event of an intact log, and the digests of its blocks.

With it, the next check replays only changed blocks. Anyone who can write the database can write the checkpoint. A check that
trusts neither ignores it, and compares the head of the log with one that is stored elsewhere.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from factcheck.atomic_files import written_aside
from factcheck.store.engine import database_path

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a database that was found intact."""

    at: str
    """The time when the check began, in ISO 8601."""
    revision: str
    line: int
    """The last event that was checked; 0: the log was empty."""
    hash: str
    """The hash of that event."""
    lines: int
    """The number of events up to that one."""
    blocks: dict[int, str]
    """The digest of each block of claims."""


def checkpoint_path(engine: sa.Engine) -> Path | None:
    """Return the path of a database's checkpoint. None: the database is not a file."""
    path = database_path(engine)
    return path and Path(f"{path}.checked")


def read_checkpoint(engine: sa.Engine) -> Checkpoint | None:
    """Return the checkpoint of a database. None: it is missing or cannot be used."""
    path = checkpoint_path(engine)
    try:
        stored = json.loads(path.read_bytes()) if path else {}
        if stored.pop("format") != FORMAT_VERSION:
            return None
        checkpoint = Checkpoint(**stored)
        return Checkpoint(
            **{
                **asdict(checkpoint),
                "blocks": {int(number): str(digest) for number, digest in checkpoint.blocks.items()},
            }
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_checkpoint(engine: sa.Engine, checkpoint: Checkpoint) -> str | None:
    """Write the checkpoint of a database atomically; return why it cannot be written, or None."""
    path = checkpoint_path(engine)
    if path is None:
        return None
    try:
        mode = Path(str(engine.url.database)).stat().st_mode & 0o666
        with written_aside(path, mode=mode) as file:
            file.write(json.dumps({"format": FORMAT_VERSION, **asdict(checkpoint)}).encode())
    except OSError as error:
        return f"{path} cannot be written ({error.strerror}): the next check starts at the first line again"
    return None


def remove_checkpoint(engine: sa.Engine) -> None:
    """Remove the checkpoint of a database, if it exists."""
    if path := checkpoint_path(engine):
        with suppress(OSError):
            path.unlink(missing_ok=True)
