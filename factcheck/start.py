"""What the terminal's first rows need of the settings, read without the machinery of the others.

Building and checking all settings costs more time than reading and painting a page of claims. Where a file or a variable
sets anything that is not plainly one of these, they are left to :mod:`factcheck.settings`, which says what is wrong.
"""

import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

THEME = "textual-dark"


@dataclass(frozen=True, slots=True)
class Start:
    """The database's file, who acts, and how the screen looks and is worked."""

    db: str
    actor: str
    theme: str = THEME
    ascii: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    """Verb to key, where they differ from ours."""


def default_db() -> str:
    """Return the database's place in the platform's user data folder."""
    return str(Path(platformdirs.user_data_dir("factcheck")) / "factcheck.db")


def login() -> str:
    """Return the name of the account this runs under; a bare container may have none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid-{os.getuid()}"


def default_config() -> Path:
    """Return the configuration file's place in the platform's user configuration folder."""
    return Path(platformdirs.user_config_dir("factcheck")) / "config.toml"


def read(environment: Mapping[str, str], **flags: str | None) -> Start | None:
    """Return the start's settings; None: something is set that only the whole settings understand."""
    if any(name.upper().startswith("FACTCHECK_") and name not in _VARIABLES for name in environment):
        return None
    path = Path(flags.get("config") or environment.get("FACTCHECK_CONFIG") or default_config())
    try:
        held = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if flags.get("config") or environment.get("FACTCHECK_CONFIG"):
            return None
        held = {}
    except (OSError, ValueError):
        return None
    desk, keys = held.get("desk", {}), held.get("keys", {})
    if not (held.keys() <= {"db", "actor", "desk", "keys"} and _are_strings(keys) and isinstance(desk, dict)):
        return None
    chosen = {name: flags.get(name) or environment.get(f"FACTCHECK_{name.upper()}") for name in ("db", "actor")}
    db = chosen["db"] or held.get("db", "") or default_db()
    actor = chosen["actor"] or held.get("actor", "") or login()
    theme, ascii_ = desk.get("theme", THEME), desk.get("ascii", False)
    plainly = (
        desk.keys() <= {"theme", "ascii"}
        and all(isinstance(each, str) for each in (db, actor, theme))
        and isinstance(ascii_, bool)
        and len(actor) <= 100
        and not _is_empty(environment, held, flags)
    )
    return Start(db, actor, theme, ascii_, keys) if plainly else None


_VARIABLES = {"FACTCHECK_DB", "FACTCHECK_ACTOR", "FACTCHECK_CONFIG"}


def _are_strings(table: Any) -> bool:
    return isinstance(table, dict) and all(isinstance(value, str) for value in table.values())


def _is_empty(environment: Mapping[str, str], held: Mapping[str, Any], flags: Mapping[str, str | None]) -> bool:
    """Return whether a name is set to nothing: that is refused with its own words."""
    return any(
        "" in (environment.get(f"FACTCHECK_{name.upper()}"), held.get(name), flags.get(name))
        for name in ("db", "actor")
    )
