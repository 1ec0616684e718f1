"""Query plans for filters: all of them find the same claims, and the one that is fast on this desk is chosen.

Words that find few claims are looked up, and the result is sorted. Where all of them find many, the list is walked in its
order, which ends early where many claims match. The number of matches is counted first, up to a limit. A walk that finds
nothing for a while continues with the sets of all claims that the words find: slow to make, and fast to test.

Every loop here reads a running statement, so that ``sqlite3.Connection.interrupt()`` ends it. SQLite loses an interrupt that
comes between two statements: a caller interrupts again until the call has ended.
"""

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from factcheck.store.conditions import Binds, Condition
from factcheck.store.filter_syntax import Filter
from factcheck.store.filter_words import filter_conditions
from factcheck.store.row_source import RowSource
from factcheck.store.rows import SORT_COLUMNS, Sort

FEW_CLAIMS = 25_000
"""Maximum number of claims that are looked up and sorted without a noticeable delay."""
LOOKUP_CLAIMS = 3_000
"""Maximum number of claims that are looked up without trying a walk first."""
MANY_CLAIMS = 100_000
"""Limit of a count that only has to show which condition finds the fewest."""
WALK_CLAIMS = 4_000
"""The number of claims that a walk tests before it compares its progress with other plans."""
LONGER_FACTOR = 8
"""The factor by which a walk with good progress continues."""
ALERT_CLAIMS = 1_000
"""Maximum number of claims whose alerts are looked up by claim; above it, alerts are walked from the newest on."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of a page of claims, and the key that the next page starts after; None at the end."""

    ids: list[int]
    after: Key | None


def page(source: RowSource, filter_: Filter, me: str, sort: Sort, after: Key | None, limit: int) -> Found:
    """Return the numbers of a page of a filter's claims, in order, from after a key on."""
    # One more than the page, to know whether another follows.
    keys = _Search(source, filter_, me, sort).first(after, limit + 1)
    order = SORT_COLUMNS[sort]
    rows = keys[:limit]
    return Found([row[order.index("id")] for row in rows], rows[-1] if len(keys) > limit else None)


def ids(source: RowSource, filter_: Filter, me: str, sort: Sort) -> "array[int]":
    """Return the numbers of all claims of a filter, in order: eight bytes per claim."""
    return _Search(source, filter_, me, sort).all()


def count(source: RowSource, filter_: Filter, me: str, cap: int) -> int:
    """Return the number of claims of a filter, counted no further than ``cap``."""
    return _Search(source, filter_, me, Sort.ATTENTION).count(cap)


def alert_ids(
    source: RowSource, filter_: Filter, me: str, *, open_only: bool, limit: int, before_id: int | None
) -> list[int]:
    """Return the numbers of the newest alerts of a filter's claims, the newest first."""
    search = _Search(source, filter_, me, Sort.ATTENTION)
    few = search.few(ALERT_CLAIMS)
    # The alerts of a few claims are found by claim; those of many are walked from the newest on.
    by_claim = "+" if few else ""
    tests = [f"alert.claim_id IN ({_intersection(few)})"] if few else []
    tests += [f"{by_claim}alert.resolved_at IS NULL"] if open_only else []
    tests += [f"{by_claim}alert.id < {search.binds.add(before_id)}"] if before_id is not None else []
    tests += search.tests(leave=few)
    return search.numbers(
        f"SELECT alert.id FROM alert CROSS JOIN claim ON claim.id = +alert.claim_id WHERE {' AND '.join(tests)}"
        f" ORDER BY {by_claim}alert.id DESC LIMIT {search.binds.add(limit)}"
    )


