"""The settings that the interface's first rows need are read by the one reader, which loads nothing heavy."""

import subprocess
import sys
from pathlib import Path

import pytest

from factcheck import settings
from factcheck.errors import InputError


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("FACTCHECK_DB", "FACTCHECK_ACTOR", "FACTCHECK_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


FILE = 'db = "a.db"\nactor = "ana"\n[desk]\ntheme = "nord"\nascii = true\n[keys]\nrate = "w"'
GIVEN = [
    (FILE, {}, {}, ("a.db", "ana", "nord", True, {"rate": "w"})),
    (FILE, {"FACTCHECK_DB": "b.db", "FACTCHECK_ACTOR": "bob"}, {}, ("b.db", "bob", "nord", True, {"rate": "w"})),
    (FILE, {"FACTCHECK_DB": "b.db"}, {"db": "c.db", "actor": "carol"}, ("c.db", "carol", "nord", True, {"rate": "w"})),
    (FILE, {"FACTCHECK_DESK__THEME": "gruvbox"}, {}, ("a.db", "ana", "gruvbox", True, {"rate": "w"})),
    (FILE, {"FACTCHECK_KEYS__STATUS": "x"}, {}, ("a.db", "ana", "nord", True, {"rate": "w", "status": "x"})),
    (FILE + "\n[verify]\ndeadline = 5", {}, {}, ("a.db", "ana", "nord", True, {"rate": "w"})),
]
REFUSED = [
    ("[desk]\nascii = 'maybe'", {}, {}, r"the setting desk\.ascii = 'maybe' is refused"),
    ("[keys]\nrate = 1", {}, {}, r"keys\.rate"),
    ("colour = 1", {}, {}, "there is no setting colour"),
    ("not TOML at all", {}, {}, "is not valid TOML"),
    ("", {"FACTCHECK_ACTOR": ""}, {}, "actor"),
    ("", {}, {"db": ""}, "db"),
    ("", {}, {"actor": "x" * 101}, "1 to 100 characters"),
    ("[verify]\ndeadline = 0\nretries = 9", {}, {}, r"verify\.deadline = 0 .*; the setting verify\.retries = 9 "),
]


def applied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, environment: dict[str, str], flags: dict[str, str]
) -> settings.Settings:
    """Return the settings that a file, an environment and flags give."""
    config = tmp_path / "config.toml"
    config.write_text(file)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.load(config, **flags)


@pytest.mark.parametrize(("file", "environment", "flags", "expected"), GIVEN)
def test_the_first_rows_are_drawn_with_the_settings_in_force(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    file: str,
    environment: dict[str, str],
    flags: dict[str, str],
    expected: object,
) -> None:
    read = applied(monkeypatch, tmp_path, file, environment, flags)

    assert (read.db, read.actor, read.desk.theme, read.desk.ascii, read.keys) == expected


@pytest.mark.parametrize(("file", "environment", "flags", "complaint"), REFUSED)
def test_what_is_refused_is_named(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    file: str,
    environment: dict[str, str],
    flags: dict[str, str],
    complaint: str,
) -> None:
    with pytest.raises(InputError, match=complaint):
        applied(monkeypatch, tmp_path, file, environment, flags)


def test_a_named_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml is not there"):
        settings.load(tmp_path / "none.toml")


@pytest.mark.process
def test_the_settings_are_read_without_pydantic() -> None:
    program = "import sys, factcheck.settings; factcheck.settings.load(); print('pydantic' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
