"""Query plans: every plan finds the same claims in the same order, with little work for a page."""

import itertools
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from factcheck.services.desk import Desk, open_desk
from factcheck.settings import Settings
from factcheck.store import filters, queries, query_plans, search, triggers
from factcheck.store.filter_syntax import Filter, Term
from factcheck.store.filter_words import FILTER_WORDS
from factcheck.store.rows import Sort
from factcheck.vocabulary import LinkState, QuoteState, Status
from tests.conftest import Clock

CLAIMS = 400
STARTED_AT = datetime(2025, 1, 1, 3, 30, tzinfo=UTC)
WORDS = "the thermal thesis council rose fell three three-fold budget Ørsted".split()
ORDERS: dict[Sort, tuple[str, ...]] = {
    Sort.ATTENTION: ("attention", "priority", "id"),
    Sort.UPDATED: ("updated_at", "id"),
    Sort.ID: ("id",),
}


@dataclass
class Model:
    """One claim as the reference sees it."""

    row: dict[str, Any]
    tags: set[str] = field(default_factory=set)
    cited: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    """State, next check and quote of each source it cites."""
    people: list[str] = field(default_factory=list)


def stored(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def fill(connection: sa.Connection, claims: int, chance: random.Random) -> None:
    """Write claims, sources, citations, tags and lines of the log with ties and gaps in each."""
    run = connection.exec_driver_sql
    triggers.remove(connection)
    run("INSERT INTO host (id, name, failures) VALUES (1, 'a.example', 0)")
    for number in range(1, 61):
        due = None if chance.random() < 0.2 else stored(STARTED_AT + timedelta(days=chance.randrange(60)))
        run(
            "INSERT INTO source (id, url, host_id, kind, state, memory_strikes, memory_looks, next_check_at, created_at)"
            " VALUES (?, ?, 1, 'news', ?, 0, 0, ?, ?)",
            (number, f"https://a.example/{number}", chance.choice(list(LinkState)), due, stored(STARTED_AT)),
        )
    for number, name in enumerate(("sport", "économie", "a b"), 1):
        run("INSERT INTO tag (id, name) VALUES (?, ?)", (number, name))
    ratings = [row[0] for row in run("SELECT key FROM rating")]
    for number in range(1, claims + 1):
        text = " ".join(chance.choices(WORDS, k=4))
        claimant = chance.choice(["A Mayor", "mayor's office", "100%_sure", "unattributed", f"Speaker {number % 50}"])
        made = STARTED_AT + timedelta(hours=chance.randrange(24 * 40))
        first = None if chance.random() < 0.4 else made.date() - timedelta(days=chance.randrange(5))
        last = None if first is None or chance.random() < 0.1 else first + timedelta(days=chance.randrange(3))
        updated = made + timedelta(hours=chance.randrange(24 * 10))
        run(
            "INSERT INTO claim (id, version, text, language, claimant, claimed_from, claimed_to, status, rating, priority,"
            " assignee, attention, text_digest, search_text, created_at, updated_at, withdrawn_at)"
            " VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'x', ?, ?, ?, ?)",
            (
                number,
                text,
                chance.choice([None, "en", "fr", "fr-CA", "FR", "frr"]),
                claimant,
                first and first.isoformat(),
                last and last.isoformat(),
                chance.choice(list(Status)),
                chance.choice([None, *ratings[:3]]),
                chance.choice([1, 2, 2, 3]),
                chance.choice([None, None, "ana", "bob"]),
                chance.choice([0, 0, 0, 1, 2, 1001]),
                search.fold(f"{text} {claimant}"),
                stored(made),
                stored(updated),
                stored(updated) if chance.random() < 0.05 else None,
            ),
        )
        for _ in range(chance.randrange(3)):
            run(
                "INSERT INTO citation (version, claim_id, source_id, role, stance, prefix, suffix, quote_state, created_at,"
                " withdrawn_at, pending_outcome, pending_since) VALUES (1, ?, ?, 'evidence', 'supports', '', '', ?, ?, ?, ?, ?)",
                (
                    number,
                    chance.randint(1, 60),
                    chance.choice([None, *QuoteState]),
                    stored(made),
                    stored(updated) if chance.random() < 0.1 else None,
                    *(("altered", stored(updated)) if chance.random() < 0.1 else (None, None)),
                ),
            )
        for tag in chance.sample((1, 2, 3), chance.choice([0, 0, 1, 2])):
            run("INSERT INTO claim_tag (claim_id, tag_id) VALUES (?, ?)", (number, tag))
        for actor in chance.sample(["ana", "verifier"], chance.randrange(3)):
            at = stored(made + timedelta(hours=chance.randrange(24 * 20)))
            run(
                "INSERT INTO event (at, actor, action, subject, claim_id, data, previous_hash, hash)"
                " VALUES (?, ?, 'claim.edited', '', ?, '{}', '', '')",
                (at, actor, number),
            )
    run("INSERT INTO claim_fts (claim_fts) VALUES ('rebuild')")
    triggers.install(connection)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of some hundred claims, only read here."""
    with open_desk(Settings(db=str(tmp_path_factory.mktemp("plans") / "desk.db"), actor="ana"), Clock()) as desk:
        with desk.engine.begin() as connection:
            fill(connection, CLAIMS, random.Random(11))
        yield desk


@pytest.fixture(scope="module")
def models(filled: Desk) -> list[Model]:
    """The claims as plain values, read without a filter."""
    with filled.engine.begin() as connection:
        run = connection.exec_driver_sql
        found = {row.id: Model(dict(row._mapping)) for row in run("SELECT * FROM claim WHERE withdrawn_at IS NULL")}
        for claim, name in run("SELECT claim_id, name FROM claim_tag JOIN tag ON tag.id = tag_id"):
            if claim in found:
                found[claim].tags.add(name)
        for claim, *cited in run(
            "SELECT claim_id, state, next_check_at, quote_state FROM citation JOIN source ON source.id = source_id"
            " WHERE withdrawn_at IS NULL"
        ):
            if claim in found:
                found[claim].cited.append((cited[0], cited[1], cited[2]))
        for claim, at in run("SELECT claim_id, at FROM event WHERE actor <> 'verifier'"):
            if claim in found:
                found[claim].people.append(at)
        return list(found.values())


def last_day(value: str) -> str:
    """The last day of a year, a month or a day, as text that sorts."""
    return value if len(value) == 10 else f"{value}-31" if len(value) == 7 else f"{value}-12-31"


def entered(model: Model) -> str:
    """The local day on which a claim was entered."""
    moment = datetime.fromisoformat(model.row["created_at"]).replace(tzinfo=UTC)
    return moment.astimezone().date().isoformat()


def midnight_after(value: str) -> str:
    day = filters.day(value)
    return "9999-12-31 99" if day == date.max else f"{day + timedelta(days=1)} 00:00:00.000000"


def midnight(value: str) -> str:
    return f"{filters.day(value)} 00:00:00.000000"


REFERENCE: dict[str, Callable[[Model, str], bool]] = {
    "status": lambda m, v: m.row["status"] == v,
    "rating": lambda m, v: m.row["rating"] == (None if v == "none" else v),
    "assignee": lambda m, v: m.row["assignee"] == {"none": None, "me": "ana"}.get(v, v),
    "tag": lambda m, v: v.casefold() in m.tags,
    "link": lambda m, v: any(state == v for state, _, _ in m.cited),
    "quote": lambda m, v: any(quote == v for _, _, quote in m.cited),
    "attention": lambda m, v: (m.row["attention"] > 0) == (v == "yes"),
    "before": lambda m, v: (m.row["claimed_to"] or entered(m)) < filters.day(v).isoformat(),
    "after": lambda m, v: (m.row["claimed_from"] or entered(m)) > last_day(v),
    "quiet": lambda m, v: m.row["updated_at"] < midnight(v),
    "due": lambda m, v: any(due is not None and due < midnight_after(v) for _, due, _ in m.cited),
    "untouched": lambda m, v: (
        m.row["assignee"] is not None
        and m.row["status"] in {"inbox", "open", "review"}
        and not any(at >= midnight(v) for at in m.people)
    ),
    "claimant": lambda m, v: v.casefold() in m.row["claimant"].casefold(),
    "lang": lambda m, v: (
        (m.row["language"] or "").lower() == v or (m.row["language"] or "").lower().startswith(f"{v}-")
    ),
    "priority": lambda m, v: m.row["priority"] == int(v),
    "id": lambda m, v: m.row["id"] == int(v),
}
"""What each key of the language means, said once more without a database."""


def matches(model: Model, asked: Filter) -> bool:
    """Whether a claim is one of a filter's. Of words, the last is a beginning."""
    for term in asked.terms:
        if any(REFERENCE[term.key](model, value) for value in term.values) is term.negated:
            return False
    words = model.row["search_text"].replace("-", " ").replace("'", " ").split()
    begun = [search.fold(word) for word in asked.words]
    return all(word in words for word in begun[:-1]) and all(
        any(each.startswith(word) if len(word) > 1 else each == word for each in words) for word in begun[-1:]
    )


def reference(models: Sequence[Model], asked: Filter, sort: Sort) -> list[int]:
    found = [model.row for model in models if matches(model, asked)]
    found.sort(key=lambda row: [row[name] for name in ORDERS[sort]], reverse=True)
    return [row["id"] for row in found]


DAYS = [
    "2024",
    "2025",
    "2025-01",
    "2025-01-05",
    "2025-01-20",
    "2025-02",
    "2025-02-20",
    "0001-01-01",
    "9999-12-31",
    "9999-12",
]
VALUES: dict[str, Sequence[str]] = {
    "status": [str(status) for status in Status],
    "rating": ["false", "none", "true", "mostly-true"],
    "assignee": ["me", "none", "bob", "nobody-here"],
    "tag": ["sport", "Économie", "a b", "none-such"],
    "link": [str(state) for state in LinkState],
    "quote": [str(state) for state in QuoteState],
    "attention": ["yes", "no"],
    **dict.fromkeys(("before", "after", "quiet", "due", "untouched"), DAYS),
    "claimant": ["mayor", "%_", "Speaker 7", "e", "zzz"],
    "lang": ["fr", "en", "fr-ca", "xx"],
    "priority": ["1", "2", "3"],
    "id": ["7", "100", "399", "0", "999"],
}
TERMS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda key: st.builds(
        Term, st.just(key), st.lists(st.sampled_from(VALUES[key]), min_size=1, max_size=3).map(tuple), st.booleans()
    )
)
ASKED = st.builds(
    Filter,
    st.lists(TERMS, max_size=4).map(tuple),
    st.lists(st.sampled_from(["the", "th", "thesis", "therm", "ros", "orsted", "zz", "t", "fell"]), max_size=2).map(
        tuple
    ),
)
LIMITS = st.fixed_dictionaries(
    {
        "FEW_CLAIMS": st.sampled_from([0, 5, 40, 25_000]),
        "LOOKUP_CLAIMS": st.sampled_from([0, 3, 3_000]),
        "MANY_CLAIMS": st.sampled_from([0, 50, 100_000]),
        "WALK_CLAIMS": st.sampled_from([8, 20, 4_000]),
        "ALERT_CLAIMS": st.sampled_from([0, 10, 1_000]),
    }
)
"""Where one road ends and the next begins: by these, a small desk takes the roads of a large one."""


