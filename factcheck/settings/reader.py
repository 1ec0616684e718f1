"""Reads the settings from flags, the environment and the configuration file, in this order of precedence."""

import json
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

from factcheck.errors import InputError
from factcheck.settings.places import default_config
from factcheck.settings.retired import ARCHIVE_ADDRESSES, RETIRED, RetiredSetting, notice
from factcheck.settings.sections import SECTIONS, Settings
from factcheck.settings.table import Mark, Setting, rows

PREFIX = "FACTCHECK_"


@dataclass(frozen=True, slots=True)
class Reading:
    """The settings in force with their origins."""

    settings: Settings
    origins: Mapping[str, str]
    """Origin of every setting by its dotted name: "flag", "environment", "file …" or "default"."""
    notice: str | None
    """One line about retired settings that are still set; None: none is."""


def load(config: Path | None = None, **flags: Any) -> Settings:
    """Return the settings in force; ``config`` is the file that ``--config`` names, ``flags`` the other flags.

    Raises InputError naming every setting that is refused, or the file that cannot be read.
    """
    return read(config, **flags).settings


def read(config: Path | None = None, **flags: Any) -> Reading:
    """Return the settings in force with their origins. Raises InputError as ``load`` does."""
    given = _Given()
    path = file_in_use(config)
    if path is not None:
        given.add(_parsed(path), f"file {path}")
    given.add(_environment(), "environment")
    given.add({name: value for name, value in flags.items() if value is not None}, "flag")
    values = given.values()
    origins = {name: given.origins.get(name, "default") for name in _ROWS}
    line = notice(given.retired) if given.retired else None
    if origins["archives.url"] == "default" and any(each.name in ARCHIVE_ADDRESSES for each in given.retired):
        # Another archive was meant: the public one must not learn what is watched.
        values["archives.enabled"], values["archives.is_undecided"] = False, True
        line = f"{line}; until it is set, no copies are looked up"
    return Reading(_assembled(values), origins, line)


def file_in_use(config: Path | None = None) -> Path | None:
    """Return the configuration file that is read; None: there is none.

    Raises InputError for one that was named and does not exist, or that cannot be read.
    """
    variable = os.environ.get(f"{PREFIX}CONFIG")
    named = config or (Path(variable) if variable else None)
    if named and not _is_file(named):
        raise InputError(f"the configuration file {named} is not there; make it, or drop --config")
    path = named or default_config()
    return path if _is_file(path) else None


def fields() -> Iterator[tuple[str, Setting]]:
    """Yield every setting by its dotted name."""
    yield from _ROWS.items()


def marked(*marks: Mark) -> list[str]:
    """Return the dotted names of the settings that bear one of the marks."""
    return [name for name, row in _ROWS.items() if set(marks) & set(row.marks)]


def value_of(settings: Settings, name: str) -> Any:
    """Return the value of a setting by its dotted name."""
    return reduce(getattr, name.split("."), settings)


def displayed(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield every setting by its dotted name with its value as text; the keys of the interface one by one."""
    for name in _ROWS:
        value = value_of(settings, name)
        if name == "keys":
            yield from ((f"keys.{command}", key) for command, key in value.items())
        else:
            yield name, str(list(value) if isinstance(value, tuple) else value)


class _Given:
    """Raw values of the sources by dotted name; a later source overrides an earlier one."""

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {}
        self.origins: dict[str, str] = {}
        self.retired: list[RetiredSetting] = []
        self.refusals: list[str] = []

    def add(self, table: Mapping[str, Any], origin: str) -> None:
        """Add the settings of a source."""
        for name, value in table.items():
            if name not in SECTIONS:
                self._set(name, value, origin)
            elif isinstance(value, Mapping):
                for key, inner in value.items():
                    self._set(f"{name}.{key}", inner, origin)
            else:
                self.refusals.append(f"the setting {name} is refused: give a table of settings, such as [{name}]")

    def _set(self, name: str, value: Any, origin: str) -> None:
        if name in RETIRED:
            self.retired.append(RetiredSetting(name, origin))
        elif name not in _ROWS:
            self.refusals.append(f"there is no setting {name}")
        else:
            if name == "keys" and isinstance(value, Mapping) and isinstance(self.raw.get(name), Mapping):
                value = {**self.raw[name], **value}
            self.raw[name], self.origins[name] = value, origin

    def values(self) -> dict[str, Any]:
        """Return the values of what was set. Raises InputError naming everything that is refused."""
        values = {}
        for name, raw in self.raw.items():
            try:
                values[name] = _ROWS[name].read(raw)
            except ValueError as error:
                self.refusals.append(_refusal(name, raw, error))
        if self.refusals:
            raise InputError("; ".join(self.refusals))
        return values


def _refusal(name: str, raw: Any, error: ValueError) -> str:
    """Return why a value is refused; neither a secret nor a table, which may contain one, is shown."""
    if name == "keys" and isinstance(raw, Mapping):
        command, key = next((command, key) for command, key in raw.items() if not isinstance(key, str))
        return f"the setting keys.{command} = {key!r} is refused: give the name of a key, such as w"
    is_hidden = Mark.SECRET in _ROWS[name].marks or isinstance(raw, Mapping)
    return f"the setting {name}{'' if is_hidden else f' = {raw!r}'} is refused: {error}"


def _is_file(path: Path) -> bool:
    """Return whether a path is a file. Raises InputError where the system does not tell."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unreadable(path, error) from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the configuration file {path} is not valid TOML: {error}") from None
    except RecursionError:
        raise InputError(f"the configuration file {path} is not valid TOML: it is nested too deeply") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"the configuration file {path} cannot be read: {error.strerror}")


def _environment() -> dict[str, Any]:
    """Return the settings of the environment as the tables of a file. Variables of unknown sections are ignored."""
    found: dict[str, Any] = {}
    inner: list[tuple[str, str, str]] = []
    for variable, value in os.environ.items():
        if not variable.upper().startswith(PREFIX):
            continue
        name, separator, key = variable[len(PREFIX) :].lower().partition("__")
        if separator and (name in SECTIONS or name == "keys"):
            inner.append((name, key, value))
        elif name in SECTIONS or name == "keys":
            found[name] = _table(variable, value)
        elif name in _ROWS:
            found[name] = value
    for name, key, value in inner:
        found[name] = found.get(name, {}) | {key.replace("__", "."): value}
    return found


def _table(variable: str, text: str) -> dict[str, Any]:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict):
        raise InputError(f'the variable {variable} is not a JSON object; give one such as {{"name": "value"}}')
    return table


def _assembled(values: Mapping[str, Any]) -> Settings:
    """Return the settings with these values by dotted name, and the defaults of the others."""
    sections: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    top: dict[str, Any] = {}
    for name, value in values.items():
        section, dot, key = name.partition(".")
        (sections[section] if dot else top)[key or name] = value
    made = {}
    for name, given in sections.items():
        try:
            made[name] = SECTIONS[name](**given)
        except ValueError as error:
            raise InputError(f"the setting {name} is refused: {error}") from None
    return Settings(**top, **made)


def _table_of_settings() -> Iterator[tuple[str, Setting]]:
    top = {row.name: row for row in rows(Settings)}
    yield "db", top["db"]
    yield "actor", top["actor"]
    for section, cls in SECTIONS.items():
        for row in rows(cls):
            yield f"{section}.{row.name}", replace(row, name=f"{section}.{row.name}")
    yield "keys", top["keys"]


_ROWS: dict[str, Setting] = dict(_table_of_settings())
