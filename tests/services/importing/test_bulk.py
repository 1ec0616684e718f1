"""New claims are written many at once, in turns that leave the lock to others, and equal claims that are stored one by one."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlmodel import col, select

from factcheck.errors import DeskError
from factcheck.models import Claim, Event
from factcheck.services import importing
from factcheck.services.desk import Desk
from factcheck.services.editing import claims, undo_redo
from factcheck.services.importing import Format, ImportedRow, RowResult
from factcheck.services.importing.one_by_one import reason_broken, store_row
from factcheck.services.importing.preparing import ImportRun, prepare
from factcheck.services.importing.updating import imported_claims
from factcheck.store import ledger, queries
from factcheck.store.engine import open_engine
from tests.support.chain import broken_line

pytestmark = pytest.mark.corpus

COPY = "https://web.archive.org/web/20240601123000/https://news.example/3"
ADDRESSES = [
    *(f"https://news.example/{number}" for number in range(5)), COPY, "https://archive.ph/20230101120000/https://a.example/4",
    "http://127.0.0.1/x", "ftp://x.example/", "https://b.example/p#:~:text=the%20words", "https://user:pw@x.example/",
    "HTTPS://News.Example:443/a/../1", "https://council.gov/", "no address",
]  # fmt: skip
TEXTS = ["Prices rose by {}%", "Rénts fell {}", "北朝鮮がミサイルを{}発射した", "Taxes\tfell {}"]
MAYBE: dict[str, list[Any]] = {
    "quote": ['the words "of" it', "…", 'ça \\ "id":null "row":null'],
    "claimant": ["A mayor", " ", "x" * 600],
    "tags": ["economy, eu", ["q", "Q", "r"], "bad:tag"],
    "verdict": ["Refuted", "pants on fire", "mostly true"],
    "why": ["because"],
    "status": ["open", "published", "nonsense"],
    "date": ["2024-05-01", "2024", "3/4/2024"],
    "appearance": ["https://talk.example/show", "nope", "https://news.example/1", COPY],
    "stance": ["supports", "hm"],
    "language": ["en", "zz-!"],
}


def varied(seed: int, count: int) -> bytes:
    """Return JSON Lines of every kind of row: new, the same words again, the same id again, broken in each way."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        row: dict[str, Any] = {"text": chance.choice(TEXTS).format(chance.randrange(count // 2))}
        if chance.random() < 0.5:
            row["id"] = str(chance.randrange(count))
        if chance.random() < 0.7:
            row["url"] = chance.choices(ADDRESSES, k=chance.randint(1, 4))
        row |= {name: chance.choice(values) for name, values in MAYBE.items() if chance.random() < 0.25}
        rows.append(json.dumps(row if chance.random() > 0.03 else {"x": 1}))
    return "\n".join(rows).encode()


def one_by_one(desk: Desk, content: bytes) -> list[ImportedRow]:
    """Import rows each in a transaction of its own, none of them in bulk."""
    with desk.read() as session:
        run = ImportRun(desk, Format.JSONL, False, queries.scale(session), "a.jsonl")
        session.expunge_all()
    rows = []
    for draft in importing.read_file("a.jsonl", content).drafts:
        ready = prepare(run, draft)
        if why := reason_broken(run, ready):
            rows.append(draft.with_result(RowResult.BROKEN, why=why))
            continue
        with desk.write() as session:
            rows.append(store_row(session, run, ready, imported_claims(session, [ready.external_id])))
            ledger.finish(session)
    return rows


