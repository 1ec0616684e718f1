"""Preparation of rows without the write lock: validation, new database rows, and the JSON of their events."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from factcheck.errors import InputError
from factcheck.models import Citation, Claim, Note, Row
from factcheck.redaction import redact_address
from factcheck.services.desk import Desk
from factcheck.services.editing import citations
from factcheck.services.editing.citations import NewCitation
from factcheck.services.editing.claims import NewClaim, new_claim_columns
from factcheck.services.editing.text_rules import TEXT_MAX_CHARACTERS, storable
from factcheck.services.editing.validation import validated
from factcheck.services.importing.rows import Draft, Format, LeftOut, shortened
from factcheck.services.importing.rules import apply_desk_rules
from factcheck.store import claim_columns, ledger
from factcheck.store.bulk_insert import bulk_insert
from factcheck.store.rows import RatingRow
from factcheck.vocabulary import Role

DUPLICATE_SOURCE_NOTE = "a source that it cites twice is stored once"
"""Note on a row that repeats a source and its quote."""


@dataclass(slots=True)
class ImportRun:
    """The state of one import."""

    desk: Desk
    kind: Format
    takes_updates: bool
    scale: Sequence[RatingRow]
    name: str
    event_data: dict[str, Any] = field(init=False)
    """Data of all its events, by which they are undone together."""
    claims_by_digest: dict[str, int] = field(default_factory=dict)
    """Claims of the rows so far, by the digest of their text."""
    claim_ids: set[int] = field(default_factory=set)
    """Ids of the same claims."""
    tags: dict[str, int] = field(default_factory=dict)
    """Ids of the tags that were needed so far."""
    hosts: dict[str, int] = field(default_factory=dict)
    """Ids of the hosts that were needed so far."""
    chunk_rows: int = 20
    """Number of rows to write together next."""
    rows_by_external_id: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Line and digest of the rows so far, by external id."""

    def __post_init__(self) -> None:
        self.event_data = {"batch": uuid.uuid4().hex, "import": self.name}

    def record_claim(self, digest: str, claim_id: int) -> None:
        """Record that a row of this import became a claim."""
        self.claims_by_digest[digest] = claim_id
        self.claim_ids.add(claim_id)


@dataclass(slots=True)
class Prepared:
    """A row that was validated."""

    draft: Draft
    external_id: str
    digest: str = ""
    new: NewClaim | None = None
    why: str | None = None
    """Why it is broken; None: it can be stored."""


def prepare(run: ImportRun, draft: Draft) -> Prepared:
    """Validate a row by itself, and apply the desk's rules."""
    ready = Prepared(draft, _external_id(run.kind, draft), why=draft.broken)
    if draft.broken:
        return ready
    apply_desk_rules(draft, run.scale)
    ready.digest = claim_columns.text_digest(draft.claim["text"])
    unchecked = (ready.external_id, *draft.remarks, *(source.get("comment") or "" for source in draft.sources))
    try:
        storable("".join(unchecked))
        ready.new = validated(NewClaim, **{**draft.claim, "external_id": ready.external_id})
    except InputError as error:
        ready.why = error.message
    except ValueError as error:
        ready.why = f"the row {error}"
    return ready


def _external_id(kind: Format, draft: Draft) -> str:
    own = draft.claim.get("external_id")
    if own:
        return f"{kind}:{own}"
    content = json.dumps([draft.claim, draft.sources], sort_keys=True, default=str)
    return f"{kind}:{hashlib.sha256(content.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class PlannedCitation:
    """A citation of a new claim, ready to be written except for its keys."""

    new: NewCitation
    row: list[Any] | None
    """None: the claim has the same citation already, and only the memento is new."""
    line: str
    """The data of its event, as JSON."""


