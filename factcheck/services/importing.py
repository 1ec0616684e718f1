"""Claims from files: CSV, JSON Lines and AVeriTeC, with a word about every row.

A broken row stops nothing and is named. The same file again adds nothing: a row's external id is the one it brings, or a
digest of what it says. Rows of one file that say the same are merged into one claim, with all their evidence.
"""

import csv
import hashlib
import io
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from factcheck.errors import InputError
from factcheck.models import Claim
from factcheck.services import citations, housekeeping
from factcheck.services.claims import UNATTRIBUTED, NewClaim, make_claim
from factcheck.services.desk import Desk
from factcheck.services.guards import checked, unrated_to_review
from factcheck.store import ledger, search
from factcheck.store.engine import open_engine
from factcheck.verifier.urls import memento_of
from factcheck.vocabulary import Role, Stance, Status, TextQuoteSelector

BATCH = 200
"""Rows in one transaction."""


class Format(StrEnum):
    """What a file is."""

    AUTO = "auto"
    CSV = "csv"
    JSONL = "jsonl"
    AVERITEC = "averitec"


class Fate(StrEnum):
    """What became of a row."""

    ADDED = "added"
    KNOWN = "known"
    """An earlier import brought it."""
    MERGED = "merged"
    """Another claim says the same; its evidence went there."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of one row."""

    line: int
    """The file's line the row begins at; for a JSON array, the number of its element."""
    fate: Fate
    claim_id: int | None = None
    why: str | None = None
    notes: tuple[str, ...] = ()
    """What was repaired or left out, a sentence each."""


@dataclass(slots=True)
class Draft:
    """A row, read."""

    line: int
    claim: dict[str, Any]
    sources: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: str | None = None


def import_claims(
    desk: Desk, path: str, content: bytes, *, format_: Format = Format.AUTO, dry_run: bool = False
) -> Iterator[ImportedRow]:
    """Bring the rows of a file in, and give what became of each; a dry run brings them into a copy that is thrown away.

    Raises InputError for a file that is none of the formats.
    """
    text = _decoded(path, content)
    kind = _format(path, text) if format_ is Format.AUTO else format_
    match kind:
        case Format.CSV:
            drafts = _from_csv(path, text)
        case Format.JSONL:
            drafts = _from_jsonl(text)
        case _:
            drafts = _from_averitec(path, text)
    if not dry_run:
        yield from _bring_in(desk, kind, drafts)
        return
    with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
        copy = Path(folder) / "desk.db"
        housekeeping.backup(desk, copy)
        with open_engine(str(copy)) as engine:
            yield from _bring_in(replace(desk, engine=engine), kind, drafts)


def _bring_in(desk: Desk, kind: Format, drafts: Iterator[Draft]) -> Iterator[ImportedRow]:
    waiting = list(drafts)
    seen: dict[str, int] = {}
    for start in range(0, len(waiting), BATCH):
        with desk.write() as session:
            rows = [_one(session, desk, kind, draft, seen) for draft in waiting[start : start + BATCH]]
            ledger.finish(session)
        yield from rows


def _one(session: Session, desk: Desk, kind: Format, draft: Draft, seen: dict[str, int]) -> ImportedRow:
    if draft.broken:
        return ImportedRow(draft.line, Fate.BROKEN, why=draft.broken, notes=tuple(draft.notes))
    own = draft.claim.get("external_id")
    said = json.dumps([draft.claim, draft.sources], sort_keys=True, default=str)
    external_id = f"{kind}:{own or hashlib.sha256(said.encode()).hexdigest()[:24]}"
    known = session.exec(select(Claim.id).where(Claim.external_id == external_id)).first()
    if known is not None and external_id not in seen:
        return ImportedRow(draft.line, Fate.KNOWN, known, "imported before", tuple(draft.notes))
    digest = search.digest(str(draft.claim.get("text", "")))
    with session.begin_nested() as savepoint:
        try:
            fields, held_back = unrated_to_review(draft.claim)
            new = checked(NewClaim, **{**fields, "external_id": external_id})
            twin = seen.get(digest) or _brought_before(session, kind, digest)
            claim_id = twin or make_claim(session, desk.actor, new, desk.clock()).id
            added = _cite_all(session, desk, claim_id, draft)
        except InputError as error:
            savepoint.rollback()
            return ImportedRow(draft.line, Fate.BROKEN, why=error.message, notes=tuple(draft.notes))
    if twin:
        fate = Fate.MERGED if added or twin in seen.values() else Fate.KNOWN
        told = f"says the same as claim {twin}; {added} of its sources were new there"
        return ImportedRow(draft.line, fate, twin, told, tuple(draft.notes))
    draft.notes += held_back
    seen[digest] = seen[external_id] = claim_id
    return ImportedRow(draft.line, Fate.ADDED, claim_id, notes=tuple(draft.notes))


