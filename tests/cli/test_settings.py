"""Settings: by flag, environment, configuration file or default, in this order; refused by name."""

from pathlib import Path
from typing import Annotated, Any

import platformdirs
import pytest
from pydantic import Field, TypeAdapter, ValidationError

from factcheck import settings
from factcheck.settings.kinds import NUMBER, PATH, SWITCH, TEXT, WHOLE_NUMBER
from tests.cli.conftest import SETTINGS, Cli, Program

PLAIN_KINDS = (NUMBER, WHOLE_NUMBER, SWITCH, TEXT, PATH)
"""Kinds that pydantic knows by a type of Python."""


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

    listed = in_force(cli, "--config", file)

    assert (listed["verify.deadline"], listed["verify.max_redirects"]) == ("12.0", "3")
    assert listed["verify.concurrency"] == "100"


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


def test_the_file_can_be_named_by_the_environment_and_the_flag_takes_precedence(cli: Cli, tmp_path: Path) -> None:
    for number in (11, 12):
        (tmp_path / f"{number}.toml").write_text(f"[verify]\ndeadline = {number}\n")
    cli.set(config=tmp_path / "11.toml")

    by_environment = in_force(cli)["verify.deadline"]
    by_flag = in_force(cli, "--config", tmp_path / "12.toml")["verify.deadline"]

    assert (by_environment, by_flag) == ("11.0", "12.0")


def test_the_log_names_the_actor(cli: Cli) -> None:
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
        ("actor", "not Unicode \udcff"),
        ("verify.contact", "https://desk.example\r\nCookie: a=b"),
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
        ("[verify\n", "is not valid TOML"),
        ("actor = bob\n", "is not valid TOML"),
        ("actor = " + "[" * 5000, "nested too deeply"),
        ('[captures]\nfolder = "\\u0000"\n', "captures.folder"),
    ],
)
def test_a_wrong_configuration_file_is_refused_by_name(cli: Cli, tmp_path: Path, content: str, named: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)
    for name in SETTINGS:
        cli.monkeypatch.delenv(f"FACTCHECK_{name}")

    ran = cli("--config", file, "list")

    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert named in ran.err


def test_a_configuration_file_in_another_encoding_is_refused(cli: Cli, tmp_path: Path) -> None:
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


RETIRED_VALUES = {
    "archives.availability": "https://archive.example/available",
    "archives.cdx": "https://archive.example/cdx",
    "archives.replay": "https://archive.example/web",
    "archives.save": "https://archive.example/save",
    "archives.linger": "5",
    "archives.again_days": "9",
    "archives.failed_hours": "9",
    "verify.retry_pause": "9",
    "captures.rotate_bytes": "9",
    "desk.language": "fr",
}
"""A value that the release before accepted, for each setting that is retired."""


def test_every_retired_setting_is_tried() -> None:
    assert RETIRED_VALUES.keys() == settings.RETIRED.keys()
    assert not RETIRED_VALUES.keys() & {name for name, _ in settings.fields()}


@pytest.mark.parametrize("name", RETIRED_VALUES)
@pytest.mark.parametrize("source", ["environment", "file"])
def test_a_retired_setting_is_ignored_and_named_once(cli: Cli, tmp_path: Path, source: str, name: str) -> None:
    section, _, key = name.partition(".")
    file = tmp_path / "settings.toml"
    file.write_text(f'[{section}]\n{key} = "{RETIRED_VALUES[name]}"\n' if source == "file" else "")
    if source == "environment":
        cli.set(**{f"{section}__{key}": RETIRED_VALUES[name]})

    ran = cli("--config", file, "set", 1, "status=open", "on=2024")
    listed = in_force(cli, "--config", file)

    assert (ran.status, ran.err.count("no longer exist")) == (2, 1)  # there is no claim 1, as before
    assert (
        f"{name} ({'environment' if source == 'environment' else f'file {file}'}): {settings.RETIRED[name]}" in ran.err
    )
    assert name not in listed


