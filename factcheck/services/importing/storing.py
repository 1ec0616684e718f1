"""Storage of imported rows: each adds a claim, adds evidence to a claim with the same text, or is known already.

Rows are prepared without the write lock, a few hundred ahead. Rows that change nothing are recognized by a read. The others
are written in turns (see ``pacing``), in the order of the file: new claims in bulk, everything else one by one.
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
from factcheck.services.importing.one_by_one import reason_broken, result_if_unchanged, store_row
from factcheck.services.importing.preparing import ImportRun, PlannedClaim, Prepared, plan_claim, prepare
from factcheck.services.importing.rows import Draft, Format, ImportedRow, RowResult
from factcheck.services.importing.updating import ImportedClaim, imported_claims
from factcheck.services.importing.writing import write_new_claims
from factcheck.services.pacing import Pacing, Turn
from factcheck.store import queries
from factcheck.store.bulk_insert import among, listed

CHUNK_MIN_ROWS, CHUNK_MAX_ROWS = 20, 400
"""Rows that are written together: as many as should fill a turn, estimated from the chunk before."""
PREPARED_MIN_ROWS, PREPARED_MAX_ROWS = 100, 1000
"""Rows that are prepared before a turn: half as many again as the turn before wrote, within these limits."""


def never_stop() -> bool:
    """Return False: the import runs to its end."""
    return False


@dataclass(slots=True)
class _PendingRow:
    """A row that waits for its turn, or for the results of rows before it."""

    ready: Prepared
    plan: PlannedClaim | None = None
    """The rows to write if the claim is new; None: it cannot be new."""
    result: ImportedRow | None = None
    """The result, once it is known."""


def store_rows(
    desk: Desk,
    kind: Format,
    drafts: Iterator[Draft],
    *,
    name: str,
    takes_updates: bool,
    stopped: Callable[[], bool] = never_stop,
) -> Iterator[ImportedRow]:
    """Store rows, and yield the result of each. ``stopped`` is called between transactions; stored rows remain."""
    with desk.read() as session:
        scale = queries.scale(session)
    run = ImportRun(desk, kind, takes_updates, scale, name)
    pacing, pending, ahead = Pacing(desk), deque[_PendingRow](), PREPARED_MIN_ROWS
    while not stopped():
        fresh = [_PendingRow(prepare(run, draft)) for draft in islice(drafts, max(0, ahead - len(pending)))]
        _decide(run, pending, fresh)
        pending += fresh
        yield from _take_decided(pending)
        if pending:
            with pacing.turn() as turn:
                _write_turn(turn, run, pending)
            rows = list(_take_decided(pending))
            yield from rows
            ahead = min(PREPARED_MAX_ROWS, max(PREPARED_MIN_ROWS, len(rows) * 3 // 2))
        elif fresh:
            ahead = PREPARED_MAX_ROWS
        else:
            return


def _take_decided(pending: deque[_PendingRow]) -> Iterator[ImportedRow]:
    """Remove the rows at the front whose result is known, and yield their results."""
    while pending and pending[0].result is not None:
        yield pending[0].result
        pending.popleft()


def _decide(run: ImportRun, pending: Iterable[_PendingRow], fresh: Sequence[_PendingRow]) -> None:
    """Set the result of rows that are broken or change nothing; plan the claims that may be new."""
    undecided = {each.ready.external_id for each in pending if each.result is None}
    at = run.desk.clock()
    with run.desk.read() as session:
        held = _imported_claims(session, fresh)
        for each in fresh:
            ready = each.ready
            if ready.draft.broken:
                each.result = ready.draft.with_result(RowResult.BROKEN, why=ready.draft.broken)
                continue
            if ready.external_id in undecided:
                continue
            if why := reason_broken(run, ready):
                each.result = ready.draft.with_result(RowResult.BROKEN, why=why)
            elif ready.external_id in held and ready.external_id not in run.rows_by_external_id:
                each.result = result_if_unchanged(session, run, ready, held[ready.external_id])
                if each.result is not None:
                    run.rows_by_external_id[ready.external_id] = (ready.draft.line, ready.digest)
            elif ready.digest not in run.claims_by_digest:
                with suppress(InputError):  # then the row is broken, unless the desk has a claim with the same text
                    each.plan = plan_claim(run, ready, at)
            if each.result is None:
                undecided.add(ready.external_id)


def _write_turn(turn: Turn, run: ImportRun, pending: Sequence[_PendingRow]) -> None:
    """Write the rows at the front, as many as fit into the turn, and set their results."""
    left = [each for each in pending if each.result is None]
    while left:
        began, chunk, left = turn.held, left[: run.chunk_rows], left[run.chunk_rows :]
        whole = _write_chunk(turn, run, chunk)
        fits = turn.seconds / max(turn.held - began, 1e-6)
        run.chunk_rows = max(CHUNK_MIN_ROWS, min(CHUNK_MAX_ROWS, int(len(chunk) * min(fits, 2))))
        if not whole or not turn.has_room():
            return


def _write_chunk(turn: Turn, run: ImportRun, chunk: Sequence[_PendingRow]) -> bool:
    """Write rows in their order; return whether all fitted into the turn."""
    session = turn.session
    held = _imported_claims(session, chunk)
    known_digests = _digests_imported_before(session, run.kind, [each.ready.digest for each in chunk if each.plan])
    added: list[_PendingRow] = []
    keys: set[str] = set()
    """External ids and text digests of rows that are still to be written."""
    for each in chunk:
        ready = each.ready
        if not keys.isdisjoint((ready.external_id, ready.digest)):
            _add_claims(session, run, added)
            keys.clear()
        if why := reason_broken(run, ready):
            each.result = ready.draft.with_result(RowResult.BROKEN, why=why)
        elif each.plan and ready.digest not in known_digests and _is_new(run, ready, held):
            added.append(each)
            keys |= {ready.external_id, ready.digest}
        else:
            _add_claims(session, run, added)
            each.result = store_row(session, run, ready, held)
            if not turn.has_room():
                return False
    _add_claims(session, run, added)
    return True


def _is_new(run: ImportRun, ready: Prepared, held: Container[str]) -> bool:
    return not (
        ready.external_id in held
        or ready.external_id in run.rows_by_external_id
        or ready.digest in run.claims_by_digest
    )


def _digests_imported_before(session: Session, kind: Format, digests: Sequence[str]) -> set[str]:
    """Return the text digests that a claim of an earlier import has."""
    rows = session.connection().execute(_BY_DIGEST, listed(digests))
    return {digest for digest, name in rows if name and name.startswith(f"{kind}:")}


_BY_DIGEST = select(Claim.text_digest, Claim.external_id).where(
    among(Claim.text_digest), col(Claim.withdrawn_at).is_(None)
)
_BY_EXTERNAL_ID = select(Claim.external_id).where(among(Claim.external_id))


def _imported_claims(session: Session, rows: Sequence[_PendingRow]) -> dict[str, ImportedClaim]:
    """Return the claims of earlier imports with the external ids of these rows."""
    keys = [each.ready.external_id for each in rows if each.ready.new]
    found = [name for name in session.connection().execute(_BY_EXTERNAL_ID, listed(keys)).scalars() if name]
    found += [name for name in keys if "\0" in name]  # SQLite's JSON ends a text there
    return imported_claims(session, found) if found else {}


def _add_claims(session: Session, run: ImportRun, added: list[_PendingRow]) -> None:
    """Write new claims, set their results, and empty the list."""
    plans = [each.plan for each in added if each.plan]
    numbers = write_new_claims(session, run, plans) if plans else []
    for each, planned, claim_id in zip(added, plans, numbers, strict=True):
        draft = each.ready.draft
        draft.notes += planned.side_notes.notes
        draft.left_out += planned.side_notes.left_out
        run.record_claim(each.ready.digest, claim_id)
        run.rows_by_external_id[each.ready.external_id] = (draft.line, each.ready.digest)
        each.result = draft.with_result(RowResult.ADDED, claim_id)
    added.clear()
