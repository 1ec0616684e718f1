"""Scenes of ``bench.kill_table``: each starts a program, recognizes that its work has begun, and judges the remains."""

import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import kill_desks as desks
from bench.kill_screen import BulkEdit, Edits
from bench.kill_victims import Program, Sign, Victim
from factcheck.cli import run as run_command
from factcheck.warc.recovery import last_complete_record


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of work that is killed."""

    name: str
    prepare: Callable[[Path, int], None]
    """Makes the desk, in a folder, with so many claims."""
    start: Callable[[Path], Victim]
    lost: Callable[[Path, list[str]], list[str]]
    """Acknowledged work that is not there; it is asked before anything else opens the desk."""
    torn: Callable[[Path], list[str]]
    """Files under their final names, and rows, that are there in part only."""
    again: Callable[[Path], list[str]]
    """Does the same once more, and returns what is wrong then."""


def ask(folder: Path, query: str, name: str = "desk.db") -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with closing(sqlite3.connect(folder / name)) as raw:
        return raw.execute(query).fetchall()


def count(folder: Path, query: str, name: str = "desk.db") -> int:
    """Return the number that a query gives."""
    return int(ask(folder, query, name)[0][0])


def log_grows(folder: Path) -> bool:
    """Return whether something is being written to the database."""
    wal = folder / "desk.db-wal"
    return wal.exists() and wal.stat().st_size > 0


def is_locked(folder: Path) -> bool:
    """Return whether somebody holds the write lock."""
    with closing(sqlite3.connect(folder / "desk.db", timeout=0, isolation_level=None)) as raw:
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def appears(pattern: str) -> Sign:
    """Return the sign that a file of a name exists and holds something."""

    def sign(folder: Path) -> bool:
        with suppress(FileNotFoundError):
            return any(path.stat().st_size for path in folder.glob(pattern))
        return False

    return sign


@dataclass(frozen=True, slots=True)
class Done:
    """The exit status of a command, and its output."""

    status: int
    out: str
    messages: str


def call(folder: Path, *words: str) -> Callable[[], int]:
    """Return a command on the desk, to be run."""
    return lambda: run_command(["--db", str(folder / "desk.db"), *words])


def run(folder: Path, *words: str) -> Done:
    """Run a command on the desk to its end."""
    out, messages = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(messages):
        status = call(folder, *words)()
    return Done(status, out.getvalue(), messages.getvalue())


def complaints_of(done: Done, *allowed: int) -> list[str]:
    """Return what a command that should have done its work said instead."""
    if done.status in (allowed or (0,)):
        return []
    return [f"status {done.status}: {(done.messages or done.out).strip()[-300:]}"]


def imports(kind: str) -> Scene:
    """Return the scene of an import."""

    def wanted(folder: Path) -> int:
        return len((folder / "claims.jsonl").read_text(encoding="utf-8").splitlines())

    def start(folder: Path) -> Victim:
        work = call(folder, "import", str(folder / f"claims.{kind}"), "--json")
        last = wanted(folder) + (kind == "csv")  # its lines are counted from the header
        return Program(folder, work, log_grows, f'{{"line": {last},')

    def lost(folder: Path, answers: list[str]) -> list[str]:
        there = {row[0] for row in ask(folder, "SELECT id FROM claim")}
        announced = [json.loads(line) for line in answers]
        return [
            f"claim {row['claim_id']}" for row in announced if row["fate"] == "added" and row["claim_id"] not in there
        ]

    def torn(folder: Path) -> list[str]:
        claims = count(folder, "SELECT count(*) FROM claim")
        lines = count(folder, "SELECT count(*) FROM event WHERE action = 'claim.added'")
        bare = count(folder, "SELECT count(*) FROM claim WHERE id NOT IN (SELECT claim_id FROM citation)")
        tagless = count(folder, "SELECT count(*) FROM claim WHERE id NOT IN (SELECT claim_id FROM claim_tag)")
        wrong = [f"{claims} claims, {lines} lines of the log"] if claims != lines else []
        return wrong + ([f"{bare} claims without a source, {tagless} without a tag"] if bare or tagless else [])

    def again(folder: Path) -> list[str]:
        wrong = complaints_of(run(folder, "import", str(folder / f"claims.{kind}")))
        claims = count(folder, "SELECT count(*) FROM claim")
        return wrong + ([f"{claims} claims of {wanted(folder)}"] if claims != wanted(folder) else []) + torn(folder)

    return Scene(f"import {kind}", desks.empty, start, lost, torn, again)


STATEMENTS = 150
INGEST = ("--all", "--url", "https://news.example/story", "--json")


def ingest() -> Scene:
    """Return the scene of an ingest: all of its claims with their appearances, or none."""

    def prepare(folder: Path, _: int) -> None:
        desks.empty(folder, 1)
        lines = (f"In {1850 + number} the town counted {number * 37:,} visitors." for number in range(STATEMENTS))
        (folder / "story.txt").write_text("\n\n".join(lines), encoding="utf-8")

    def start(folder: Path) -> Victim:
        return Program(folder, call(folder, "ingest", str(folder / "story.txt"), *INGEST), log_grows, '{"article":')

    def filed(folder: Path) -> set[int]:
        rows = ("claim", "citation", "article_statement", "event WHERE action = 'claim.added'")
        return {count(folder, f"SELECT count(*) FROM {table}") for table in rows}

    def lost(folder: Path, answers: list[str]) -> list[str]:
        return ["the claims that were announced"] if answers and 0 in filed(folder) else []

    def torn(folder: Path) -> list[str]:
        return (
            [] if len(filed(folder)) == 1 else [f"claims, citations, statements or lines of the log: {filed(folder)}"]
        )

    def again(folder: Path) -> list[str]:
        wrong = complaints_of(run(folder, "ingest", str(folder / "story.txt"), *INGEST)) + torn(folder)
        return wrong + (["nothing was filed"] if 0 in filed(folder) else [])

    return Scene("ingest", prepare, start, lost, torn, again)


def backup() -> Scene:
    """Return the scene of a backup."""

    def start(folder: Path) -> Victim:
        work = call(folder, "db", "backup", str(folder / "copy.db"))
        return Program(folder, work, appears("*copy.db*"), str(folder))

    def lost(folder: Path, answers: list[str]) -> list[str]:
        return ["the backup that was announced"] if answers and not (folder / "copy.db").exists() else []

    def torn(folder: Path) -> list[str]:
        if not (folder / "copy.db").exists():
            return []
        try:
            whole = ask(folder, "PRAGMA integrity_check", "copy.db") == [("ok",)]
            same = count(folder, "SELECT max(id) FROM event", "copy.db") == count(folder, "SELECT max(id) FROM event")
        except sqlite3.Error as error:
            return [f"copy.db: {error}"]
        return [] if whole and same else ["copy.db is not the desk"]

    def again(folder: Path) -> list[str]:
        there = (folder / "copy.db").exists()
        wrong = complaints_of(run(folder, "db", "backup", str(folder / "copy.db")), 2 if there else 0) + torn(folder)
        left = [path.name for path in folder.iterdir() if "copy.db" in path.name and path.name != "copy.db"]
        return wrong + [f"{name} is left over" for name in left]

    return Scene("backup", desks.with_a_long_log, start, lost, torn, again)


def export() -> Scene:
    """Return the scene of an export of a claim's captures."""

    def start(folder: Path) -> Victim:
        work = call(folder, "captures", "export", "1", "-o", str(folder / "out"))
        return Program(folder, work, lambda each: any((each / "out").glob("*")), f"{folder / 'out'}/claim-1.cdxj")

    def lost(folder: Path, answers: list[str]) -> list[str]:
        named = [line.partition(": ")[0] for line in answers]
        return [name for name in named if not Path(name).exists()]

    def torn(folder: Path) -> list[str]:
        found = [path for path in (folder / "out").glob("*.warc.gz") if not is_whole(path)]
        for path in (folder / "out").glob("*.cdxj"):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [path] if len(lines) < desks.SOURCES * desks.LOOKS else []
        return [f"{path.name} is torn" for path in found]

    def again(folder: Path) -> list[str]:
        done = {path.name for path in (folder / "out").glob("*")} >= {"claim-1.warc.gz", "claim-1.cdxj"}
        wrong = complaints_of(run(folder, "captures", "export", "1", "-o", str(folder / "out")), 2 if done else 0)
        left = {path.name for path in (folder / "out").iterdir()} - {"claim-1.warc.gz", "claim-1.cdxj"}
        return wrong + torn(folder) + [f"{name} is left over" for name in left]

    return Scene("export", lambda folder, _: desks.with_captures(folder, staggered=False), start, lost, torn, again)


