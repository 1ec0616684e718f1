"""Rows into the database: each adds a claim, adds its evidence to one that says the same, or is known already."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from factcheck.errors import InputError
from factcheck.models import Claim, Event, Note, Rating
from factcheck.services import citations
from factcheck.services.claims import NewClaim, make_claim, retag
from factcheck.services.desk import Desk
from factcheck.services.guards import checked
from factcheck.services.importing.rows import Draft, Fate, Format, ImportedRow, LeftOut, shortened
from factcheck.services.importing.rules import apply_desk_rules
from factcheck.services.importing.updating import Held, differences, held_by_id, said_of, update
from factcheck.services.texts import MAX_TEXT
from factcheck.store import ledger, queries, search
from factcheck.vocabulary import Role

BATCH = 200
"""Rows in one transaction, at most."""
FEWEST = 20
HOLD, PAUSE = 0.1, 0.005
"""Seconds that a transaction should keep others waiting, and that they have at least before the next."""


@dataclass(slots=True)
class _Import:
    """One import under way."""

    desk: Desk
    kind: Format
    takes_updates: bool
    scale: Sequence[Rating]
    told: dict[str, Any]
    """Data that each of its lines in the log carries: they are undone together."""
    texts: dict[str, int] = field(default_factory=dict)
    """The claims of rows so far, by the digest of their words."""
    ids: dict[str, tuple[int, str]] = field(default_factory=dict)
    """The line and the digest of rows so far, by external id."""


def bring_in(
    desk: Desk, kind: Format, drafts: Iterator[Draft], *, name: str, takes_updates: bool
) -> Iterator[ImportedRow]:
    """Store rows, a batch in a transaction, and give the fate of each."""
    with desk.read() as session:
        scale = queries.scale(session)
        session.expunge_all()
    run = _Import(desk, kind, takes_updates, scale, {"batch": uuid.uuid4().hex, "import": name})
    waiting = list(drafts)
    size, start = FEWEST, 0
    while start < len(waiting):
        batch = [(draft, _external_id(kind, draft)) for draft in waiting[start : start + size]]
        start += len(batch)
        with desk.write() as session:
            session.connection()  # waits for the lock: that time is somebody else's
            began = time.monotonic()
            held = held_by_id(session, [external_id for draft, external_id in batch if not draft.broken])
            rows = [_store(session, run, draft, external_id, held) for draft, external_id in batch]
            ledger.finish(session)
        took = time.monotonic() - began
        size = max(FEWEST, min(BATCH, int(size * min(HOLD / max(took, 1e-6), 4))))
        yield from rows
        if start < len(waiting):
            time.sleep(max(PAUSE, took / 4))  # whoever waits for the lock asks for it now and then: SQLite has no queue


def _external_id(kind: Format, draft: Draft) -> str:
    own = draft.claim.get("external_id")
    said = json.dumps([draft.claim, draft.sources], sort_keys=True, default=str)
    return f"{kind}:{own or hashlib.sha256(said.encode()).hexdigest()[:24]}"


def _store(session: Session, run: _Import, draft: Draft, external_id: str, held: dict[str, Held]) -> ImportedRow:
    if draft.broken:
        return draft.became(Fate.BROKEN, why=draft.broken)
    apply_desk_rules(draft, run.scale)
    digest = search.digest(draft.claim["text"])
    earlier = run.ids.get(external_id)
    if earlier is not None and earlier[1] != digest:
        given = external_id.partition(":")[2]
        return draft.became(Fate.BROKEN, why=f"its id {given} stands in row {earlier[0]} already, with other words")
    with session.begin_nested() as savepoint:
        try:
            new = checked(NewClaim, **{**draft.claim, "external_id": external_id})
            known = held.get(external_id) if earlier is None else None
            row = _known(session, run, draft, new, known) if known else _new(session, run, draft, new, digest)
        except InputError as error:
            savepoint.rollback()
            return draft.became(Fate.BROKEN, why=error.message)
    run.ids.setdefault(external_id, (draft.line, digest))
    return row


def _new(session: Session, run: _Import, draft: Draft, new: NewClaim, digest: str) -> ImportedRow:
    """Add a claim, or the row's evidence to a claim that says the same."""
    twin = run.texts.get(digest) or _brought_before(session, run.kind, digest)
    if twin:
        added = _cite_all(session, run, twin, draft)
        _name_what_the_twin_lacks(session, draft, new, twin)
        fate = Fate.MERGED if added or twin in run.texts.values() else Fate.KNOWN
        return draft.became(fate, twin, f"says the same as claim {twin}; {added} of its sources were new there")
    claim = make_claim(session, run.desk.actor, new, run.desk.clock(), **run.told)
    run.texts[digest] = claim.id
    _complete(session, run, draft, claim.id)
    return draft.became(Fate.ADDED, claim.id)