@contextmanager
def limits(given_limits: dict[str, int]) -> Iterator[None]:
    before = {name: getattr(query_plans, name) for name in given_limits}
    try:
        for name, value in given_limits.items():
            setattr(query_plans, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(query_plans, name, value)


def test_every_key_has_a_meaning_and_values_here() -> None:
    assert set(REFERENCE) == set(VALUES) == set(FILTER_WORDS)


@pytest.mark.corpus
@settings(deadline=None, max_examples=400)
@given(ASKED, st.sampled_from(Sort), st.sampled_from([1, 7, 50, 500]), LIMITS)
def test_any_filter_in_any_order_with_any_plan_finds_the_same_claims(
    filled: Desk, models: list[Model], asked: Filter, sort: Sort, limit: int, roads: dict[str, int]
) -> None:
    expected = reference(models, asked, sort)
    found: list[int] = []
    with limits(roads), filled.read() as session:
        everything = list(queries.claim_ids(session, asked, me="ana", sort=sort))
        count = queries.count(session, asked, me="ana")
        capped = queries.count(session, asked, me="ana", cap=9)
        after: tuple[Any, ...] | None = None
        for _ in range(8):
            page = queries.claim_page(session, asked, me="ana", sort=sort, after=after, limit=limit)
            found += [row.id for row in page.rows]
            after = page.after
            if after is None:
                break

    assert everything == expected
    assert found == expected[: len(found)]
    assert len(found) == (len(expected) if after is None else 8 * limit)
    assert (count, capped) == (len(expected), min(len(expected), 9))


@pytest.mark.corpus
@settings(deadline=None, max_examples=150)
@given(ASKED, LIMITS)
def test_pending_findings_are_those_of_the_filters_claims(
    filled: Desk, models: list[Model], asked: Filter, roads: dict[str, int]
) -> None:
    with limits(roads), filled.read() as session:
        waiting = queries.pending_quotes(session, asked, me="ana")
        rows = session.execute(
            sa.text("SELECT id, claim_id FROM citation WHERE pending_since IS NOT NULL AND withdrawn_at IS NULL")
        ).all()

    claims = {model.row["id"] for model in models if matches(model, asked)}
    assert {each.citation_id for each in waiting} == {number for number, claim in rows if claim in claims}
    assert [each.since for each in waiting] == sorted(each.since for each in waiting)


# Days.


@contextmanager
def zone(name: str) -> Iterator[None]:
    """Be where the clocks show another time."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.corpus
@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["before", "after", "quiet", "due", "untouched"]),
    st.dates(),
    st.sampled_from([4, 7, 10]),
    st.booleans(),
    st.sampled_from(["UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"]),
)
def test_every_day_of_the_calendar_can_be_filtered_by(
    filled: Desk, models: list[Model], key: str, day: date, length: int, negated: bool, place: str
) -> None:
    text = f"{'-' if negated else ''}{key}:{day.isoformat()[:length]}"
    asked = filters.parse(text)

    with zone(place), filled.read() as session:
        expected = reference(models, asked, Sort.ATTENTION)
        found = [row.id for row in queries.claim_page(session, asked, me="ana", limit=500).rows]
        count = queries.count(session, asked, me="ana")

    assert found == expected
    assert count == len(expected)


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01", "0001", "9999-12-31", "9999-12", "9999"])
@pytest.mark.parametrize("key", ["before", "after", "quiet", "due", "untouched"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_the_first_and_the_last_day_of_the_calendar_find_all_or_nothing(
    filled: Desk, models: list[Model], key: str, day: str, sign: str
) -> None:
    asked = filters.parse(f"{sign}{key}:{day}")

    with filled.read() as session:
        assert list(queries.claim_ids(session, asked, me="ana")) == reference(models, asked, Sort.ATTENTION)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("America/New_York", "2025-03-11", "2025-03-09"),
        ("UTC", "2025-03-12", "2025-03-10"),
        ("Asia/Tokyo", "2025-03-12", "2025-03-10"),
    ],
)
def test_an_undated_claim_counts_as_of_the_local_day_it_was_entered_on(
    desk: Desk, place: str, before: str, after: str
) -> None:
    with desk.engine.begin() as connection:
        fill(connection, 1, random.Random(1))
        # Half past eleven in the evening of 10 March in New York.
        connection.exec_driver_sql(
            "UPDATE claim SET claimed_from = NULL, claimed_to = NULL, withdrawn_at = NULL, created_at = ?",
            ("2025-03-11 03:30:00.000000",),
        )

    with zone(place), desk.read() as session:

        def finds(text: str) -> bool:
            return queries.count(session, filters.parse(text), me="ana") == 1

        entered_on = filters.day(after) + timedelta(days=1)
        assert [finds(f"before:{before}"), finds(f"after:{after}")] == [True, True]
        assert [finds(f"before:{entered_on}"), finds(f"after:{entered_on}")] == [False, False]


@pytest.mark.parametrize("value", ["\udcff", "a\x00b", "\u0000", "'; DROP TABLE claim; --", "\\", "%", "_"])
@pytest.mark.parametrize("key", ["claimant", "tag", "assignee", "rating", "lang"])
def test_a_value_that_no_claim_can_have_finds_none(desk: Desk, key: str, value: str) -> None:
    with desk.read() as session:
        assert queries.count(session, Filter((Term(key, (value,)),)), me="ana") == 0


# Work.


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that is large enough for a walk over all of it to show."""
    path = tmp_path_factory.mktemp("larger") / "desk.db"
    with open_desk(Settings(db=str(path), actor="ana"), Clock()) as desk:
        with desk.engine.begin() as connection:
            fill(connection, 400, random.Random(5))
            triggers.remove(connection)
            columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(claim)") if row[1] != "id"]
            copied = ", ".join("NULL" if name == "external_id" else name for name in columns)
            for step in range(6):
                connection.exec_driver_sql(
                    f"INSERT INTO claim (id, {', '.join(columns)}) SELECT id + {400 * 2**step}, {copied} FROM claim"
                )
                for table, own in (("citation", "id"), ("claim_tag", "")):
                    names = [
                        row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})") if row[1] != own
                    ]
                    moved = ", ".join(f"claim_id + {400 * 2**step}" if name == "claim_id" else name for name in names)
                    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(names)}) SELECT {moved} FROM {table}")
            connection.exec_driver_sql("INSERT INTO claim_fts (claim_fts) VALUES ('rebuild')")
            triggers.install(connection)
        yield desk


