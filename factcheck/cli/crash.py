"""Where a crash of the interface is kept: on the screen it would be gone, or spoil it."""

import traceback
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import platformdirs


def log_crash(error: Exception) -> str:
    """Append what happened to the log, and return where it is; where it cannot be written, what happened itself."""
    told = "".join(traceback.format_exception(error))
    path = Path(platformdirs.user_log_dir("factcheck")) / "tui.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} factcheck {version('factcheck')}\n{told}\n")
    except OSError:
        return told
    return f"the log is {path}"
