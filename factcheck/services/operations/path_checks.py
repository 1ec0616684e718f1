"""Checks of a desk's files: who can read them, whether they can be written, and whether capture files are missing."""

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
"""Captures whose files are searched for: enough to notice that the folder was not moved, and fast on any desk."""
NAMES_MAX = 3


def exposed_paths(desk: Desk, settings: Settings) -> str | None:
    """Return which files of a desk every account of the machine can read, and how to fix it. None: there are none."""
    database = database_path(desk.engine)
    if database is None:
        return None
    files = [database, capture_folder(desk.engine, settings.captures)]
    open_to_all = [path for path in files if path is not None and others_can_read(path)]
    if not open_to_all:
        return None
    names = " and ".join(map(str, open_to_all))
    return f"every account of this machine can read {names}; remove that permission with chmod -R o-rwx"


def exposed_secrets(settings: Settings, origins: Mapping[str, str]) -> str | None:
    """Return which secrets in configuration files every account of the machine can read. None: there are none."""
    found: dict[str, list[str]] = {}
    for name in marked(Mark.SECRET):
        file = origins.get(name, "").removeprefix("file ")
        if value_of(settings, name) and file != origins.get(name) and others_can_read(Path(file)):
            found.setdefault(file, []).append(name)
    text = "; ".join(
        f"every account of this machine can read {', '.join(names)} in {file}; remove that permission with chmod o-rwx"
        for file, names in found.items()
    )
    return text or None


def is_immutable(session: Session) -> bool:
    """Return whether the database is opened read-only, because nothing can be written in its folder."""
    return isinstance(session.connection().connection.dbapi_connection, ImmutableConnection)


def missing_captures(desk: Desk, settings: Settings) -> str | None:
    """Return which capture files are missing, and how to restore them. None: the sampled ones exist."""
    folder = capture_folder(desk.engine, settings.captures)
    with desk.read() as session:
        names = sorted(set(_sample(session)))
    missing = [name for name in names if folder is None or not find(folder, name).is_file()]
    if not missing:
        return None
    if folder is None:
        return f"captures are in files such as {missing[0]}, but no folder is set; set captures.folder"
    listed = ", ".join(missing[:NAMES_MAX]) + (" …" if len(missing) > NAMES_MAX else "")
    if len(missing) < len(names):
        return f"{folder} lacks {listed}; restore them from a backup, and run factcheck captures verify"
    return (
        f"none of the sampled capture files is in {folder} ({listed}); the .captures folder belongs beside the database:"
        f" move it there, or set captures.folder"
    )


def _sample(session: Session) -> Iterator[str]:
    """Yield names of capture files from the whole history of the desk."""
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
