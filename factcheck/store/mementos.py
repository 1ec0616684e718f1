"""Archived copies as lists have them: each with what it is worth to a citation, the best first."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from factcheck.models import Memento, MementoCheck
from factcheck.store.memento_ranking import order, verdict
from factcheck.store.rows import MementoRow


def of_citations(session: Session, cited: Iterable[tuple[int, int, str | None]]) -> dict[int, list[MementoRow]]:
    """Return the copies of citations' sources, by citation, the best first. ``cited``: citation, source, its words."""
    ties = list(cited)
    kept: dict[int, list[Memento]] = {}
    sources = {source_id for _, source_id, _ in ties}
    for memento in session.exec(select(Memento).where(col(Memento.source_id).in_(sources))):
        kept.setdefault(memento.source_id, []).append(memento)
    if not kept:
        return {}
    looks = session.exec(select(MementoCheck).where(col(MementoCheck.citation_id).in_([tie[0] for tie in ties])))
    found = {(look.memento_id, look.citation_id): look for look in looks}
    rows: dict[int, list[MementoRow]] = {}
    for citation_id, source_id, exact in ties:
        copies = [_row(memento, found.get((memento.id, citation_id)), exact) for memento in kept.get(source_id, ())]
        rows[citation_id] = sorted(copies, key=order)
    return rows


def best(rows: Iterable[MementoRow]) -> MementoRow | None:
    """Return the copy that stands in for a source; None: none may."""
    return next((row for row in rows if row.offered), None)


def _row(memento: Memento, look: MementoCheck | None, exact: str | None) -> MementoRow:
    current = look if look and look.exact == exact else None
    return MementoRow(
        url=memento.url,
        at=memento.datetime_,
        verdict=verdict(memento.link, exact, current.quote if current else None),
        link=memento.link,
        reason=current.reason if current else memento.reason,
        found=current.text if current else None,
        digest_holds=memento.digest_holds,
        same_bytes=memento.same_as_check_id is not None,
        checked_at=memento.checked_at,
    )
