"""A call or an input that is wrong: status 2, one line on stderr, no traceback, and nothing changed."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.services.desk import open_desk
from factcheck.services.editing import citations, claims
from factcheck.settings import Settings
from tests.cli.conftest import Cli
from tests.support.web import Web

SOURCE = "https://news.example/story"
LONG = "a" * 100_000


@pytest.fixture(scope="module")
def filed_desk(empty_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a claim and its citation: to be copied."""
    path = tmp_path_factory.mktemp("filed") / "desk.db"
    shutil.copy(empty_desk, path)
    with open_desk(Settings(db=str(path), actor="ana")) as desk:
        claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%", tags=("economy",)))
        citations.cite(desk, claim, SOURCE, quote="prices rose")
    return path


@pytest.fixture
def filed(cli: Cli, filed_desk: Path, tmp_path: Path) -> Cli:
    """A claim with a citation, and files that are none."""
    shutil.copy(filed_desk, cli.db)
    (tmp_path / "columns.csv").write_text("name,amount\nbread,3\n")
    (tmp_path / "other.json").write_text('"a word"')
    (tmp_path / "bytes.csv").write_bytes(b"text\n\xff\x81\x8d\x9d\xff\n")
    (tmp_path / "taken.db").write_text("here already")
    return cli


CALLS = [
    # no such claim
    ("cite", 999, "https://news.example/other", "--no-check"),
    ("set", 999, "status=open"),
    ("set", 1, 999, "status=open"),
    ("set", 10**30, "status=open"),
    ("rate", 999, "false", "--why", "They fell"),
    ("note", 999, "Ask the office"),
    ("undo", 999),
    ("undo", 10**30),
    # no address
    ("cite", 1, "news"),
    ("cite", 1, ""),
    ("cite", 1, "http://"),
    ("cite", 1, "http://[::1"),
    ("cite", 1, "http://news.example:port/"),
    ("cite", 1, "http://new s.example/"),
    ("cite", 1, "javascript:alert(1)"),
    ("cite", 1, "file:///etc/passwd"),
    ("cite", 1, "ftp://news.example/"),
    ("cite", 1, "http://ana:secret@news.example/"),
    ("cite", 1, "http://news.example/\nHost: evil.example"),
    ("cite", 1, "http://news.example/\x1b[31m"),
    ("cite", 1, "http://news.example/" + LONG),
    ("add", "Taxes fell", "--appearance", "javascript:alert(1)"),
    # no text, or an article
    ("add", ""),
    ("add", " \t\n"),
    ("add", LONG),
    ("add", "not Unicode \udcff"),
    ("set", 1, "text="),
    ("set", 1, f"text={LONG}"),
    ("note", 1, ""),
    ("note", 1, LONG),
    ("rate", 1, "false", "--why", " "),
    ("rate", 1, "false", "--why", LONG),
    # no such word
    ("rate", 1, "flase", "--why", "They fell"),
    ("rate", 1, "FALSE ", "--why", "They fell"),
    ("set", 1, "status=opne"),
    ("set", 1, "status=rejected"),
    ("set", 1, "priority=9"),
    ("set", 1, "priority=high"),
    ("set", 1, "sattus=open"),
    ("set", 1, "open"),
    ("set", 1),
    ("set", "status=open"),
    ("set", 1, "+a tag"),
    ("set", 1, ""),
    ("set", 1, "9" * 5000, "+economy"),
    ("set", "9" * 5000, "+economy"),
    ("set", 1, "status=open", "lang=not a language"),
    ("add", "Taxes fell", "--lang", "??"),
    ("add", "Taxes fell", "--tag", "a tag"),
    ("add", "Taxes fell", "--tag", ""),
    ("add", "Taxes fell", "--claimant", "a" * 501),
    # no date
    ("add", "Taxes fell", "--on", "2024-02-30"),
    ("add", "Taxes fell", "--on", "2024-13"),
    ("add", "Taxes fell", "--on", "0000-01-01"),
    ("add", "Taxes fell", "--on", "yesterday"),
    ("add", "Taxes fell", "--on", "01/06/2024"),
    ("add", "Taxes fell", "--on", "2024-06-02/2024-06-01"),
    ("set", 1, "on=2023-02-29"),
    # no quote
    ("cite", 1, "https://news.example/other", "--quote", ""),
    ("cite", 1, "https://news.example/other", "--quote", "…"),
    ("cite", 1, "https://news.example/other", "--quote", LONG),
    ("cite", 1, "https://news.example/other", "--prefix", "before nothing"),
    ("cite", 1, "https://news.example/other", "--stance", "proves"),
    ("cite", 1, "https://news.example/other", "--role", "witness"),
    ("cite", 1, "https://news.example/other", "--role", "appearance", "--stance", "supports"),
    ("cite", 1, SOURCE, "--quote", "prices rose", "--no-check"),
    # no filter
    ("list", "status:opne"),
    ("list", "rating:flase"),
    ("list", "before:2024-02-30"),
    ("list", "id:one"),
    ("list", "--sort", "age"),
    ("list", "--sort", LONG),
    ("list", "--limit", 0),
    ("log", "--limit", 10**30),
    ("alerts", "link:daed"),
    ("log", "one"),
    ("show", "one"),
    # no file
    ("import", "columns.csv"),
    ("import", "other.json"),
    ("import", "bytes.csv"),
    ("import", "nowhere.csv"),
    ("import", "."),
    ("import", "columns.csv", "--format", "xlsx"),
    ("import", "columns.csv", "--format", "averitec"),
    ("check", "--from", "nowhere.txt"),
    ("check", "--from", ""),
    ("--config", LONG, "list"),
    ("--db", "http://[::1", "list"),
    ("--db", "a\0b", "list"),
    ("--config", "nowhere.toml", "list"),
    ("db", "backup", "taken.db"),
    # no such run
    ("verify", "one"),
    ("verify", 1, "--all"),
    ("verify", "--due", "--all"),
    ("verify", "--limit", 0),
    ("verify", "--limit", 10**30, "--dry-run"),
    ("verify", "--max-runtime", "soon"),
    ("verify", "--jitter", -1),
    # no such call
    ("check",),
    ("check", SOURCE, "--from", "-"),
    ("add",),
    ("add", "Taxes", "fell"),
    ("add", "Taxes fell", "--clamant", "A minister"),
    ("rate", 1, "false"),
    ("verfy",),
    ("db", "chekc"),
    (LONG,),
    ("--nowhere", "list"),
    ("--db", "", "list"),
    ("--actor", "", "add", "Taxes fell"),
]