def steps(session: Any, do: Callable[[], object]) -> int:
    """Return how many hundreds of instructions of SQLite's machine something takes."""
    raw: sqlite3.Connection = session.connection().connection.driver_connection
    taken = itertools.count()
    raw.set_progress_handler(lambda: next(taken) < 0, 100)
    try:
        do()
    finally:
        raw.set_progress_handler(None, 0)
    return next(taken)


PAGES = ["", "status:open", "assignee:me", "rating:false", "-status:open", "priority:2", "attention:no", "lang:en"]


@pytest.mark.parametrize("text", PAGES)
@pytest.mark.parametrize("sort", Sort)
def test_a_page_costs_the_same_at_any_depth(larger: Desk, text: str, sort: Sort) -> None:
    asked = filters.parse(text)
    with larger.read() as session:
        everything = queries.claim_ids(session, asked, me="ana", sort=sort)
        columns = ", ".join(ORDERS[sort])
        for depth in (0.3, 0.6, 0.97):
            number = everything[int(len(everything) * depth)]
            after = tuple(session.execute(sa.text(f"SELECT {columns} FROM claim WHERE id = {number}")).one())

            with limits({"FEW_CLAIMS": 500, "WALK_CLAIMS": 500}):
                taken = steps(session, partial(query_plans.page, session, asked, "ana", sort, after, 50))

            # A walk over the 25,600 claims alone takes some 2,500.
            assert taken < 400, depth


