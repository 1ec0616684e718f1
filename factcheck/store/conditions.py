"""A filter as SQL conditions on ``claim``.

A term is given in several forms, because none is fast on every desk: a test of one claim, for a walk along a list's order; a
select of the claims it finds, for words that find few; and a cheap select that counts them.
:mod:`factcheck.store.query_plans` chooses between them.

A plus before a column (``+claim.status``) keeps SQLite from choosing an index for it
(https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from factcheck.store import search
from factcheck.store.filter_syntax import ME, NOBODY, day
from factcheck.vocabulary import VERIFIER, WORKED_ON

_SURROGATES = re.compile("[\ud800-\udfff]")
_LISTED = "SELECT claim.id FROM claim WHERE claim.withdrawn_at IS NULL"


class Binds(dict[str, Any]):
    """The parameters of a statement, by name."""

    def add(self, value: Any) -> str:
        """Add a parameter, and return its placeholder."""
        name = f"v{len(self)}"
        self[name] = _SURROGATES.sub("\ufffd", value) if isinstance(value, str) else value
        return f":{name}"

    def one_of(self, values: Sequence[str | int]) -> str:
        """Add a list of values, and return the SQL that follows IN."""
        listed = [_SURROGATES.sub("\ufffd", each) if isinstance(each, str) else each for each in values]
        if len(listed) == 1:
            return f"({self.add(listed[0])})"
        return f"(SELECT value FROM json_each({self.add(json.dumps(listed))}))"


@dataclass(frozen=True, slots=True)
class Condition:
    """One term of a filter, or its words."""

    test: str
    """A test of a row of ``claim``."""
    ids: str | None = None
    """Selects the numbers of the claims that pass the test; withdrawn claims can be among them."""
    hits: str | None = None
    """Selects about one row for each of those claims from one index, to be counted up to a limit.

    None where that would be as slow as ``ids``.
    """
    ordered: str | None = None
    """The test, where one index gives the claims that pass it in the queue's order."""
    on_claim: bool = True
    """The test reads the queue's index, and no other."""
    facts: str = "1"
    """The part of the test that the queue's index answers, where the rest needs more."""
    negated: bool = False
    cost: int = 1
    """The cost of testing one claim, as a multiple of reading its citations."""
    merged: bool = False
    """The test makes the set of all its claims, even for one of them."""

    def against(self) -> "Condition":
        """Return the condition that holds where this one does not."""
        test = f"NOT coalesce({self.test}, 0)"
        return replace(self, test=test, facts="1", ordered=None, negated=not self.negated)

    def in_set(self) -> str:
        """Return the test by the set of all claims that it finds: slow once, then fast for each claim."""
        if self.on_claim or self.ids is None or self.facts != "1":
            return self.test
        return f"+claim.id {'NOT IN' if self.negated else 'IN'} ({self.ids})"


def _column(name: str, values: Sequence[str], binds: Binds, *, nobody: bool = False) -> Condition:
    """Return the condition that an indexed column has one of some values, or none."""
    tests = [f"{{}}claim.{name} IN {binds.one_of(values)}"] if values else []
    tests += [f"{{}}claim.{name} IS NULL"] if nobody else []
    if not tests:
        return Condition("0")
    test = f"({' OR '.join(tests)})"
    direct = test.replace("{}", "")
    ids = f"{_LISTED} AND {direct}"
    # With several values, the index of the column has the claims of one value after those of another.
    return Condition(test.replace("{}", "+"), ids, ids, direct if len(set(values)) + nobody == 1 else None)


