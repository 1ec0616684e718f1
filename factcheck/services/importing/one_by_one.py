"""Storage of rows one by one: evidence for a claim that exists, a claim to restore, a claim to update.

Each row has its own savepoint, so that a broken row does not roll back the others.
"""

from typing import Any

from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Claim, Note
from factcheck.services.editing import citations
from factcheck.services.editing.claims import NewClaim, change_tags, make_claim
from factcheck.services.editing.merged_claims import canonical_claim
from factcheck.services.editing.text_rules import TEXT_MAX_CHARACTERS
from factcheck.services.editing.withdrawals import withdrawal
from factcheck.services.importing.preparing import DUPLICATE_SOURCE_NOTE, ImportRun, Prepared, leave_out_source
from factcheck.services.importing.rows import Difference, Draft, Format, ImportedRow, RowResult
from factcheck.services.importing.updating import ImportedClaim, difference_text, differences, update_claim
from factcheck.services.text.phrases import counted
from factcheck.store import claim_columns, ledger
from factcheck.store.sessions import DeskSession
from factcheck.vocabulary import Role


def reason_broken(run: ImportRun, ready: Prepared) -> str | None:
    """Return why a row cannot be stored, regardless of the desk's data. None: it can."""
    earlier = run.rows_by_external_id.get(ready.external_id)
    if not ready.draft.broken and earlier is not None and earlier[1] != ready.digest:
        given = ready.external_id.partition(":")[2]
        return f"row {earlier[0]} has the same id {given} with a different text"
    return ready.why


def store_row(session: DeskSession, run: ImportRun, ready: Prepared, held: dict[str, ImportedClaim]) -> ImportedRow:
    """Store one row, and return its result."""
    draft, new = ready.draft, ready.new
    assert new is not None, "the row was prepared"
    known = None if ready.external_id in run.rows_by_external_id else held.get(ready.external_id)
    with session.begin_nested() as savepoint:
        try:
            if known:
                row = result_if_unchanged(session, run, ready, known) or _store_changed(session, run, draft, new, known)
            else:
                row = _store_new(session, run, draft, new, ready.digest)
        except InputError as error:
            savepoint.rollback()
            return draft.with_result(RowResult.BROKEN, why=error.message)
    run.rows_by_external_id.setdefault(ready.external_id, (draft.line, ready.digest))
    return row


def _store_new(session: DeskSession, run: ImportRun, draft: Draft, new: NewClaim, digest: str) -> ImportedRow:
    """Add a claim, or add the row's evidence to a claim with the same text."""
    twin = run.claims_by_digest.get(digest) or _claim_imported_before(session, run.kind, digest)
    if twin:
        added = _cite_all(session, run, twin, draft)
        _note_differences_from_twin(session, draft, new, twin)
        result = RowResult.MERGED if added or twin in run.claim_ids else RowResult.KNOWN
        return draft.with_result(result, twin, f"same text as claim {twin}; {counted(added, 'source')} added there")
    claim = make_claim(session, run.desk.actor, new, run.desk.clock(), **run.event_data)
    run.record_claim(digest, claim.id)
    _add_citations_and_notes(session, run, draft, claim.id)
    return draft.with_result(RowResult.ADDED, claim.id)


def _claim_imported_before(session: Session, kind: Format, digest: str) -> int | None:
    """Return the claim of an earlier import that has the same text. Withdrawn claims do not count."""
    said = select(Claim.id, Claim.external_id).where(Claim.text_digest == digest, col(Claim.withdrawn_at).is_(None))
    return next((id_ for id_, name in session.exec(said) if name and name.startswith(f"{kind}:")), None)


def _note_differences_from_twin(session: Session, draft: Draft, new: NewClaim, twin: int) -> None:
    claim = session.get_one(Claim, twin)
    for name in ("claimant", "claimed_from", "claimed_to", "rating", "standalone"):
        given, stored = getattr(new, name), getattr(claim, name)
        if name in draft.claim and given != stored:
            why = f"claim {twin} has the same text but {'none' if stored is None else repr(str(stored)[:60])}"
            draft.leave_out(name.replace("claimed_", "date "), given, why)
    for remark in draft.remarks:
        draft.leave_out("rating", remark, f"claim {twin} has the same text")