def is_whole(path: Path) -> bool:
    """Return whether a file holds nothing but whole records."""
    with path.open("rb") as file:
        return last_complete_record(file) == path.stat().st_size


PRUNE = ("captures", "prune", "--keep-days", "7", "--json")


def prune(*, rewritten: bool) -> Scene:
    """Return the scene of a prune, of whole files or of files that are written anew."""

    def prepare(folder: Path, _: int) -> None:
        desks.with_captures(folder, staggered=rewritten)
        going = {row["id"] for row in json.loads(run(folder, *PRUNE, "--dry-run").out)["dropped"]}
        stay = [number for (number,) in ask(folder, "SELECT id FROM capture") if number not in going]
        names = [path.name for path in (folder / "desk.db.captures").iterdir()]
        (folder / "stay.json").write_text(json.dumps({"stay": stay, "files": sorted(names)}), encoding="utf-8")

    def remembered(folder: Path) -> dict[str, Any]:
        return dict(json.loads((folder / "stay.json").read_text(encoding="utf-8")))

    def sign(folder: Path) -> bool:
        names = sorted(path.name for path in (folder / "desk.db.captures").iterdir())
        return names != remembered(folder)["files"] or log_grows(folder)

    def start(folder: Path) -> Victim:
        return Program(folder, call(folder, *PRUNE), sign, "{")

    def lost(folder: Path, answers: list[str]) -> list[str]:
        there = {number for (number,) in ask(folder, "SELECT id FROM capture")}
        wrong = [f"capture {number}" for number in remembered(folder)["stay"] if number not in there]
        undone = [f"capture {row['id']} is still there" for line in answers for row in json.loads(line)["dropped"]
                  if row["id"] in there]  # fmt: skip
        unread = json.loads(run(folder, "captures", "verify", "--json").out)["failures"]
        return wrong + undone + [f"capture {each['capture_id']}: {each['detail']}" for each in unread]

    def torn(folder: Path) -> list[str]:
        files = (folder / "desk.db.captures").glob("*.warc.gz")
        return [f"{path.name} is torn" for path in files if not is_whole(path)]

    def again(folder: Path) -> list[str]:
        wrong = complaints_of(run(folder, *PRUNE)) + lost(folder, []) + torn(folder)
        there = sorted(number for (number,) in ask(folder, "SELECT id FROM capture"))
        wrong += [] if there == sorted(remembered(folder)["stay"]) else ["what should go is still there"]
        named = {name for (name,) in ask(folder, "SELECT DISTINCT warc_file FROM capture")}
        left = {path.name for path in (folder / "desk.db.captures").iterdir()} - named
        return wrong + [f"{name} is left over" for name in sorted(left)]

    return Scene("prune rewritten" if rewritten else "prune whole", prepare, start, lost, torn, again)