def _brought_before(session: Session, kind: Format, digest: str) -> int | None:
    """Return the claim of an earlier import that says the same."""
    said = select(Claim.id, Claim.external_id).where(Claim.text_digest == digest)
    return next((id_ for id_, name in session.exec(said) if name and name.startswith(f"{kind}:")), None)


def _cite_all(session: Session, desk: Desk, claim_id: int, draft: Draft) -> int:
    """Cite a row's sources; a source that cannot be cited is a note, not the end of the row."""
    added = 0
    for source in draft.sources:
        try:
            citations.refuse_private(desk, source["url"])
            citations.make_citation(session, desk.actor, claim_id, at=desk.clock(), **source)
            added += 1
        except InputError as error:
            if "already" not in error.message:
                draft.notes.append(f"source left out: {error.message}")
            else:
                draft.notes.append("a source it cites twice is kept once")
    return added


def _decoded(path: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path} is no text; save it as UTF-8")


def _format(path: str, text: str) -> Format:
    start = text.lstrip()[:1]
    if start == "[":
        return Format.AVERITEC
    if start == "{":
        return Format.JSONL
    if Path(path).suffix.lower() == ".json":
        raise InputError(f"{path} is no JSON list of claims and no JSON Lines")
    return Format.CSV


ALIASES = {
    "text": ("text", "claim", "claim_text", "statement", "claimreviewed"),
    "claimant": ("claimant", "speaker", "author", "who"),
    "on": ("on", "date", "claim_date", "claimed_on", "claimdate"),
    "url": ("url", "urls", "source", "source_url", "link", "evidence"),
    "quote": ("quote", "exact"),
    "rating": ("rating", "verdict", "label"),
    "why": ("why", "justification", "reason"),
    "status": ("status",),
    "tags": ("tags", "tag"),
    "language": ("language", "lang"),
    "external_id": ("id", "external_id"),
    "standalone": ("standalone",),
    "appearance": ("appearance", "appearance_url", "original_claim_url"),
    "stance": ("stance",),
}


def _from_csv(path: str, text: str) -> Iterator[Draft]:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
    except csv.Error as error:
        raise InputError(f"{path} is no CSV: {error}") from None
    columns = {name: next((header.index(a) for a in known if a in header), None) for name, known in ALIASES.items()}
    if columns["text"] is None:
        raise InputError(f"{path} has no column text or claim; its header is {', '.join(header[:12]) or 'empty'}")
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Draft(line, {}, broken=f"no CSV: {error}")
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            at = {name: row[i].strip() for name, i in columns.items() if i is not None and i < len(row)}
            yield _draft(line, {name: value for name, value in at.items() if value})


def _from_jsonl(text: str) -> Iterator[Draft]:
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: U+2028 may stand in a string
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Draft(number, {}, broken=f"no JSON: {error}")
            continue
        if not isinstance(value, dict):
            yield Draft(number, {}, broken="a line must be a JSON object")
            continue
        given = {key.casefold(): item for key, item in value.items() if item not in (None, "", [])}
        yield _draft(number, {name: given[a] for name, known in ALIASES.items() for a in known if a in given})


def _draft(line: int, given: dict[str, Any]) -> Draft:
    """Return a row of CSV or JSON Lines as a draft."""
    draft = Draft(line, {})
    if not isinstance(given.get("text"), str):
        draft.broken = "the row has no claim: its text is empty"
        return draft
    names = ("text", "claimant", "language", "external_id", "standalone", "appearance", "status")
    draft.claim = {name: str(given[name]).strip() for name in names if name in given}
    tags = given.get("tags", ())
    draft.claim["tags"] = tuple(re.split(r"[\s,;]+", tags) if isinstance(tags, str) else map(str, tags))
    _rate(draft, given.get("rating"), given.get("why"))
    _date(draft, given.get("on"))
    urls = given.get("url", ())
    for url in re.split(r"\s+", urls) if isinstance(urls, str) else urls:
        _source(draft, str(url), given.get("quote"), given.get("stance"))
    return draft


RATINGS = {
    "refuted": "false",
    "supported": "true",
    "not enough evidence": "unproven",
    "conflicting evidence/cherrypicking": "mixed",
}
"""Labels of AVeriTeC and the desk's step for each; no label is mapped by its beginning."""