def result_if_unchanged(session: Session, run: ImportRun, ready: Prepared, held: ImportedClaim) -> ImportedRow | None:
    """Return the result of a row that was imported before and changes nothing. None: it changes something."""
    claim, draft, new = held.claim, ready.draft, ready.new
    assert new is not None, "the row was prepared"
    if claim.merged_into is not None:
        why = f"imported before as claim {claim.id}, which was merged into this claim since"
        return draft.with_result(RowResult.KNOWN, canonical_claim(session, claim).id, why)
    if claim.withdrawn_at is not None:
        line = withdrawal(session, claim)
        if line is None or line.action == "action.undone":
            return None
        return draft.with_result(RowResult.KNOWN, claim.id, f"imported before, and withdrawn by {line.actor} since")
    differs = _differences(session, draft, new, held)
    if not differs:
        return draft.with_result(RowResult.KNOWN, claim.id, "imported before")
    if run.takes_updates and any(each.keep_reason is None for each in differs):
        return None
    hint = "" if run.takes_updates else "; --update applies the file's values"
    return draft.with_result(
        RowResult.KNOWN, claim.id, f"imported before, and different now: {difference_text(differs)}{hint}", differs
    )


def _differences(session: Session, draft: Draft, new: NewClaim, held: ImportedClaim) -> tuple[Difference, ...]:
    return differences(session, held, draft, new) if draft.claim.get("external_id") else ()


def _store_changed(session: Session, run: ImportRun, draft: Draft, new: NewClaim, held: ImportedClaim) -> ImportedRow:
    """Restore a claim whose import was undone, or update a claim to the values of its record."""
    claim = held.claim
    if claim.withdrawn_at is not None:
        _restore(session, run, draft, new, claim)
        return draft.with_result(RowResult.ADDED, claim.id)
    differs = _differences(session, draft, new, held)
    update_claim(session, run.desk, held, new, differs, run.event_data)
    if any(each.column == "source" for each in differs):
        _cite_all(session, run, claim.id, draft)
    return draft.with_result(
        RowResult.UPDATED, claim.id, f"imported before; changed now: {difference_text(differs)}", differs
    )


def _restore(session: Session, run: ImportRun, draft: Draft, new: NewClaim, claim: Claim) -> None:
    """Restore a claim whose import was undone, with the values of the file."""
    tags: dict[str, Any] = (
        {"tags": change_tags(session, claim.id, add=new.tags, remove=())} if new.tags else {}
    )  # it flushes
    for name, value in new.model_dump(exclude={"tags", "appearance"}).items():
        setattr(claim, name, value)
    claim.withdrawn_at = None
    ledger.record(session, run.desk.actor, "claim.added", claim, at=run.desk.clock(), **tags, **run.event_data)
    if new.appearance:
        draft.sources.insert(0, {"url": new.appearance, "role": Role.APPEARANCE})
    run.record_claim(claim_columns.text_digest(claim.text), claim.id)
    _add_citations_and_notes(session, run, draft, claim.id)
    draft.notes.append(f"claim {claim.id} was restored: its import had been undone")


def _add_citations_and_notes(session: Session, run: ImportRun, draft: Draft, claim_id: int) -> None:
    """Add the citations and notes of a new claim."""
    _cite_all(session, run, claim_id, draft)
    at = run.desk.clock()
    for remark in draft.remarks:
        note = Note(claim_id=claim_id, author=run.desk.actor, text=remark[:TEXT_MAX_CHARACTERS], at=at)
        ledger.record(session, run.desk.actor, "note.added", note, at=at, claim_id=claim_id, **run.event_data)


def _cite_all(session: Session, run: ImportRun, claim_id: int, draft: Draft) -> int:
    """Cite the sources of a row, and return how many were added. A source that cannot be cited is left out."""
    added = 0
    for source in draft.sources:
        try:
            citations.refuse_private(run.desk, source["url"])
            citations.make_citation(
                session, run.desk.actor, claim_id, at=run.desk.clock(), extra=run.event_data, **source
            )
            added += 1
        except citations.DuplicateCitation:
            draft.notes.append(DUPLICATE_SOURCE_NOTE)
        except InputError as error:
            leave_out_source(draft, source, error.message)
    return added