def bulk() -> Scene:
    """Return the scene of one change of every claim: all or none."""

    def numbers(folder: Path) -> list[str]:
        return [str(number) for (number,) in ask(folder, "SELECT id FROM claim")]

    def start(folder: Path) -> Victim:
        work = call(folder, "set", *numbers(folder), "status=open", "+storm")
        return Program(folder, work, is_locked, str(len(numbers(folder))))

    def changed(folder: Path) -> tuple[int, int, int]:
        opened = count(folder, "SELECT count(*) FROM claim WHERE status = 'open'")
        tagged = count(folder, "SELECT count(*) FROM claim_tag JOIN tag ON tag.id = tag_id WHERE name = 'storm'")
        return opened, tagged, count(folder, "SELECT count(*) FROM event WHERE action = 'claim.edited'")

    def lost(folder: Path, answers: list[str]) -> list[str]:
        return ["the change that was announced"] if answers and not changed(folder)[0] else []

    def torn(folder: Path) -> list[str]:
        found = changed(folder)
        return [] if found in {(0, 0, 0), (len(numbers(folder)),) * 3} else [f"open, tagged, logged: {found}"]

    def again(folder: Path) -> list[str]:
        wrong = complaints_of(run(folder, "set", *numbers(folder), "status=open", "+storm"))
        return wrong + torn(folder) + ([] if changed(folder)[0] else ["nothing was changed"])

    return Scene("bulk, command", desks.filled, start, lost, torn, again)


