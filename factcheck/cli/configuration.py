"""Reads the settings of a call, and reports retired ones."""

import sys
from collections.abc import Mapping
from pathlib import Path

from factcheck import settings
from factcheck.services.text.sanitize import sanitize_text


def config_file(flags: Mapping[str, str | None]) -> Path | None:
    """Return the configuration file that the call names."""
    named = flags.get("config")
    return Path(named) if named else None


def read_settings(flags: Mapping[str, str | None]) -> settings.Reading:
    """Return the settings of a call, and name on stderr those that are retired. Raises InputError."""
    reading = settings.read(config_file(flags), db=flags.get("db"), actor=flags.get("actor"))
    if reading.notice:
        print(sanitize_text(f"factcheck: {reading.notice}"), file=sys.stderr)
    return reading
