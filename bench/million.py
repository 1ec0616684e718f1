"""Build a desk of a million claims, the size that the scale benches measure.

Run ``python -m bench.million FILE [CLAIMS]``. The desk has 0.4 sources, 0.8 citations and 2 log lines per claim, tags, checks,
and open and resolved alerts. Every log line carries the data that the program would write, and the chain of hashes holds, so
that ``db check`` has the same work as on a real desk. The same number of claims always gives the same desk.

Rows are written past the program, with the triggers off: the search index, the counters and the attention of claims are
computed once at the end.
"""

import hashlib
import itertools
import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from factcheck.store import claim_columns, schema, search, triggers
from factcheck.store.engine import open_engine, use_write_ahead_log
from factcheck.store.ledger import GENESIS_HASH

SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu an el in or ush tha ther str pre con".split()
FUNCTION_WORDS = {"the": 24, "of": 16, "in": 14, "and": 12, "to": 11, "that": 6, "for": 6, "by": 5, "not": 3, "per": 2}
"""Words per thousand of running text."""
STATUSES = ("inbox", "open", "review", "published", "rejected")
RATINGS = ("true", "mostly-true", "mixed", "misleading", "false", "unproven")
LINK_STATES = {
    "ok": 850,
    "blocked": 50,
    "dead": 30,
    "unreachable": 25,
    "moved": 15,
    "failing": 10,
    "soft404": 5,
    "unchecked": 15,
}
QUOTE_STATES = {"exact": 920, "unverifiable": 40, "missing": 20, "altered": 10, "displaced": 2, "unchecked": 8}
LANGUAGES = {"en": 55, "de": 15, "fr": 12, "uk": 10, "es": 8}
TAGS = 300
REVIEWERS = ("ada", "bo", "chi", "dana", "eli", "fay")
STARTED_AT = datetime(2024, 11, 1, tzinfo=UTC)
"""The first log line; the last one is written two years later."""
SPAN = timedelta(days=730)
TABLES = {
    "claim": (
        "id version text claimant language claimed_from claimed_to status status_why rating rating_why priority assignee "
        "attention external_id text_digest search_text created_at updated_at"
    ),
    "host": "id name failures",
    "source": (
        "id url host_id kind state state_since memory_strikes memory_looks last_checked_at last_read_at next_check_at "
        "lease_token created_at"
    ),
    "citation": (
        "id version claim_id source_id role stance exact prefix suffix quote_state quote_since pending_outcome "
        "pending_since created_at"
    ),
    "source_check": "id source_id run_id at link reason http_status content_type bytes payload_digest text_digest elapsed_ms",
    "citation_check": "citation_id source_check_id quote reason score",
    "alert": (
        "id claim_id citation_id source_check_id kind state_before state_after rule finding checks detail opened_at "
        "resolved_at resolved_by resolution"
    ),
    "claim_tag": "claim_id tag_id",
    "tag": "id name",
    "run": "id started_at ended_at actor planned checked alerts_opened alerts_resolved network_down",
    "event": "id at actor action subject claim_id data previous_hash hash",
}
BATCH_ROWS = 20_000