def _brought_before(session: Session, kind: Format, digest: str) -> int | None:
    """Return the claim of an earlier import that says the same; one that is withdrawn takes no evidence."""
    said = select(Claim.id, Claim.external_id).where(Claim.text_digest == digest, col(Claim.withdrawn_at).is_(None))
    return next((id_ for id_, name in session.exec(said) if name and name.startswith(f"{kind}:")), None)


def _name_what_the_twin_lacks(session: Session, draft: Draft, new: NewClaim, twin: int) -> None:
    claim = session.get_one(Claim, twin)
    for name in ("claimant", "claimed_from", "claimed_to", "rating", "standalone"):
        given, stands = getattr(new, name), getattr(claim, name)
        if name in draft.claim and given != stands:
            told = f"claim {twin}, which says the same, has {'none' if stands is None else repr(str(stands)[:60])}"
            draft.leave_out(name.replace("claimed_", "date "), given, told)
    for remark in draft.remarks:
        draft.leave_out("rating", remark, f"claim {twin} says the same")


def _known(session: Session, run: _Import, draft: Draft, new: NewClaim, held: Held) -> ImportedRow:
    """Compare a record with the claim that it brought before: say what differs, or bring the claim back."""
    claim = held.claim
    if claim.withdrawn_at is not None:
        line = _withdrawn_by(session, claim)
        if line is not None and line.action != "action.undone":
            return draft.became(Fate.KNOWN, claim.id, f"imported before, and withdrawn by {line.actor} since")
        _bring_back(session, run, draft, new, claim)
        return draft.became(Fate.ADDED, claim.id)
    differs = differences(session, held, draft, new) if draft.claim.get("external_id") else ()
    if not differs:
        return draft.became(Fate.KNOWN, claim.id, "imported before")
    if run.takes_updates and any(each.kept is None for each in differs):
        update(session, run.desk, held, new, differs, run.told)
        if any(each.column == "source" for each in differs):
            _cite_all(session, run, claim.id, draft)
        return draft.became(Fate.UPDATED, claim.id, f"imported before; changed now: {said_of(differs)}", differs)
    hint = "" if run.takes_updates else "; --update takes the file's"
    return draft.became(Fate.KNOWN, claim.id, f"imported before, and differs now: {said_of(differs)}{hint}", differs)


def _withdrawn_by(session: Session, claim: Claim) -> Event | None:
    """Return the line of the log that took a claim away."""
    asked = select(Event).where(Event.claim_id == claim.id, Event.subject == ledger.name_of(claim))
    for line in session.exec(asked.order_by(col(Event.id).desc())):
        if any("withdrawn_at" in change["after"] for change in line.data.get("changes", ())):
            return line
    return None


def _bring_back(session: Session, run: _Import, draft: Draft, new: NewClaim, claim: Claim) -> None:
    """Add a claim again whose import was undone, as the file has it now."""
    tags: dict[str, Any] = {"tags": retag(session, claim.id, add=new.tags, remove=())} if new.tags else {}  # it flushes
    for name, value in new.model_dump(exclude={"tags", "appearance"}).items():
        setattr(claim, name, value)
    claim.withdrawn_at = None
    ledger.record(session, run.desk.actor, "claim.added", claim, at=run.desk.clock(), **tags, **run.told)
    if new.appearance:
        draft.sources.insert(0, {"url": new.appearance, "role": Role.APPEARANCE})
    run.texts[search.digest(claim.text)] = claim.id
    _complete(session, run, draft, claim.id)
    draft.notes.append(f"claim {claim.id} came back: its import had been undone")


def _complete(session: Session, run: _Import, draft: Draft, claim_id: int) -> None:
    """Add a new claim's citations and notes."""
    _cite_all(session, run, claim_id, draft)
    at = run.desk.clock()
    for remark in draft.remarks:
        note = Note(claim_id=claim_id, author=run.desk.actor, text=remark[:MAX_TEXT], at=at)
        ledger.record(session, run.desk.actor, "note.added", note, at=at, claim_id=claim_id, **run.told)


def _cite_all(session: Session, run: _Import, claim_id: int, draft: Draft) -> int:
    """Cite a row's sources; a source that cannot be cited is left out, and the row stays."""
    added = 0
    for source in draft.sources:
        try:
            citations.refuse_private(run.desk, source["url"])
            citations.make_citation(session, run.desk.actor, claim_id, at=run.desk.clock(), told=run.told, **source)
            added += 1
        except InputError as error:
            if "already" not in error.message:
                _leave_out_source(draft, source, error.message)
            else:
                draft.notes.append("a source it cites twice is kept once")
    return added


def _leave_out_source(draft: Draft, source: Mapping[str, Any], why: str) -> None:
    """Name a source that cannot be cited, and the words that go with it."""
    draft.notes.append(f"source left out: {why}")
    draft.left_out.append(LeftOut("url", shortened(source["url"]), why))
    if selector := source.get("selector"):
        draft.leave_out("quote", selector.exact, "its source was left out")
    if comment := source.get("comment"):
        draft.leave_out("comment", comment, "its source was left out")