def undo() -> Scene:
    """Return the scene of the undo of a bulk edit: each claim changes completely or not at all, and a second undo goes on."""

    def start(folder: Path) -> Victim:
        work = call(folder, "--actor", "ana", "undo")
        return Program(folder, work, log_grows, "undone")

    def left(folder: Path) -> tuple[int, int]:
        tagged = count(folder, "SELECT count(*) FROM claim_tag JOIN tag ON tag.id = tag_id WHERE name = 'storm'")
        return count(folder, "SELECT count(*) FROM claim WHERE priority = 3"), tagged

    def lost(folder: Path, answers: list[str]) -> list[str]:
        return [f"{left(folder)} stay of what was undone"] if answers and any(left(folder)) else []

    def torn(folder: Path) -> list[str]:
        raised, tagged = left(folder)
        undone = count(folder, "SELECT count(*) FROM event WHERE action = 'action.undone'")
        claims = count(folder, "SELECT count(*) FROM claim")
        return [] if raised == tagged == claims - undone else [f"{raised} raised, {tagged} tagged, {undone} undone"]

    def again(folder: Path) -> list[str]:
        done = not any(left(folder))
        wrong = complaints_of(run(folder, "--actor", "ana", "undo"), 2 if done else 0) + torn(folder)
        return wrong + ([f"{left(folder)} stay"] if any(left(folder)) else [])

    return Scene("undo of a bulk edit", desks.to_undo, start, lost, torn, again)


ALERTS = 40
RESOLVED = re.compile(r"alert (\d+): ")