def pending_ids(source: RowSource, filter_: Filter, me: str) -> list[int]:
    """Return the numbers of a filter's citations with a finding that waits for a second check, the oldest finding first."""
    search = _Search(source, filter_, me, Sort.ATTENTION)
    waiting = ["citation.pending_outcome IS NOT NULL", "citation.withdrawn_at IS NULL", *search.tests()]
    return search.numbers(
        "SELECT citation.id FROM citation CROSS JOIN claim ON claim.id = +citation.claim_id"
        f" WHERE {' AND '.join(waiting)}"
        " ORDER BY citation.pending_since, citation.id"
    )


def _intersection(few: Sequence[Condition]) -> str:
    return " INTERSECT ".join(f"SELECT * FROM ({each.ids})" for each in few)


class _Search:
    """A filter in one order, with the number of claims that its conditions find on this desk."""

    def __init__(self, source: RowSource, filter_: Filter, me: str, sort: Sort) -> None:
        self.source, self.sort, self.order = source, sort, SORT_COLUMNS[sort]
        self.binds = Binds()
        self.asked = filter_conditions(filter_, me, self.binds)
        self._counted: dict[tuple[str, int], int] = {}

    def first(self, after: Key | None, limit: int) -> list[Key]:
        """Return the keys of the first claims after a key."""
        if ordered := self._ordered():
            return list(self._walk(self.tests(ordered), after, limit))
        few = self.few(FEW_CLAIMS)
        if few and self.hits(few[0], FEW_CLAIMS) <= LOOKUP_CLAIMS:
            return self._lookup(few, after, limit)
        if few and any(each in self._facts() for each in few):
            return self._lookup(few, after, limit)
        if len(self._facts()) == len(self.asked):
            return list(self._walk(self.tests(), after, limit))
        found, at, ended = self._try(few, after, limit)
        if not ended:
            few = few or self._resolved()
            wanted = limit - len(found)
            found += self._lookup(few, at, wanted) if few else self._sweep(at, wanted)
        return found

    def all(self) -> "array[int]":
        """Return the numbers of all claims, in order."""
        if ordered := self._ordered():
            found = f"FROM claim WHERE {' AND '.join(self.tests(ordered))}"
        elif few := self.few(FEW_CLAIMS):
            found = self._lookup_sql(few)
        else:
            found = self._sweep_sql()
        return array("q", (number for (number,) in self._rows(f"SELECT claim.id {found} {self._by()}")))

    def count(self, cap: int) -> int:
        """Return the number of claims, counted no further than a cap."""
        hit = ""
        if ordered := self._ordered():
            found = f"FROM claim WHERE {' AND '.join(self.tests(ordered))} {self._by()}"
        elif few := self.few(FEW_CLAIMS):
            found = self._lookup_sql(few)
        else:
            rarest = self._rarest()
            if rarest is None or rarest.on_claim or rarest.facts != "1":
                tests = " AND ".join([*self.tests(), *(each.facts for each in self.asked)])
                found = f"FROM claim WHERE {tests} {self._by()}"
            else:
                hit = f"WITH hit(id) AS (SELECT DISTINCT * FROM ({rarest.ids}))"
                tests = " AND ".join(self.tests(leave=[rarest]))
                found = f"FROM hit CROSS JOIN claim NOT INDEXED ON claim.id = hit.id WHERE {tests}"
        capped = f"{hit} SELECT count(*) FROM (SELECT 1 {found} LIMIT {self.binds.add(cap)})"
        return self._one(capped)

    def few(self, most: int) -> list[Condition]:
        """Return the conditions that at most ``most`` claims pass, those that find the fewest first.

        Of those that find many times more than the first, none: to test its claims one by one is cheaper.
        """
        found = sorted(
            (each for each in self.asked if each.hits and not each.negated and self.hits(each, most) <= most),
            key=lambda each: self.hits(each, most),
        )
        return [each for each in found if self.hits(each, most) <= LONGER_FACTOR * max(self.hits(found[0], most), 1)]

    def hits(self, condition: Condition, most: int) -> int:
        """Return the approximate number of claims that a condition finds, counted up to one above a limit."""
        # A merged list is slow to begin, so it is counted once.
        most = MANY_CLAIMS if condition.merged else most
        key = (condition.test, most)
        if key not in self._counted:
            capped = f"SELECT count(*) FROM (SELECT 1 FROM ({condition.hits}) LIMIT {most + 1})"
            self._counted[key] = self._one(capped)
        return self._counted[key]

    def tests(self, ordered: Condition | None = None, leave: Sequence[Condition] = ()) -> list[str]:
        """Return the tests of one claim, except those of the conditions in ``leave``."""
        tests = [
            (each.ordered if each is ordered else None) or self._test(each) for each in self.asked if each not in leave
        ]
        return ["claim.withdrawn_at IS NULL", *tests]

    def numbers(self, sql: str) -> list[int]:
        """Return the first column of a statement's rows."""
        return [row[0] for row in self._rows(sql)]

    def _rows(self, sql: str) -> Iterator[Key]:
        return self.source.stream(sql, dict(self.binds))

    def _one(self, sql: str) -> int:
        return int(next(self._rows(sql))[0])

    def _ordered(self) -> Condition | None:
        """Return the condition whose index has its claims in the list's order, where that is the fastest plan."""
        if self.sort is not Sort.ATTENTION:
            return None
        alone = self.asked if len(self.asked) == 1 else self.few(FEW_CLAIMS)
        return alone[0] if len(alone) == 1 and alone[0].ordered else None

    def _facts(self) -> list[Condition]:
        """Return the conditions that the queue's index answers, where the list is in the queue's order."""
        return [each for each in self.asked if each.on_claim] if self.sort is Sort.ATTENTION else []

    def _rarest(self) -> Condition | None:
        """Return the condition that finds the fewest claims, of those that a plan can begin with."""
        able = [each for each in self.asked if each.ids and not each.negated]
        return min(able, key=lambda each: self.hits(each, MANY_CLAIMS) if each.hits else MANY_CLAIMS, default=None)

    def _test(self, condition: Condition) -> str:
        """Return the test of one claim: by a set, where a single test is slow and the set is not too large."""
        if condition.cost > 1 and self.hits(condition, MANY_CLAIMS) <= MANY_CLAIMS:
            return condition.in_set()
        return condition.test

    def _by(self) -> str:
        return f"ORDER BY {', '.join(f'claim.{name} DESC' for name in self.order)}"

    def _columns(self) -> str:
        return ", ".join(f"claim.{name}" for name in self.order)

    def _claim(self) -> str:
        """Return the FROM clause of a walk; the table itself is in the order of the claims' numbers."""
        return "claim NOT INDEXED" if self.sort is Sort.ID else "claim"

    def _later(self, after: Key | None) -> str:
        """Return the condition that a claim comes after a key, as one comparison."""
        if after is None:
            return "1"
        return f"({self._columns()}) < ({', '.join(map(self.binds.add, after))})"

    def _stretches(self, after: Key | None) -> Iterator[str]:
        """Yield conditions that cover the list after a key as ranges of an index, in order.

        With one comparison of rows, SQLite would seek by the first column only, and skip rows one by one.
        """
        if after is None:
            yield "1"
            return
        names = [self.binds.add(value) for value in after]
        for length in range(len(after), 0, -1):
            same = [f"claim.{column} = {name}" for column, name in zip(self.order, names[: length - 1], strict=False)]
            yield " AND ".join([*same, f"claim.{self.order[length - 1]} < {names[length - 1]}"])

    def _walk(
        self, tests: Sequence[str], after: Key | None, limit: int, *shown: str, whole: bool = False
    ) -> Iterator[Key]:
        """Yield the keys of the claims that pass the tests, in order, each followed by the columns ``shown``."""
        for stretch in [self._later(after)] if whole else self._stretches(after):
            sql = (
                f"SELECT {', '.join([self._columns(), *shown])} FROM {self._claim()}"
                f" WHERE {' AND '.join([*tests, stretch])} {self._by()} LIMIT {limit}"
            )
            for row in self._rows(sql):
                limit -= 1
                yield row
            if limit <= 0:
                return

    def _try(self, few: Sequence[Condition], after: Key | None, limit: int) -> tuple[list[Key], Key | None, bool]:
        """Walk for a while; return the keys found, the last key tested, and whether the list is complete."""
        known = self._facts()
        facts = [each.test if each in known else each.facts for each in self.asked]
        far = sorted((each for each in self.asked if each not in known), key=lambda each: (each not in few, each.cost))
        tests = [self._test(each) for each in far]
        test = f"CASE WHEN {' AND '.join(tests)} THEN 1 ELSE 0 END"
        # A walk that tests a set is one statement, because each statement makes its sets anew.
        whole = any(each.merged or test != each.test for each, test in zip(far, tests, strict=True))
        steps = WALK_CLAIMS // (1 if whole else far[0].cost)
        found: list[Key] = []
        for most in (LONGER_FACTOR * steps,) if whole else (steps, LONGER_FACTOR * steps):
            walked, last = 0, None
            for last in self._walk(["claim.withdrawn_at IS NULL", *facts], after, most, test, whole=whole):
                walked += 1
                if last[-1]:
                    found.append(last[:-1])
                    if len(found) == limit:
                        return found, found[-1], True
            after = last[:-1] if last else after
            if walked < most:
                return found, after, True
            if LONGER_FACTOR * len(found) < limit - len(found) and not self._vast(far):
                break
        return found, after, False

    def _vast(self, far: Sequence[Condition]) -> bool:
        """Return whether the set of a condition's claims would take longer to make than a longer walk."""
        made = [each for each in far if each.hits and each.facts == "1"]
        return any(self.hits(each, MANY_CLAIMS) > MANY_CLAIMS for each in made)

    def _resolved(self) -> list[Condition]:
        """Return the conditions without a cheap count that turn out to find few claims."""
        resolved = []
        for each in self.asked:
            if each.ids and not (each.hits or each.negated):
                ids = self.numbers(f"{each.ids} LIMIT {FEW_CLAIMS + 1}")
                if len(ids) <= FEW_CLAIMS:
                    listed = self.binds.add(json.dumps(ids))
                    resolved.append(replace(each, ids=f"SELECT value FROM json_each({listed})"))
        return resolved

    def _lookup(self, few: Sequence[Condition], after: Key | None, limit: int) -> list[Key]:
        sql = f"SELECT {self._columns()} {self._lookup_sql(few)} AND {self._later(after)} {self._by()} LIMIT {limit}"
        return list(self._rows(sql))

    def _lookup_sql(self, few: Sequence[Condition]) -> str:
        """Return the SQL of the claims that the conditions ``few`` find together, tested by the others."""
        texts = {each.test for each in few}
        others = [each for each in self.asked if each.test not in texts]
        dear = few[0].hits is None or self.hits(few[0], FEW_CLAIMS) > LOOKUP_CLAIMS
        tests = [each.in_set() if dear and each.cost > 1 else each.test for each in others]
        ids = f"claim.id IN ({_intersection(few)})"
        return f"FROM claim NOT INDEXED WHERE {' AND '.join(['claim.withdrawn_at IS NULL', ids, *tests])}"

    def _sweep(self, after: Key | None, limit: int) -> list[Key]:
        sql = f"SELECT {self._columns()} {self._sweep_sql()} AND {self._later(after)} {self._by()} LIMIT {limit}"
        return list(self._rows(sql))

    def _sweep_sql(self) -> str:
        """Return the SQL of all claims, tested by the sets of the conditions' claims."""
        tests = ["claim.withdrawn_at IS NULL", *(each.facts for each in self.asked)]
        tests += [each.in_set() for each in self.asked]
        return f"FROM {self._claim()} WHERE {' AND '.join(tests)}"
