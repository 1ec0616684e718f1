"""Logs a crash of the terminal interface, whose screen is gone when it happens."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from factcheck import __version__
from factcheck.file_modes import make_folder, private


def log_crash(error: Exception) -> str:
    """Append a traceback to the log and return the path of the log, or the traceback if it cannot be written."""
    trace = "".join(traceback.format_exception(error))
    path = Path(platformdirs.user_log_dir("factcheck")) / "tui.log"
    try:
        make_folder(path.parent)
        with open(path, "a", encoding="utf-8", errors="backslashreplace", opener=private) as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} factcheck {__version__}\n{trace}\n")
    except OSError:
        return trace
    return f"the log is {path}"
