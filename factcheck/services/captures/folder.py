"""The folder of captures, and the space that a run needs on its disk."""

import shutil
from pathlib import Path

from factcheck.errors import DeskError
from factcheck.settings import CaptureSettings, Settings


def folder_of(database: Path | None, settings: CaptureSettings) -> Path | None:
    """Return the folder of captures; None: the database is in memory or on a server, and no folder is set."""
    if settings.folder is not None:
        return settings.folder.expanduser()
    return database and Path(f"{database}.captures")


def require_disk_space(database: Path | None, settings: Settings) -> None:
    """Raise DeskError where the disk of the database or of the captures is nearly full."""
    if database is None:
        return
    for path in (database, folder_of(database, settings.captures) or database):
        existing = next(each for each in path.resolve().parents if each.is_dir())
        free = shutil.disk_usage(existing).free
        if free < settings.desk.min_free_bytes:
            raise DeskError(
                f"the disk under {path} has {free // 1_000_000} MB left; make room before a run (desk.min_free_bytes)"
            )
