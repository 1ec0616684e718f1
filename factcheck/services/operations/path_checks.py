"""The doctor's facts about a desk's places: who can read them, whether they can be written, whether the captures are there."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.file_modes import others_can_read
from factcheck.models import Capture
from factcheck.services.captures.writer import capture_folder
from factcheck.services.desk import Desk
from factcheck.settings import Mark, Settings, marked, value_of
from factcheck.store.connections import ImmutableConnection
from factcheck.store.engine import database_path
from factcheck.warc.folder import find

SAMPLE_MAX_CAPTURES = 200
"""Captures whose files are looked for: enough to notice a folder that was left behind, and quick on any desk."""
NAMES_MAX = 3


def exposed_paths(desk: Desk, settings: Settings) -> str | None:
    """Return which of a desk's places every account of the machine can read, and what to do about it."""
    database = database_path(desk.engine)
    if database is None:
        return None
    files = [database, capture_folder(desk.engine, settings.captures)]
    open_to_all = [path for path in files if path is not None and others_can_read(path)]
    if not open_to_all:
        return None
    names = " and ".join(map(str, open_to_all))
    return f"every account of this machine can read {names}; take that right away with chmod -R o-rwx"


def exposed_secrets(settings: Settings, origins: Mapping[str, str]) -> str | None:
    """Return which secrets every account of the machine can read in a configuration file."""
    found: dict[str, list[str]] = {}
    for name in marked(Mark.SECRET):
        file = origins.get(name, "").removeprefix("file ")
        if value_of(settings, name) and file != origins.get(name) and others_can_read(Path(file)):
            found.setdefault(file, []).append(name)
    text = "; ".join(
        f"every account of this machine can read {', '.join(names)} in {file}; take that right away with chmod o-rwx"
        for file, names in found.items()
    )
    return text or None


def is_immutable(session: Session) -> bool:
    """Return whether the database can only be read as it is: nothing can be written beside it."""
    return isinstance(session.connection().connection.dbapi_connection, ImmutableConnection)


def missing_captures(desk: Desk, settings: Settings) -> str | None:
    """Return that files of captures are not where they are looked for, and what to move there."""
    folder = capture_folder(desk.engine, settings.captures)
    with desk.read() as session:
        names = sorted(set(_sample(session)))
    missing = [name for name in names if folder is None or not find(folder, name).is_file()]
    if not missing:
        return None
    if folder is None:
        return f"captures are in files, such as {missing[0]}, and no folder is set; set captures.folder"
    listed = ", ".join(missing[:NAMES_MAX]) + (" …" if len(missing) > NAMES_MAX else "")
    if len(missing) < len(names):
        return f"{folder} lacks {listed}; restore them from a backup, and run factcheck captures verify"
    return (
        f"none of the files of captures that were looked for is in {folder} ({listed}); when a desk is moved, its .captures"
        f" folder moves with it: move it there, or set captures.folder"
    )


def _sample(session: Session) -> Iterator[str]:
    """Give the names of files that captures are in, from the whole of the desk's history."""
    first, last = session.execute(sa.select(sa.func.min(col(Capture.id)), sa.func.max(col(Capture.id)))).one()
    if first is None:
        return
    step = max((last - first) // SAMPLE_MAX_CAPTURES, 1)
    for number in (*range(first, last + 1, step), last):
        following = (
            sa.select(col(Capture.warc_file)).where(col(Capture.id) >= number).order_by(col(Capture.id)).limit(1)
        )
        name = session.execute(following).scalar()
        if name is not None:
            yield name
