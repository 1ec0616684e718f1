"""Rows into the database: each adds a claim, adds its evidence to one that says the same, or is known already.

Rows are made ready without the lock, a few hundred ahead, and those that change nothing are answered by a read. The others are
written in turns (see ``pacing``): claims that are new in bulk, all else one by one, in the order of the file.
"""

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Claim
from factcheck.services.desk import Desk
from factcheck.services.importing.one_by_one import broken, store, unchanged
from factcheck.services.importing.preparing import Import, Plan, Prepared, plan, prepare
from factcheck.services.importing.rows import Draft, Format, ImportedRow, RowResult
from factcheck.services.importing.updating import Held, held_by_id
from factcheck.services.importing.writing import write_new
from factcheck.services.pacing import Pacing, Turn
from factcheck.store import queries
from factcheck.store.bulk_insert import among, listed

CHUNK_MIN_ROWS, CHUNK_MAX_ROWS = 20, 400
"""Rows that are looked up and written together: as many as should fill a turn, judged by those before."""
AHEAD_MIN_ROWS, AHEAD_MAX_ROWS = 100, 1000
"""Rows that are ready when a turn begins, at least and at most: those of the turn before and half as many again."""


def to_its_end() -> bool:
    """Never stop."""
    return False


@dataclass(slots=True)
class _Waiting:
    """A row that waits for its turn, or for those before it to have had theirs."""

    ready: Prepared
    plan: Plan | None = None
    """The rows to write if the claim is new; None: it cannot be."""
    fate: ImportedRow | None = None
    """The row's fate, where no turn is needed to tell."""


def bring_in(
    desk: Desk,
    kind: Format,
    drafts: Iterator[Draft],
    *,
    name: str,
    takes_updates: bool,
    stopped: Callable[[], bool] = to_its_end,
) -> Iterator[ImportedRow]:
    """Store rows, and give the fate of each; ``stopped`` is asked between two transactions, and what is stored stays."""
    with desk.read() as session:
        scale = queries.scale(session)
        session.expunge_all()
    run = Import(desk, kind, takes_updates, scale, name)
    pacing, waiting, ahead = Pacing(desk), deque[_Waiting](), AHEAD_MIN_ROWS
    while not stopped():
        fresh = [_Waiting(prepare(run, draft)) for draft in islice(drafts, max(0, ahead - len(waiting)))]
        _answer(run, waiting, fresh)
        waiting += fresh
        yield from _answered(waiting)
        if waiting:
            with pacing.turn() as turn:
                _write(turn, run, waiting)
            rows = list(_answered(waiting))
            yield from rows
            ahead = min(AHEAD_MAX_ROWS, max(AHEAD_MIN_ROWS, len(rows) * 3 // 2))
        elif fresh:
            ahead = AHEAD_MAX_ROWS
        else:
            return


def _answered(waiting: deque[_Waiting]) -> Iterator[ImportedRow]:
    """Take the rows whose fate is known from the front."""
    while waiting and waiting[0].fate is not None:
        yield waiting[0].fate
        waiting.popleft()


def _answer(run: Import, waiting: Iterable[_Waiting], fresh: Sequence[_Waiting]) -> None:
    """Tell the fate of rows that are broken or known and change nothing; plan what may be new."""
    undecided = {each.ready.external_id for each in waiting if each.fate is None}
    at = run.desk.clock()
    with run.desk.read() as session:
        held = _held(session, fresh)
        for each in fresh:
            ready = each.ready
            if ready.draft.broken:
                each.fate = ready.draft.became(RowResult.BROKEN, why=ready.draft.broken)
                continue
            if ready.external_id in undecided:
                continue
            if why := broken(run, ready):
                each.fate = ready.draft.became(RowResult.BROKEN, why=why)
            elif ready.external_id in held and ready.external_id not in run.ids:
                each.fate = unchanged(session, run, ready, held[ready.external_id])
                if each.fate is not None:
                    run.ids[ready.external_id] = (ready.draft.line, ready.digest)
            elif ready.digest not in run.texts:
                with suppress(InputError):  # the row is broken then, unless the desk has a claim that says the same
                    each.plan = plan(run, ready, at)
            if each.fate is None:
                undecided.add(ready.external_id)


def _write(turn: Turn, run: Import, waiting: Sequence[_Waiting]) -> None:
    """Tell the fate of the rows at the front, as many as the turn has room for."""
    left = [each for each in waiting if each.fate is None]
    while left:
        began, chunk, left = turn.held, left[: run.chunk], left[run.chunk :]
        whole = _write_chunk(turn, run, chunk)
        fits = turn.seconds / max(turn.held - began, 1e-6)
        run.chunk = max(CHUNK_MIN_ROWS, min(CHUNK_MAX_ROWS, int(len(chunk) * min(fits, 2))))
        if not whole or not turn.has_room():
            return


def _write_chunk(turn: Turn, run: Import, chunk: Sequence[_Waiting]) -> bool:
    """Write some rows in their order; return whether there was room for all."""
    session = turn.session
    held = _held(session, chunk)
    said = _said_before(session, run.kind, [each.ready.digest for each in chunk if each.plan])
    added: list[_Waiting] = []
    names: set[str] = set()
    """The names and the words of rows that are yet to be written."""
    for each in chunk:
        ready = each.ready
        if not names.isdisjoint((ready.external_id, ready.digest)):
            _add(session, run, added)
            names.clear()
        if why := broken(run, ready):
            each.fate = ready.draft.became(RowResult.BROKEN, why=why)
        elif each.plan and ready.digest not in said and _is_new(run, ready, held):
            added.append(each)
            names |= {ready.external_id, ready.digest}
        else:
            _add(session, run, added)
            each.fate = store(session, run, ready, held)
            if not turn.has_room():
                return False
    _add(session, run, added)
    return True


def _is_new(run: Import, ready: Prepared, held: Container[str]) -> bool:
    return not (ready.external_id in held or ready.external_id in run.ids or ready.digest in run.texts)


def _said_before(session: Session, kind: Format, digests: Sequence[str]) -> set[str]:
    """Return which words a claim of an earlier import says already."""
    rows = session.connection().execute(_SAID, listed(digests))
    return {digest for digest, name in rows if name and name.startswith(f"{kind}:")}


_SAID = select(Claim.text_digest, Claim.external_id).where(among(Claim.text_digest), col(Claim.withdrawn_at).is_(None))
_NAMED = select(Claim.external_id).where(among(Claim.external_id))


def _held(session: Session, rows: Sequence[_Waiting]) -> dict[str, Held]:
    """Return the claims that earlier imports brought under the names of these rows."""
    names = [each.ready.external_id for each in rows if each.ready.new]
    found = [name for name in session.connection().execute(_NAMED, listed(names)).scalars() if name]
    found += [name for name in names if "\0" in name]  # where SQLite's JSON ends a text
    return held_by_id(session, found) if found else {}


def _add(session: Session, run: Import, added: list[_Waiting]) -> None:
    """Add claims that are new, and empty the list."""
    plans = [each.plan for each in added if each.plan]
    numbers = write_new(session, run, plans) if plans else []
    for each, planned, claim_id in zip(added, plans, numbers, strict=True):
        draft = each.ready.draft
        draft.notes += planned.aside.notes
        draft.left_out += planned.aside.left_out
        run.brings(each.ready.digest, claim_id)
        run.ids[each.ready.external_id] = (draft.line, each.ready.digest)
        each.fate = draft.became(RowResult.ADDED, claim_id)
    added.clear()
