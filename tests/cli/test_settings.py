"""Settings: by flag, environment, configuration file or default, in this order; refused by name."""

from pathlib import Path
from typing import Any

import platformdirs
import pytest

from tests.cli.conftest import SETTINGS, Cli


def in_force(cli: Cli, *flags: object) -> Any:
    """Return the settings in force by name, as the doctor tells them."""
    return {fact["name"]: fact["value"] for fact in cli.done(*flags, "doctor", "--json").json}


def test_flag_before_environment_before_file_before_default(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('actor = "toml"\n[verify]\ncontact = "https://toml.example/"\n')
    cli.monkeypatch.delenv("FACTCHECK_ACTOR")
    cli.monkeypatch.setenv("LOGNAME", "login")

    by_default = in_force(cli)["actor"]
    by_file = in_force(cli, "--config", file)["actor"]
    cli.set(actor="environment")
    by_environment = in_force(cli, "--config", file)["actor"]
    by_flag = in_force(cli, "--config", file, "--actor", "flag")["actor"]

    assert (by_default, by_file, by_environment, by_flag) == ("login", "toml", "environment", "flag")


def test_every_setting_of_a_section_is_taken_from_where_it_is_given(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[verify]\ndeadline = 11\nmax_redirects = 3\n")
    cli.set(verify__deadline=12)

    settings = in_force(cli, "--config", file)

    assert (settings["verify.deadline"], settings["verify.max_redirects"]) == ("12.0", "3")
    assert settings["verify.concurrency"] == "100"


def test_the_database_of_the_flag_is_the_one_used(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"db = '{tmp_path / 'toml.db'}'\n")
    cli.done("--db", tmp_path / "flag.db", "--config", file, "add", "by flag")
    cli.done("--config", file, "add", "by environment")
    cli.monkeypatch.delenv("FACTCHECK_DB")

    cli.done("--config", file, "add", "by file")

    texts = {
        name: [claim["text"] for claim in cli.done("--db", tmp_path / name, "list", "--json").json]
        for name in ("flag.db", "desk.db", "toml.db")
    }
    assert texts == {"flag.db": ["by flag"], "desk.db": ["by environment"], "toml.db": ["by file"]}


def test_by_default_the_database_is_in_the_user_s_data_folder(cli: Cli) -> None:
    cli.monkeypatch.delenv("FACTCHECK_DB")

    cli.done("add", "Prices rose")

    assert (Path(platformdirs.user_data_dir("factcheck")) / "factcheck.db").is_file()


def test_by_default_the_file_is_in_the_user_s_configuration_folder(cli: Cli) -> None:
    folder = Path(platformdirs.user_config_dir("factcheck"))
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[verify]\ndeadline = 11\n")

    assert in_force(cli)["verify.deadline"] == "11.0"


def test_the_file_may_be_named_by_environment_and_the_flag_goes_before(cli: Cli, tmp_path: Path) -> None:
    for number in (11, 12):
        (tmp_path / f"{number}.toml").write_text(f"[verify]\ndeadline = {number}\n")
    cli.set(config=tmp_path / "11.toml")

    by_environment = in_force(cli)["verify.deadline"]
    by_flag = in_force(cli, "--config", tmp_path / "12.toml")["verify.deadline"]

    assert (by_environment, by_flag) == ("11.0", "12.0")


def test_who_acts_stands_in_the_log(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    cli.done("--actor", "bob", "set", 1, "status=open")

    assert [event["actor"] for event in cli.done("log", "--json").json] == ["bob", "ana"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("verify.deadline", "0"),
        ("verify.deadline", "601"),
        ("verify.deadline", "soon"),
        ("verify.deadline", "nan"),
        ("verify.max_bytes", "1"),
        ("verify.max_redirects", "-1"),
        ("verify.retries", "4"),
        ("verify.concurrency", "0"),
        ("verify.per_host", "11"),
        ("verify.host_gap", "-1"),
        ("verify.allow_private", "perhaps"),
        ("verify.processes", "17"),
        ("verify.confirm_quote_after", "inf"),
        ("verify.unreachable_alert_days", "91"),
        ("desk.min_free_bytes", "-1"),
        ("desk.ascii", "2"),
        ("actor", ""),
        ("actor", "a" * 101),
        ("db", ""),
    ],
)
def test_a_setting_out_of_range_is_refused_by_name(cli: Cli, name: str, value: str) -> None:
    before = cli.everything()
    cli.monkeypatch.setenv("FACTCHECK_" + name.upper().replace(".", "__"), value)

    ran = cli("add", "Prices rose")

    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert name in ran.err
    assert cli.everything() == before


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("[verify]\nretries = 4\n", "verify.retries"),
        ("[verify]\ndedline = 3\n", "verify.dedline"),
        ("aktor = 'bob'\n", "aktor"),
        ("verify = 3\n", "verify"),
        ("[verify\n", "is no TOML"),
        ("actor = bob\n", "is no TOML"),
    ],
)
def test_a_file_of_settings_is_refused_by_name(cli: Cli, tmp_path: Path, content: str, named: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)
    for name in SETTINGS:
        cli.monkeypatch.delenv(f"FACTCHECK_{name}")

    ran = cli("--config", file, "list")

    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert named in ran.err


def test_a_file_of_settings_in_another_encoding_is_refused(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes('actor = "Zoë"'.encode("cp1252"))

    ran = cli("--config", file, "list")

    assert (ran.status, ran.out) == (2, "")
    assert str(file) in ran.err


@pytest.mark.parametrize("command", [("check", "https://news.example/"), ("verify",), ("undo",), ("db", "check")])
def test_every_command_refuses_a_setting_out_of_range(cli: Cli, command: tuple[str, ...]) -> None:
    cli.set(verify__deadline=0)

    ran = cli(*command)

    assert (ran.status, ran.out) == (2, "")
    assert "verify.deadline" in ran.err


def test_a_setting_that_is_misspelt_in_the_environment_is_named(cli: Cli) -> None:
    cli.set(verify__dedline=3)

    ran = cli("list")

    assert (ran.status, ran.out) == (2, "")
    assert "verify.dedline" in ran.err


@pytest.mark.parametrize("name", ["notify.webhook", "job.ping", "archives.access_key"])
def test_a_secret_that_is_refused_is_not_printed(cli: Cli, tmp_path: Path, name: str) -> None:
    section, key = name.split(".")
    file = tmp_path / "config.toml"
    file.write_text(f"[{section}]\n{key} = ['hush-hush']\n")

    ran = cli("--config", file, "list")

    assert ran.status == 2
    assert f"the setting {name} is refused" in ran.err
    assert "hush" not in ran.err


def test_the_password_of_a_database_is_printed_nowhere(cli: Cli) -> None:
    ran = [cli("--db", f"{scheme}://ana:s3cret@127.0.0.1:9/desk", "doctor") for scheme in ("postgresql", "oracle-x")]

    assert all(each.status in (2, 3) for each in ran)
    assert not any("s3cret" in each.out + each.err for each in ran)