@dataclass(frozen=True, slots=True)
class PlannedClaim:
    """A new claim, ready to be written with its citations and notes except for their keys."""

    row: list[Any]
    line: str
    """The data of its event, as JSON."""
    tags: tuple[str, ...]
    citations: list[PlannedCitation]
    notes: list[tuple[list[Any], str]]
    """Each note with the data of its event."""
    side_notes: Draft
    """Notes and omitted values that apply if the claim is written as planned."""


def plan_claim(run: ImportRun, ready: Prepared, at: datetime) -> PlannedClaim:
    """Return the rows to write if the desk has no claim with this text. Raises InputError for a claim that cannot be stored."""
    draft, new, dialect = ready.draft, ready.new, run.desk.engine.dialect
    assert new is not None, "a row that is broken has no plan"
    values = new_claim_columns(new) | {"created_at": at, "updated_at": at}
    derived = {
        "search_text": claim_columns.search_text(new.text, new.standalone, values["claimant"]),
        "match_text": claim_columns.match_text(new.text, new.standalone, values["claimant"]),
        "text_digest": ready.digest,
        "attention": 0,
        "version": 1,
    }
    tags = {"tags": {"added": list(new.tags)}} if new.tags else {}
    side_notes = Draft(draft.line)
    return PlannedClaim(
        bulk_insert(Claim, dialect).bind(values | derived),
        _event_json(run, Claim, values, ("id",), tags),
        tuple(dict.fromkeys(new.tags)),
        list(_plan_citations(run, ready, side_notes, at)),
        [_plan_note(run, remark, at) for remark in draft.remarks],
        side_notes,
    )


def _plan_citations(run: ImportRun, ready: Prepared, side_notes: Draft, at: datetime) -> Iterator[PlannedCitation]:
    """Yield the citations of a claim. A source that cannot be cited is left out, and the row remains."""
    cited: set[tuple[str, Role, str | None]] = set()
    if ready.new and ready.new.appearance:
        new = citations.check_citation(ready.new.appearance, at=at, role=Role.APPEARANCE)
        cited.add(new.words)
        yield _plan_citation(run, new)
    for source in ready.draft.sources:
        try:
            citations.refuse_private(run.desk, source["url"])
            new = citations.check_citation(at=at, **source)
        except InputError as error:
            leave_out_source(side_notes, source, error.message)
            continue
        if new.words in cited:
            side_notes.notes.append(DUPLICATE_SOURCE_NOTE)
            yield PlannedCitation(new, None, "")
        else:
            cited.add(new.words)
            yield _plan_citation(run, new)


def _plan_citation(run: ImportRun, new: NewCitation) -> PlannedCitation:
    line = _event_json(run, Citation, new.columns, ("id", "claim_id", "source_id"), {"url": new.url})
    row = bulk_insert(Citation, run.desk.engine.dialect).bind(new.columns | {"version": 1})
    return PlannedCitation(new, row, line)


def _plan_note(run: ImportRun, remark: str, at: datetime) -> tuple[list[Any], str]:
    note = {"author": run.desk.actor, "text": remark[:TEXT_MAX_CHARACTERS], "at": at}
    return bulk_insert(Note, run.desk.engine.dialect).bind(note), _event_json(run, Note, note, ("id", "claim_id"), {})


def _event_json(
    run: ImportRun, table: type[Row], values: Mapping[str, Any], keys: Sequence[str], data: Mapping[str, Any]
) -> str:
    return ledger.canonical({"changes": [ledger.change_of_new(table, values, keys)], **data, **run.event_data})


def leave_out_source(draft: Draft, source: Mapping[str, Any], why: str) -> None:
    """Report a source that cannot be cited, with its quote and comment."""
    draft.notes.append(f"source left out: {why}")
    draft.left_out.append(LeftOut("url", shortened(redact_address(source["url"])), why))
    if selector := source.get("selector"):
        draft.leave_out("quote", selector.exact, "its source was left out")
    if comment := source.get("comment"):
        draft.leave_out("comment", comment, "its source was left out")