def _rate(draft: Draft, label: Any, why: Any) -> None:
    if not label:
        return
    key = RATINGS.get(str(label).strip().casefold(), str(label).strip().casefold().replace(" ", "-"))
    draft.claim["rating"] = key
    reason = str(why).strip() if why else ""
    draft.claim["rating_why"] = reason or f"rated {label!s} where it was imported from"


def _date(draft: Draft, value: Any) -> None:
    if not value:
        return
    text = str(value).strip()
    day = re.fullmatch(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})", text)
    iso = re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?", text)
    match = day or iso
    try:
        found = date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    except ValueError:
        found = None
    if found is None:
        draft.notes.append(f"the date {text[:40]!r} is no day (day-month-year or ISO), and was left out")
        return
    draft.claim["claimed_from"] = draft.claim["claimed_to"] = found


def _source(draft: Draft, url: str, quote: Any = None, stance: Any = None, comment: str | None = None) -> None:
    address = url.strip().strip("\u200e\u200f\ufeff")
    if not address:
        return
    if not re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE) and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", address):
        draft.notes.append(f"{address[:60]} has no scheme; https:// was put before it")
        address = "https://" + address
    named = str(stance).casefold() if stance else None
    if named is not None and named not in set(Stance):
        draft.notes.append(f"the stance {named[:40]!r} is none of {', '.join(Stance)}, and was left out")
        named = None
    draft.sources.append(
        {
            "url": address,
            "selector": TextQuoteSelector(str(quote)) if quote else None,
            "stance": Stance(named) if named else None,
            "comment": comment,
        }
    )


def _from_averitec(path: str, text: str) -> Iterator[Draft]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON: {error}") from None
    if not isinstance(rows, list) or not any(isinstance(row, dict) and "claim" in row for row in rows):
        raise InputError(f"{path} is no AVeriTeC file: a JSON list of objects with a claim")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not isinstance(row.get("claim"), str) or not row["claim"].strip():
            yield Draft(number, {}, broken="the row has no claim")
        else:
            yield _averitec_row(number, row)


def _averitec_row(number: int, row: dict[str, Any]) -> Draft:
    draft = Draft(
        number, {"text": row["claim"].strip(), "language": "en", "status": Status.INBOX, "tags": ("averitec",)}
    )
    speaker = str(row.get("speaker") or "").strip(" \u200e\u200f")
    if not speaker:
        draft.notes.append("no speaker")
    draft.claim["claimant"] = speaker or UNATTRIBUTED
    _rate(draft, row.get("label"), row.get("justification"))
    _date(draft, row.get("claim_date"))
    if (made_at := str(row.get("original_claim_url") or "").strip()) and made_at != "Metadata":
        _source(draft, made_at)
        draft.sources[-1]["role"] = Role.APPEARANCE
        draft.sources[-1]["stance"] = None
    for question in row.get("questions") or ():
        for answer in question.get("answers") or ():
            _averitec_answer(draft, str(question.get("question") or ""), answer)
    return draft


def _averitec_answer(draft: Draft, question: str, answer: dict[str, Any]) -> None:
    """Take an answer's source: live or archived, or both, in which case the archived one is its memento."""
    live, kept = (str(answer.get(name) or "").strip() for name in ("source_url", "cached_source_url"))
    if live == "Metadata":
        draft.notes.append("a source that is the claim itself (Metadata) is no link")
        return
    if not live and not kept:
        draft.notes.append("an answer without a source")
        return
    comment = f"{question.strip()} {str(answer.get('answer') or '').strip()}".strip()[:2000] or None
    chosen = live or kept
    _source(draft, chosen, comment=comment)
    archived = memento_of(kept) if kept and kept != live else None
    if archived:
        draft.sources[-1]["memento"] = kept
    elif kept and kept != live:
        draft.notes.append(f"an archived copy elsewhere is kept by its address: {kept[:80]}")
        draft.sources[-1]["memento"] = kept


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file, counted."""

    fates: Counter[str]
    notes: Counter[str]


def report(rows: list[ImportedRow]) -> ImportReport:
    """Return what became of a file, counted by fate and by kind of note."""
    kinds = (
        re.sub(r"(?:'[^']*'|\"[^\"]*\"|\S*[./]\S+\.\S*|https?:\S+)", "…", note) for row in rows for note in row.notes
    )
    return ImportReport(Counter(str(row.fate) for row in rows), Counter(kinds))