def status(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim has one of the statuses."""
    return _column("status", values, binds)


def rating(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim has one of the ratings, or is not rated."""
    return _column("rating", [each for each in values if each != NOBODY], binds, nobody=NOBODY in values)


def assignee(values: tuple[str, ...], me: str, binds: Binds) -> Condition:
    """Return the condition that a claim is assigned to one of the people, or to nobody; ``me`` is who asks."""
    names = [me if each == ME else each for each in values if each != NOBODY]
    return _column("assignee", names, binds, nobody=NOBODY in values)


def priority(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim has one of the priorities. No index lists claims by priority alone."""
    return Condition(f"+claim.priority IN {binds.one_of(list(map(int, values)))}" if values else "0")


def attention(values: tuple[str, ...], _me: str, _binds: Binds) -> Condition:
    """Return the condition that a claim needs attention, or does not; both values together find every claim."""
    asked = set(values)
    if len(asked) != 1:
        return Condition("1" if asked else "0")
    direct = "claim.attention > 0" if "yes" in asked else "claim.attention = 0"
    ids = f"{_LISTED} AND {direct}"
    return Condition(f"+{direct}", ids, ids, direct)


def id_(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim has one of the numbers; it may be withdrawn."""
    listed = binds.one_of([int(each) for each in values])
    ids = f"SELECT claim.id FROM claim WHERE claim.id IN {listed}"
    return Condition(f"+claim.id IN {listed}", ids, ids)


def tag(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim has one of the tags; case is ignored."""
    named = f"(SELECT tag.id FROM tag WHERE tag.name IN {binds.one_of([each.casefold() for each in values])})"
    ids = f"SELECT claim_tag.claim_id FROM claim_tag WHERE claim_tag.tag_id IN {named}"
    test = f"EXISTS (SELECT 1 FROM claim_tag WHERE claim_tag.claim_id = claim.id AND +claim_tag.tag_id IN {named})"
    return Condition(test, ids, ids, on_claim=False)


def _cited(source: str, hits: str) -> Condition:
    """Return the condition that a claim cites a source that passes a test."""
    ids = (
        "SELECT citation.claim_id FROM source CROSS JOIN citation"
        f" ON citation.source_id = source.id AND citation.withdrawn_at IS NULL WHERE {source.replace('{}', '')}"
    )
    test = (
        "EXISTS (SELECT 1 FROM citation CROSS JOIN source ON source.id = citation.source_id"
        f" WHERE citation.claim_id = claim.id AND citation.withdrawn_at IS NULL AND {source.replace('{}', '+')})"
    )
    return Condition(test, ids, hits, on_claim=False)


def link(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim cites a source in one of the states."""
    states = binds.one_of(values)
    return _cited(f"{{}}source.state IN {states}", f"SELECT source.id FROM source WHERE source.state IN {states}")


def due(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim cites a source whose next check is due on or before the latest of the days."""
    latest = max(map(day, values))
    if latest == date.max:
        asked = "{}source.next_check_at IS NOT NULL"
    else:
        asked = f"{{}}source.next_check_at < {binds.add(_stored(latest + timedelta(days=1)))}"
    return _cited(asked, f"SELECT source.id FROM source WHERE {asked.replace('{}', '')}")


def quote(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a quote of the claim is in one of the states."""
    states = binds.one_of(values)
    ids = (
        "SELECT citation.claim_id FROM citation"
        f" WHERE citation.withdrawn_at IS NULL AND citation.quote_state IN {states}"
    )
    test = (
        "EXISTS (SELECT 1 FROM citation WHERE citation.claim_id = claim.id AND citation.withdrawn_at IS NULL"
        f" AND +citation.quote_state IN {states})"
    )
    return Condition(test, ids, ids, on_claim=False)


def _dated(column: str, said: str, entered: str) -> Condition:
    """Return the condition on the day a claim was made, or was entered where that day is unknown."""
    test = f"(claim.{column} {said} OR (claim.{column} IS NULL AND claim.created_at {entered}))"
    dated = f"{_LISTED} AND claim.{column} {said}"
    undated = f"{_LISTED} AND claim.{column} IS NULL AND claim.created_at {entered}"
    ids = f"{dated} UNION ALL {undated}"
    return Condition(test, ids, ids)


def before(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim was made, or else entered, before the latest of the days."""
    end = max(map(day, values))
    return _dated("claimed_to", f"< {binds.add(end.isoformat())}", f"< {binds.add(local_midnight(end))}")


def _last_day(value: str) -> date:
    """Return a day, or the last day of a year or a month."""
    first = day(value)
    if len(value) == 4:
        return first.replace(month=12, day=31)
    if len(value) > 7:
        return first
    return first.replace(day=31) if first.month == 12 else first.replace(month=first.month + 1) - timedelta(days=1)


def after(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim was made, or else entered, after the earliest of the days, months or years."""
    end = min(map(_last_day, values))
    if end == date.max:
        return Condition("0")
    following = local_midnight(end + timedelta(days=1))
    return _dated("claimed_from", f"> {binds.add(end.isoformat())}", f">= {binds.add(following)}")


def quiet(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim has not changed since the latest of the days."""
    asked = f"claim.updated_at < {binds.add(_stored(max(map(day, values))))}"
    ids = f"{_LISTED} AND {asked}"
    return Condition(asked.replace("claim.updated_at", "+claim.updated_at"), ids, ids)


def untouched(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that an assigned claim is in work and no person has changed it since the latest of the days."""
    # The actor is part of the text: SQLite uses the partial index of people's events for that text only.
    people = (
        f"SELECT 1 FROM event WHERE event.claim_id = claim.id AND event.actor <> '{VERIFIER}'"
        f" AND event.at >= {binds.add(_stored(max(map(day, values))))}"
    )
    worked_on = f"+claim.status IN {binds.one_of([str(each) for each in WORKED_ON])}"
    facts = f"+claim.assignee IS NOT NULL AND {worked_on}"
    test = f"({facts} AND NOT EXISTS ({people}))"
    assigned = f"{_LISTED} AND claim.assignee IS NOT NULL"
    return Condition(test, f"{assigned} AND {test}", assigned, on_claim=False, facts=facts)


def _pattern(value: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", value)


def claimant(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that the claimant's name contains one of the texts."""

    def spelt(name: str) -> str:
        each = (rf"{name} LIKE '%' || {binds.add(_pattern(value))} || '%' ESCAPE '\'" for value in values)
        return f"({' OR '.join(each)})"

    names = (
        "SELECT name FROM (SELECT DISTINCT claim.claimant AS name FROM claim WHERE claim.withdrawn_at IS NULL)"
        f" WHERE {spelt('name')}"
    )
    ids = f"{_LISTED} AND claim.claimant IN ({names})"
    return Condition(spelt("claim.claimant"), ids, None, on_claim=False)


def language(values: tuple[str, ...], _me: str, binds: Binds) -> Condition:
    """Return the condition that a claim is in one of the languages, or in a variety of it: en finds en-GB."""

    def spelt(name: str) -> str:
        each = (
            rf"{name} LIKE {binds.add(_pattern(value.lower()))} ESCAPE '\' OR"
            rf" {name} LIKE {binds.add(_pattern(value.lower()) + '-%')} ESCAPE '\'"
            for value in values
        )
        return f"({' OR '.join(each)})"

    # The languages of all claims, one step of the index each (https://sqlite.org/forum/forumpost/e2d3ee3ff0).
    known = (
        "WITH RECURSIVE known(tag) AS ("
        "SELECT min(claim.language) FROM claim WHERE claim.withdrawn_at IS NULL UNION ALL SELECT"
        " (SELECT min(claim.language) FROM claim WHERE claim.withdrawn_at IS NULL AND claim.language > known.tag)"
        f" FROM known WHERE known.tag IS NOT NULL) SELECT tag FROM known WHERE {spelt('tag')}"
    )
    ids = f"{_LISTED} AND claim.language IN ({known})"
    return Condition(f"+claim.language IN ({known})", ids, ids)


def words(words: tuple[str, ...], binds: Binds) -> Condition:
    """Return the condition that a claim contains all the words. Words without a letter or a digit find none."""
    query = search.match_query(list(words))
    if query is None:
        return Condition("0")
    ids = f"SELECT claim_fts.rowid FROM claim_fts WHERE claim_fts MATCH {binds.add(query)}"
    if search.is_merged(query):
        return Condition(f"+claim.id IN ({ids})", ids, ids, on_claim=False, cost=8, merged=True)
    return Condition(f"EXISTS ({ids} AND claim_fts.rowid = claim.id)", ids, ids, on_claim=False, cost=8)


def _stored(midnight: date) -> str:
    """Return the beginning of a day in UTC as the database stores it."""
    return f"{midnight.isoformat()} 00:00:00.000000"


def local_midnight(first: date) -> str:
    """Return the beginning of a day in the local time zone, as the database stores it.

    At the ends of the calendar it is the day in UTC: no claim was entered then.
    """
    try:
        begun = datetime(first.year, first.month, first.day).astimezone().astimezone(UTC)
    except (OverflowError, ValueError, OSError):
        return _stored(first)
    return f"{begun.date().isoformat()} {begun:%H:%M:%S.%f}"