@pytest.mark.parametrize(
    "words", CALLS, ids=lambda words: " ".join(map(str, words))[:60].encode("unicode_escape").decode()
)
def test_a_refusal_is_printed_and_changes_nothing(filed: Cli, web: Web, words: tuple[object, ...]) -> None:
    before = filed.everything()

    ran = filed(*words)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("factcheck: ")
    assert "Traceback" not in ran.err
    assert len(ran.err) < 500
    said, *pointer = ran.err.splitlines()
    assert len(said) > len("factcheck: ")
    assert not pointer or set(pointer[-1]) == {" ", "^"}
    assert filed.everything() == before
    assert web.asked == []


@pytest.mark.parametrize(
    ("words", "pointed_at", "meant"),
    [
        ("tag:economy statu:open", "statu:open", "status:"),
        ("status:opne tag:economy", "status:opne", "open"),
        ("-lnik:dead", "-lnik:dead", "link:"),
        ("link:daed", "link:daed", "dead"),
        ("before:2024-02-30 prices", "before:2024-02-30", "2024-06-01"),
        ('prices "north korea', '"north korea', "not closed"),
    ],
)
@pytest.mark.parametrize("command", ["list", "alerts"])
def test_a_typo_in_a_filter_is_pointed_at_and_a_fix_is_suggested(
    cli: Cli, command: str, words: str, pointed_at: str, meant: str
) -> None:
    ran = cli(command, words)

    said, line, pointer = ran.err.splitlines()
    assert ran.status == 2
    assert line[pointer.index("^") : pointer.rindex("^") + 1] == pointed_at
    assert meant in said


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("set", 999, "status=open"), "999"),
        (("rate", 1, "flase", "--why", "x"), "mostly-true"),
        (("add", LONG), "100,000"),
        (("add", "x", "--on", "2024-02-30"), "2024-02-30"),
        (("cite", 1, "news.example/story"), "did you mean https://news.example/story?"),
        (("cite", 1, "javascript:alert(1)"), "http"),
        (("import", "columns.csv"), "name, amount"),
        (("verify", "--max-runtime", "soon"), "90s"),
        (("verfy",), "verfy"),
        (("rate", 1, "false"), "--why"),
    ],
)
def test_the_line_names_the_problem_and_its_fix(filed: Cli, words: tuple[object, ...], named: str) -> None:
    ran = filed(*words)

    assert ran.status == 2
    assert named in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("cite", 1, "http://127.0.0.1:1/x"),
        ("cite", 1, "http://[::1]:1/"),
        ("add", "x", "--appearance", "http://localhost/"),
    ],
)
def test_a_private_address_is_not_cited(cli: Cli, words: tuple[object, ...]) -> None:
    cli.set(verify__allow_private="false")
    cli.done("add", "Prices rose")
    before = cli.everything()

    cited = cli(*words)

    assert (cited.status, cited.out) == (2, "")
    assert "is not on the public internet; set verify.allow_private if you mean it" in cited.err
    assert cli.everything() == before