def written(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Return all that the tables hold, but for what is drawn by lot: the mark of the import, and the hashes that follow."""
    with closing(sqlite3.connect(str(desk.engine.url.database))) as raw:
        raw.row_factory = sqlite3.Row
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {
            name: [dict(row) for row in raw.execute(f"SELECT * FROM {name} ORDER BY 1, 2")]
            for name in names
            if not name.startswith(("claim_fts", "claim_match", "alembic"))
        }
        tables["found"] = [
            dict(row) for row in raw.execute("SELECT rowid FROM claim_fts WHERE claim_fts MATCH 'prices'")
        ]
    for event in tables["event"]:
        event["data"] = json.loads(event["data"]) | {"batch": ""}
        del event["hash"], event["previous_hash"]
    return tables


@pytest.fixture
def twin(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """Another desk that holds the same."""
    shutil.copy(str(desk.engine.url.database), tmp_path / "twin.db")
    with open_engine(str(tmp_path / "twin.db")) as engine:
        yield replace(desk, engine=engine)


@pytest.mark.parametrize("seed", range(4))
def test_rows_stored_in_bulk_equal_rows_stored_one_by_one(desk: Desk, twin: Desk, seed: int) -> None:
    first, second = varied(seed, 120), varied(seed + 100, 60)

    in_bulk = [list(importing.import_claims(desk, "a.jsonl", each)) for each in (first, second, first)]
    singly = [one_by_one(twin, each) for each in (first, second, first)]

    assert in_bulk == singly
    assert {row.result for rows in in_bulk for row in rows} == {
        RowResult.ADDED,
        RowResult.KNOWN,
        RowResult.MERGED,
        RowResult.BROKEN,
    }
    assert written(desk) == written(twin)
    assert broken_line(desk) is None


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1), st.text(), st.text())
def test_any_text_is_stored_unchanged_with_an_intact_log(desk: Desk, text: str, claimant: str, quote: str) -> None:
    row = {"text": text, "claimant": claimant, "quote": quote, "url": "https://news.example/1", "id": text}

    rows = list(importing.import_claims(desk, "a.jsonl", json.dumps(row).encode()))

    assert broken_line(desk) is None
    if rows[0].result is RowResult.ADDED and rows[0].claim_id:
        with desk.read() as session:
            claim = session.get_one(Claim, rows[0].claim_id)
            line = session.exec(select(Event).where(Event.claim_id == claim.id).order_by(col(Event.id))).first()
        assert claim.text == text.strip()
        assert line
        assert line.data["changes"][0]["after"]["text"] == claim.text


@pytest.mark.parametrize("row", [{"id": "\ud800"}, {"verdict": "\ud800"}])
def test_a_row_that_is_not_valid_unicode_is_broken_and_stops_no_other(desk: Desk, row: dict[str, str]) -> None:
    content = "\n".join(json.dumps(each) for each in ({"text": "a"}, {"text": "b"} | row, {"text": "c"}))

    rows = list(importing.import_claims(desk, "a.jsonl", content.encode()))

    assert [row.result for row in rows] == [RowResult.ADDED, RowResult.BROKEN, RowResult.ADDED]
    assert rows[1].why == "the row is not valid Unicode; give it as UTF-8"


def stops_after(turns: int) -> Callable[[], bool]:
    """Return what stops an import before one of its transactions."""
    left = iter(range(turns))
    return lambda: next(left, None) is None


def test_a_stopped_import_keeps_what_is_stored_and_the_next_continues_it(desk: Desk) -> None:
    content = "\n".join(json.dumps({"text": f"Claim {number}"}) for number in range(300)).encode()

    stopped = list(importing.import_claims(desk, "a.jsonl", content, stopped=stops_after(1)))
    rest = list(importing.import_claims(desk, "a.jsonl", content))

    assert 0 < len(stopped) < 300
    assert {row.result for row in stopped} == {RowResult.ADDED}
    assert [row.result for row in rest] == [RowResult.KNOWN] * len(stopped) + [RowResult.ADDED] * (300 - len(stopped))
    assert len(written(desk)["claim"]) == 300


def test_a_known_file_is_imported_while_another_program_writes(desk: Desk) -> None:
    content = "\n".join(json.dumps({"text": f"Claim {number}", "id": number}) for number in range(1, 300)).encode()
    list(importing.import_claims(desk, "a.jsonl", content))
    with closing(sqlite3.connect(str(desk.engine.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")

        rows = list(importing.import_claims(desk, "a.jsonl", content))

    assert {row.result for row in rows} == {RowResult.KNOWN}


def test_writes_of_others_between_two_turns_are_seen(desk: Desk, bob: Desk) -> None:
    lines = [json.dumps({"text": f"Claim {number}", "url": "https://news.example/1"}) for number in range(200)]
    rows = importing.import_claims(desk, "a.jsonl", "\n".join(lines).encode())

    first = [next(rows)]
    added = claims.add_claim(bob, claims.NewClaim(text="Claim 150", tags=("mine",)))
    rest = list(rows)

    assert {row.result for row in first + rest} == {RowResult.ADDED}
    assert added not in {row.claim_id for row in first + rest}
    assert len(written(desk)["claim"]) == 201
    assert broken_line(desk) is None
    assert undo_redo.undo(desk).count == 200


def test_a_full_disk_loses_only_the_current_turn(desk: Desk) -> None:
    content = "\n".join(json.dumps({"text": f"Claim {number}"}) for number in range(400)).encode()
    rows = importing.import_claims(desk, "a.jsonl", content)
    results = [next(rows)]
    with desk.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(DeskError, match="is full"):
        results.extend(rows)

    assert [row["id"] for row in written(desk)["claim"]] == [row.claim_id for row in results]
    assert broken_line(desk) is None