def stored(moment: datetime) -> str:
    """Return a moment as the database stores it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


class Builder:
    """Makes the rows of a desk in the order in which a desk would have grown."""

    def __init__(self, connection: sqlite3.Connection, claims: int) -> None:
        self.connection = connection
        self.claims = claims
        self.chance = random.Random(claims)
        self.sources = max(claims * 2 // 5, 1)
        self.step = SPAN / (claims * 2)
        self.waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        self.events = self.citations = self.alerts = 0
        self.head = GENESIS_HASH
        self.words = self._vocabulary()
        self.names = [" ".join(self._word().capitalize() for _ in range(2)) for _ in range(min(50_000, claims))]
        self.source_states = self.chance.choices(list(LINK_STATES), list(LINK_STATES.values()), k=self.sources)
        self.urls: list[str] = []

    def _word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4)))

    def _vocabulary(self) -> Iterator[str]:
        """Give words without end: function words at their share, the others by Zipf's law."""
        rare = list(dict.fromkeys(self._word() for _ in range(60_000)))
        share = sum(FUNCTION_WORDS.values())
        weights = [*FUNCTION_WORDS.values(), *((1000 - share) / 11 / (rank + 3) for rank in range(len(rare)))]
        cumulated = list(itertools.accumulate(weights))
        while True:
            yield from self.chance.choices([*FUNCTION_WORDS, *rare], cum_weights=cumulated, k=10_000)

    def build(self) -> None:
        """Write all rows."""
        self._hosts_and_sources()
        for number in range(1, TAGS + 1):
            self._row("tag", number, f"tag-{number}")
        for claim_id in range(1, self.claims + 1):
            self._claim(claim_id)
        for table in TABLES:
            self._flush(table)

    def _row(self, table: str, *values: Any) -> None:
        self.waiting[table].append(values)
        if len(self.waiting[table]) >= BATCH_ROWS:
            self._flush(table)

    def _flush(self, table: str) -> None:
        columns = TABLES[table].split()
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        self.connection.executemany(sql, self.waiting[table])
        self.waiting[table].clear()

    def _hosts_and_sources(self) -> None:
        hosts = max(self.sources // 20, 1)
        for number in range(1, hosts + 1):
            self._row("host", number, f"news-{number}.example", 0)
        ended = STARTED_AT + SPAN
        for run in (1, 2):
            at = stored(ended - timedelta(days=7 * (3 - run)))
            self._row("run", run, at, at, "verifier", self.sources, self.sources, 0, 0, 0)
        for source_id in range(1, self.sources + 1):
            host = min(int(self.chance.paretovariate(0.7)), hosts)
            state = self.source_states[source_id - 1]
            checked_at = ended - timedelta(seconds=self.chance.randrange(7 * 86_400))
            due = checked_at + timedelta(seconds=self.chance.randrange(5 * 86_400, 30 * 86_400))
            self.urls.append(f"https://news-{host}.example/{source_id}/{self._word()}")
            checked = state != "unchecked"
            self._row(
                "source", source_id, self.urls[-1], host, "news", state, stored(checked_at) if checked else None,
                int(state in {"dead", "failing"}), 2 * checked, stored(checked_at) if checked else None,
                stored(checked_at) if state in {"ok", "moved"} else None, stored(due), str(2 * source_id) if checked else None,
                stored(STARTED_AT),
            )  # fmt: skip
            for run in (1, 2) if checked else ():
                self._check(source_id, run, state, checked_at - timedelta(days=7 * (2 - run)))

    def _check(self, source_id: int, run: int, state: str, at: datetime) -> None:
        link = {"failing": "unreachable"}.get(state, state)
        digest = f"sha256:{source_id:064x}" if link in {"ok", "moved"} else None
        status = {"ok": 200, "moved": 200, "dead": 404, "soft404": 200, "blocked": 403}.get(link)
        self._row(
            "source_check", 2 * source_id - 2 + run, source_id, run, round(at.timestamp() * 1000), link,
            f"http-{status}" if status else "time-out", status, "text/html", 40_000, digest, digest,
            self.chance.randrange(50, 900),
        )  # fmt: skip

    def _event(self, actor: str, action: str, subject: str, claim_id: int, data: dict[str, Any]) -> datetime:
        """Write a log line, and return its time."""
        at = self._now()
        self.events += 1
        content = {
            "at": at.isoformat(),
            "actor": actor,
            "action": action,
            "subject": subject,
            "claim_id": claim_id,
            "data": data,
            "previous_hash": self.head,
        }
        previous = self.head
        self.head = hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        self._row(
            "event", self.events, stored(at), actor, action, subject, claim_id, json.dumps(data), previous, self.head
        )
        return at

    def _now(self) -> datetime:
        """Return the time of the next log line."""
        return STARTED_AT + timedelta(seconds=int((self.step * (self.events + 1)).total_seconds()))

    def _claim(self, claim_id: int) -> None:
        chance, now = self.chance, self._now()
        text = " ".join(itertools.islice(self.words, chance.randint(8, 20))).capitalize() + "."
        day = (now - timedelta(days=chance.randrange(90))).date().isoformat() if chance.random() < 0.7 else None
        held: dict[str, Any] = {
            "id": claim_id, "text": text, "claimant": chance.choice(self.names), "status": "inbox",
            "language": chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0], "claimed_from": day,
            "claimed_to": day, "priority": chance.choices((1, 2, 3), (20, 65, 15))[0],
            "external_id": f"csv:{claim_id}", "created_at": now.isoformat(),
        }  # fmt: skip
        image = {name: value for name, value in held.items() if value is not None}
        data: dict[str, Any] = {"changes": [{"row": f"claim:{claim_id}", "before": None, "after": image}]}
        tags = chance.sample(range(1, TAGS + 1), 1 + (chance.random() < 0.3)) if chance.random() < 0.25 else []
        if tags:
            data["tags"] = {"added": [f"tag-{tag}" for tag in tags]}
        extra = {"batch": f"{claim_id // 10_000:032x}", "import": "claims.csv"}
        touched = self._event("importer", "claim.added", f"claim:{claim_id}", claim_id, data | extra)
        for tag in tags:
            self._row("claim_tag", claim_id, tag)
        for _ in range(chance.choices((0, 1, 2, 3), (42, 42, 10, 6))[0]):
            touched = self._citation(claim_id, extra)
        edits = self._edits(claim_id, held) if chance.random() < 0.1 else []
        for action, before, after in edits:
            change = {"row": f"claim:{claim_id}", "before": before, "after": after}
            actor = held["assignee"] or "ada"
            touched = self._event(actor, action, f"claim:{claim_id}", claim_id, {"changes": [change]})
        self._row(
            "claim", claim_id, 1 + len(edits), text, held["claimant"], held["language"], day, day, held["status"],
            held.get("status_why"), held.get("rating"), held.get("rating_why"), held["priority"], held.get("assignee"), 0,
            held["external_id"], claim_columns.text_digest(text), search.fold(f"{text} {held['claimant']}"), stored(now),
            stored(touched),
        )  # fmt: skip

    def _edits(self, claim_id: int, held: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        """Change a claim as reviewers would; return each action with the columns before and after."""
        goal = self.chance.choice(STATUSES[1:])
        steps: list[tuple[str, dict[str, Any]]] = [
            ("claim.edited", {"status": "open", "assignee": self.chance.choice(REVIEWERS)})
        ]
        if goal in {"review", "published"}:
            rated = {"rating": self.chance.choice(RATINGS), "rating_why": "The sources say so."}
            steps += [("claim.rated", rated), ("claim.edited", {"status": goal})]
        elif goal == "rejected":
            steps.append(("claim.edited", {"status": "rejected", "status_why": "no fact to check"}))
        edits = []
        for action, after in steps:
            edits.append((action, {name: held.get(name) for name in after}, after))
            held.update(after)
        return edits

    def _citation(self, claim_id: int, extra: dict[str, Any]) -> datetime:
        chance, now = self.chance, self._now()
        self.citations += 1
        citation_id, source_id = self.citations, chance.randrange(self.sources) + 1
        exact = " ".join(itertools.islice(self.words, chance.randint(6, 15))) if chance.random() < 0.6 else None
        state = chance.choices(list(QUOTE_STATES), list(QUOTE_STATES.values()))[0] if exact else None
        link = self.source_states[source_id - 1]
        stance = chance.choice(("supports", "refutes", "context"))
        image = {
            "id": citation_id, "claim_id": claim_id, "source_id": source_id, "role": "evidence", "stance": stance,
            "exact": exact, "prefix": "", "suffix": "", "quote_state": "unchecked" if exact else None,
            "created_at": now.isoformat(),
        }  # fmt: skip
        logged = {name: value for name, value in image.items() if value is not None}
        change = {"row": f"citation:{citation_id}", "before": None, "after": logged}
        data = {"changes": [change], "url": self.urls[source_id - 1], **extra}
        touched = self._event("importer", "citation.added", f"citation:{citation_id}", claim_id, data)
        pending = "altered" if state == "exact" and chance.random() < 0.005 else None
        since = stored(now) if state else None
        self._row(
            "citation", citation_id, 1, claim_id, source_id, "evidence", stance, exact, "", "", state, since, pending,
            since if pending else None, stored(now),
        )  # fmt: skip
        checked = link != "unchecked"
        if state not in {None, "unchecked"} and checked:
            self._row("citation_check", citation_id, 2 * source_id, state, str(state), 1.0)
        if checked and link in {"dead", "soft404"}:
            touched = self._alert(claim_id, citation_id, 2 * source_id, "link", "ok", link)
        if checked and state in {"altered", "missing"}:
            touched = self._alert(claim_id, citation_id, 2 * source_id, "quote", "exact", str(state))
        return touched

    def _alert(self, claim_id: int, citation_id: int, check: int, kind: str, before: str, after: str) -> datetime:
        self.alerts += 1
        now, number = self._now(), self.alerts
        image = {
            "id": number, "claim_id": claim_id, "citation_id": citation_id, "source_check_id": check, "kind": kind,
            "state_before": before, "state_after": after, "rule": "confirmed", "finding": f"{after}:{check}",
            "checks": [check - 1, check], "detail": {"reason": after}, "opened_at": now.isoformat(),
        }  # fmt: skip
        data = {"changes": [{"row": f"alert:{number}", "before": None, "after": image}]}
        touched = self._event("verifier", "alert.opened", f"alert:{number}", claim_id, data)
        resolved: tuple[str | None, str | None, str | None] = (None, None, None)
        if self.chance.random() < 0.5:
            at = self._now()
            after_ = {"resolved_at": at.isoformat(), "resolved_by": "ada", "resolution": "dismissed"}
            change = {"row": f"alert:{number}", "before": dict.fromkeys(after_), "after": after_}
            touched = self._event("ada", "alert.dismissed", f"alert:{number}", claim_id, {"changes": [change]})
            resolved = (stored(at), "ada", "dismissed")
        self._row(
            "alert", number, claim_id, citation_id, check, kind, before, after, "confirmed", image["finding"],
            json.dumps(image["checks"]), json.dumps(image["detail"]), stored(now), *resolved,
        )  # fmt: skip
        return touched


def build(path: Path, claims: int) -> None:
    """Make the desk. Raises SystemExit where the file exists already."""
    if path.exists():
        sys.exit(f"{path} exists; name another file")
    with open_engine(str(path)) as engine:
        schema.upgrade(engine)
        with engine.begin() as connection:
            triggers.remove(connection)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        Builder(connection, claims).build()
        connection.execute("COMMIT")
    with open_engine(str(path)) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO claim_fts(claim_fts) VALUES ('rebuild')")
            connection.exec_driver_sql(
                f"{triggers.WEIGH_SQL} WHERE id IN (SELECT claim_id FROM alert WHERE resolved_at IS NULL)"
            )
            triggers.install(connection)
            for name, value in triggers.recount(connection).items():
                connection.exec_driver_sql("UPDATE counter SET value = ? WHERE name = ?", (value, name))
        use_write_ahead_log(engine)


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
