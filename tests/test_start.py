"""The few settings of the first rows are those that all settings say, or are left to them."""

from pathlib import Path

import pytest

from factcheck import settings, start
from factcheck.errors import InputError


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("FACTCHECK_DB", "FACTCHECK_ACTOR", "FACTCHECK_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


CASES = [
    ("", {}, {}),
    ('db = "a.db"\nactor = "ana"\n[desk]\ntheme = "nord"\nascii = true\n[keys]\nrate = "w"', {}, {}),
    ('db = "a.db"', {"FACTCHECK_DB": "b.db", "FACTCHECK_ACTOR": "bob"}, {}),
    ('db = "a.db"', {"FACTCHECK_DB": "b.db"}, {"db": "c.db", "actor": "carol"}),
]
LEFT = [
    ("[verify]\ndeadline = 5", {}, {}),
    ("[desk]\nlanguage = 'fr'", {}, {}),
    ("[desk]\nascii = 'yes'", {}, {}),
    ("[keys]\nrate = 1", {}, {}),
    ("colour = 1", {}, {}),
    ("no toml at all", {}, {}),
    ("", {"FACTCHECK_DESK__THEME": "nord"}, {}),
    ("", {"FACTCHECK_ACTOR": ""}, {}),
    ("", {}, {"db": ""}),
    ("", {}, {"actor": "x" * 101}),
]


@pytest.mark.parametrize(("file", "environment", "flags"), CASES)
def test_they_agree(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, environment: dict[str, str], flags: dict[str, str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(file)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    first = start.read(environment, config=str(config), **flags)
    whole = settings.load(config, **flags)

    assert first is not None
    assert (first.db, first.actor, first.theme, first.ascii, dict(first.keys)) == (
        whole.db, whole.actor, whole.desk.theme, whole.desk.ascii, whole.keys,
    )  # fmt: skip


@pytest.mark.parametrize(("file", "environment", "flags"), LEFT)
def test_what_is_not_plain_is_left_to_the_whole(
    tmp_path: Path, file: str, environment: dict[str, str], flags: dict[str, str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(file)

    assert start.read(environment, config=str(config), **flags) is None


def test_a_named_file_that_is_not_there_is_left_to_the_whole(tmp_path: Path) -> None:
    assert start.read({}, config=str(tmp_path / "none.toml")) is None


def test_the_defaults_are_the_same(tmp_path: Path) -> None:
    first, whole = start.read({}), settings.load()

    assert first is not None
    assert (first.db, first.actor, first.theme) == (whole.db, whole.actor, whole.desk.theme)


def test_a_key_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[keys]\nrate = 1")

    with pytest.raises(InputError, match=r"keys\.rate"):
        settings.load(tmp_path / "c.toml")
