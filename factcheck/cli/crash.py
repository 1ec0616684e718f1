"""Where a crash of the interface is kept: on the screen it would be gone, or spoil it."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from factcheck import __version__
from factcheck.file_modes import make_folder, private


def log_crash(error: Exception) -> str:
    """Append what happened to the log, and return where it is; where it cannot be written, what happened itself."""
    told = "".join(traceback.format_exception(error))
    path = Path(platformdirs.user_log_dir("factcheck")) / "tui.log"
    try:
        make_folder(path.parent)
        with open(path, "a", encoding="utf-8", errors="backslashreplace", opener=private) as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} factcheck {__version__}\n{told}\n")
    except OSError:
        return told
    return f"the log is {path}"