@pytest.mark.parametrize(
    "text", ["the", "th", "the council", "link:ok", "-link:ok", "quote:exact", "-quote:altered", "tag:sport"]
)
def test_the_first_page_of_a_common_word_is_a_short_walk(larger: Desk, text: str) -> None:
    asked = filters.parse(text)
    with larger.read() as session, limits({"FEW_CLAIMS": 500, "MANY_CLAIMS": 1000, "WALK_CLAIMS": 500}):
        taken = steps(session, lambda: query_plans.page(session, asked, "ana", Sort.ATTENTION, None, 50))

    assert taken < 600


@pytest.mark.parametrize(
    "text", ["id:77", "zebra", "tag:no-such-tag", "assignee:nobody-here", "before:1999", "after:2030", "link:dead id:9"]
)
def test_a_word_that_finds_nearly_nothing_is_looked_up(larger: Desk, text: str) -> None:
    asked = filters.parse(text)
    with larger.read() as session:
        page = steps(session, lambda: query_plans.page(session, asked, "ana", Sort.ATTENTION, None, 50))
        count = steps(session, lambda: query_plans.count(session, asked, "ana", 10_000))

    assert page < 150
    assert count < 150


@pytest.mark.parametrize("text", ["the", "link:ok", "-link:ok", "claimant:mayor", "untouched:2025-01-20"])
def test_the_reading_of_a_list_ends_when_it_is_interrupted(larger: Desk, text: str) -> None:
    asked = filters.parse(text)
    with larger.read() as session:
        raw: Any = session.connection().connection.driver_connection
        begun, ended = threading.Event(), threading.Event()
        raw.set_progress_handler(lambda: begun.set(), 1)

        def interrupt() -> None:
            begun.wait()
            while not ended.wait(0.001):
                raw.interrupt()

        def again() -> None:
            for _ in range(50):
                query_plans.ids(session, asked, "ana", Sort.ATTENTION)

        waiting = threading.Thread(target=interrupt)
        waiting.start()
        try:
            with pytest.raises(OperationalError, match="interrupted"):
                again()
        finally:
            ended.set()
            waiting.join()
            raw.set_progress_handler(None, 0)