def test_a_file_that_is_not_a_database_is_left_unchanged(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy bread. " * 1000)

    ran = cli("--db", path, "list")

    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"factcheck: {path} is not a database; name another file\n"
    assert path.read_text() == "Buy bread. " * 1000


def test_another_program_s_database_is_left_as_it_is(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as shop:
        shop.execute("CREATE TABLE bread (price REAL)")

    ran = cli("--db", path, "add", "Prices rose")

    with closing(sqlite3.connect(path)) as shop:
        tables = shop.execute("SELECT name FROM sqlite_master").fetchall()
    assert (ran.status, ran.out) == (2, "")
    assert "another program" in ran.err
    assert tables == [("bread",)]


@pytest.mark.parametrize("words", [("add", "Prices rose"), ("list",), ("db", "upgrade"), ("verify",)])
def test_a_newer_database_is_refused(cli: Cli, words: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(cli.db)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    before = cli.everything()

    ran = cli(*words)

    assert (ran.status, ran.out) == (2, "")
    assert "newer factcheck" in ran.err
    assert ran.err.count("\n") == 1
    assert cli.everything() == before


@pytest.mark.parametrize("db", ["://", "oracle-of-delphi://desk"])
def test_an_address_that_is_not_a_database_is_refused(cli: Cli, db: str) -> None:
    ran = cli("--db", db, "list")

    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_folder_is_not_a_database(cli: Cli, tmp_path: Path) -> None:
    ran = cli("--db", tmp_path, "list")

    assert ran.status == 2
    assert "folder" in ran.err


def test_a_database_that_cannot_be_made_could_not_be_done(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    ran = cli("--db", tmp_path / "file" / "desk.db", "list")

    assert (ran.status, ran.out, ran.err.count("\n")) == (3, "", 1)


def test_a_damaged_database_could_not_be_read(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    page = 4096
    with cli.db.open("r+b") as file:
        file.seek(page)
        file.write(b"\xff" * (cli.db.stat().st_size - page))

    ran = cli("list")

    assert (ran.status, ran.out) == (3, "")
    assert ran.err == f"factcheck: {cli.db} is damaged; restore a backup\n"


def test_another_program_s_database_is_left_byte_for_byte(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (id INTEGER PRIMARY KEY)")
    before = path.read_bytes()

    ran = cli("--db", path, "list")

    assert (ran.status, ran.out) == (2, "")
    assert path.read_bytes() == before


@pytest.mark.parametrize(("words", "status"), [(("show",), 1), (("log",), 1), (("verify",), 2)])
@pytest.mark.parametrize("number", [999, 10**20])
def test_a_claim_that_is_not_there_is_one_clear_line(
    cli: Cli, words: tuple[str, ...], status: int, number: int
) -> None:
    ran = cli(*words, number)

    assert (ran.status, ran.out, ran.err) == (status, "", f"factcheck: there is no claim {number}\n")


def test_a_filter_of_more_words_than_sqlite_can_read_is_refused(filed: Cli) -> None:
    assert len(filed.done("list", "tag:economy " * 200, "--json").json) == 1

    ran = filed("list", "tag:economy " * 201)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("factcheck: a filter has at most 200 words\n")


@pytest.mark.parametrize(
    "words", [("--db", LONG, "list"), ("db", "backup", LONG), ("captures", "export", 1, "-o", LONG)]
)
def test_a_name_that_is_too_long_for_a_file_is_named_in_one_line(filed: Cli, words: tuple[object, ...]) -> None:
    ran = filed(*words)

    assert (ran.status, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert "File name too long" in ran.err
    assert len(ran.err) < 700


def test_captures_older_than_any_date_are_none(filed: Cli) -> None:
    assert filed.done("captures", "prune", "--keep-days", 10**30, "--dry-run").out.startswith("0 captures")