def test_retired_settings_of_several_sources_are_named_in_one_line(program: Program, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[verify]\nretry_pause = 1\n[archives]\nlinger = 1\nenabled = true\n")
    cli.set(archives__cdx="https://archive.example/cdx", config=file)

    with program("list", "--json") as process:
        out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (0, "[]\n")
    assert err.startswith("factcheck: settings that no longer exist are ignored: ")
    assert err.count("\n") == 1
    assert [name in err for name in ("verify.retry_pause", "archives.linger", "archives.cdx")] == [True] * 3
    assert "archives.url" in err


def test_no_public_archive_is_asked_in_the_place_of_one_that_a_retired_setting_names(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[archives]\nenabled = true\nreplay = "https://archive.internal/web"\n')

    before = settings.read(file)
    file.write_text(file.read_text() + 'url = "https://archive.internal/web"\n')
    after = settings.read(file)

    assert (before.settings.archives.enabled, after.settings.archives.enabled) == (False, True)
    assert "no copies are looked up" in str(before.notice)
    assert "no copies are looked up" not in str(after.notice)


@pytest.mark.parametrize(
    ("url", "endpoints"),
    [
        (
            "https://web.archive.org",
            (
                "https://archive.org/wayback/available",
                "https://web.archive.org/cdx/search/cdx",
                "https://web.archive.org/web",
                "https://web.archive.org/save",
            ),
        ),
        (
            "http://127.0.0.1:8080",
            (
                "http://127.0.0.1:8080/wayback/available",
                "http://127.0.0.1:8080/cdx/search/cdx",
                "http://127.0.0.1:8080/web",
                "http://127.0.0.1:8080/save",
            ),
        ),
        ("https://pywb.example/desk", ("https://pywb.example/desk/cdx", "https://pywb.example/desk")),
    ],
)
def test_the_addresses_of_an_archive_follow_from_one(url: str, endpoints: tuple[str, ...]) -> None:
    assert settings.ArchiveSettings(url=url).endpoints == endpoints


def raw_values(row: settings.Setting) -> list[object]:
    """Return values for a setting as sources may give them: its default, its bounds, beyond them, and nonsense."""
    bounds = [bound for bound in (row.minimum, row.maximum, row.above) if bound is not None]
    near = [each + step for each in bounds for step in (-1, 0, 1)]
    figures = ["nan", "1e3", " 7 ", "10.0", "1_0", "1_0.0", "1__0", "_1", "1_", "20_000", "٣", "+5", "007", "1."]
    return [*near, 0, 1, -1, 2.5, True, False, "", "on", "soon", *figures, [], {}, ["a@b.example"]]


def judged_by_pydantic(row: settings.Setting, raw: object) -> Any:
    """Return what pydantic makes of a value within the bounds of the table; an error class where it refuses it."""
    limits = {"ge": row.minimum, "le": row.maximum, "gt": row.above}
    least, greatest = row.characters or (None, None)
    given: dict[str, Any] = {name: bound for name, bound in limits.items() if bound is not None}
    if least is not None:
        given |= {"min_length": least, "max_length": greatest}
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(Annotated[row.annotation, Field(**given)])  # type: ignore[arg-type]
        return adapter.validate_python(raw)
    except ValidationError:
        return ValidationError


@pytest.mark.parametrize("name", [name for name, row in settings.fields() if row.kind in PLAIN_KINDS])
def test_values_are_read_as_pydantic_reads_them(name: str) -> None:
    row = dict(settings.fields())[name]
    differ = {}
    for raw in raw_values(row):
        theirs = judged_by_pydantic(row, raw)
        try:
            ours = row.read(raw)
        except ValueError:
            ours = ValidationError
        if ours != theirs and not (isinstance(raw, bool) and row.kind is not SWITCH):
            differ[repr(raw)] = (ours, theirs)

    assert differ == {}


def test_a_whole_section_can_be_given_as_json(cli: Cli) -> None:
    cli.set(verify='{"deadline": 12, "retries": 2}', verify__retries=3)

    listed = in_force(cli)

    assert (listed["verify.deadline"], listed["verify.retries"]) == ("12.0", "3")


@pytest.mark.parametrize("value", ["3", "no JSON", '"text"'])
def test_a_section_that_is_not_an_object_is_refused(cli: Cli, value: str) -> None:
    cli.set(notify=value)

    ran = cli("list")

    assert (ran.status, ran.out) == (2, "")
    assert "the variable FACTCHECK_NOTIFY is not a JSON object" in ran.err