def resolve() -> Scene:
    """Return the scene of alerts that are resolved one after another, each with a note."""

    def waiting(folder: Path) -> list[str]:
        return [str(number) for (number,) in ask(folder, "SELECT id FROM alert WHERE resolved_at IS NULL ORDER BY id")]

    def one_by_one(folder: Path, numbers: list[str]) -> int:
        for number in numbers:
            how = ("dismiss", "withdraw")[int(number) % 2]
            if status := call(folder, "resolve", number, how, "--note", f"reason {number}")():
                return status
        return 0

    def start(folder: Path) -> Victim:
        def is_begun(each: Path) -> bool:
            return len(waiting(each)) < ALERTS

        numbers = waiting(folder)
        return Program(folder, lambda: one_by_one(folder, numbers), is_begun, f"alert {numbers[-1]}:")

    def lost(folder: Path, answers: list[str]) -> list[str]:
        announced = [match[1] for line in answers if (match := RESOLVED.match(line))]
        return [f"alert {number}" for number in announced if number in waiting(folder)]

    def torn(folder: Path) -> list[str]:
        resolved = count(folder, "SELECT count(*) FROM alert WHERE resolved_at IS NOT NULL")
        notes = count(folder, "SELECT count(*) FROM note")
        lines = count(folder, "SELECT count(*) FROM event WHERE action IN ('alert.dismissed', 'alert.withdrawn')")
        gone = count(folder, "SELECT count(*) FROM citation WHERE withdrawn_at IS NOT NULL")
        dropped = count(folder, "SELECT count(*) FROM event WHERE action = 'alert.withdrawn'")
        whole = resolved == notes == lines and gone == dropped
        return [] if whole else [f"resolved {resolved}, notes {notes}, lines {lines}, withdrawn {gone} of {dropped}"]

    def again(folder: Path) -> list[str]:
        if not (numbers := waiting(folder)):
            return torn(folder)
        with redirect_stdout(io.StringIO()):
            status = one_by_one(folder, numbers)
        wrong = [f"status {status}"] if status else []
        return wrong + torn(folder) + [f"alert {number} waits" for number in waiting(folder)]

    return Scene("resolve", lambda folder, _: desks.with_alerts(folder, ALERTS), start, lost, torn, again)


def upgrade(revision: str) -> Scene:
    """Return the scene of a database of an older revision that is brought to the newest."""

    def prepare(folder: Path, rows: int) -> None:
        desks.of_revision(folder, revision, rows)

    def start(folder: Path) -> Victim:
        work = call(folder, "db", "upgrade")
        return Program(folder, work, appears("*.revision-*"), str(folder))

    def counts(folder: Path, name: str) -> tuple[int, ...]:
        tables = "claim source citation claim_tag event".split()
        return tuple(count(folder, f"SELECT count(*) FROM {table}", name) for table in tables)

    def lost(folder: Path, answers: list[str]) -> list[str]:
        current = ask(folder, "SELECT version_num FROM alembic_version")[0][0]
        return [f"it is at {current}, and was said to be upgraded"] if answers and current == revision else []

    def torn(folder: Path) -> list[str]:
        wrong, wanted = [], counts(folder, "desk.db")
        for path in folder.glob("*.backup"):
            try:
                whole = ask(folder, "PRAGMA integrity_check", path.name) == [("ok",)]
                wrong += [] if whole and counts(folder, path.name) == wanted else [f"{path.name} is not the desk"]
            except sqlite3.Error as error:
                wrong.append(f"{path.name}: {error}")
        return wrong

    def again(folder: Path) -> list[str]:
        wrong = complaints_of(run(folder, "db", "upgrade")) + torn(folder)
        left = [path.name for path in folder.iterdir() if ".revision-" in path.name and path.suffix != ".backup"]
        copies = len(list(folder.glob("*.backup")))
        return wrong + [f"{name} is left over" for name in left] + ([f"{copies} copies"] if copies != 1 else [])

    return Scene(f"upgrade from {revision}", prepare, start, lost, torn, again)


def edits() -> Scene:
    """Return the scene of single edits in the interface, on a terminal."""
    return Scene("edits, interface", desks.filled, Edits, Edits.lost, Edits.torn, Edits.again)


def bulk_edits() -> Scene:
    """Return the scene of one verb on every claim, in the interface, on a terminal."""
    return Scene("bulk, interface", desks.filled, BulkEdit, BulkEdit.lost, BulkEdit.torn, BulkEdit.again)


def scenes() -> list[Scene]:
    """Return all scenes."""
    older = ("0001", "0002", "0003", "0004", "0005")
    found = [
        imports("csv"),
        imports("jsonl"),
        ingest(),
        backup(),
        export(),
        prune(rewritten=False),
        prune(rewritten=True),
    ]
    found += [bulk(), bulk_edits(), undo(), resolve(), *(upgrade(each) for each in older), edits()]
    return found
