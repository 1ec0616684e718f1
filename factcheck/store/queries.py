"""What lists and screens read: row values, one SELECT each, in pages that start after a key rather than at an offset."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.errors import NotFound
from factcheck.models import (
    Alert,
    Citation,
    CitationCheck,
    Claim,
    ClaimTag,
    Counter,
    Event,
    Note,
    Rating,
    Source,
    SourceCheck,
    Tag,
)
from factcheck.store import filters, mementos, query_plans
from factcheck.store.filters import Filter
from factcheck.store.rows import (
    COUNTED_MAX,
    AlertRow,
    Badges,
    CitationRow,
    ClaimDetail,
    ClaimRow,
    EventRow,
    LookRow,
    MementoRow,
    NoteRow,
    Page,
    Pending,
    Sort,
    current_differences,
)
from factcheck.store.triggers import ATTENTION
from factcheck.vocabulary import LinkState, QuoteState, Status

WORST_LINK = [
    LinkState.DEAD,
    LinkState.SOFT404,
    LinkState.FAILING,
    LinkState.UNREACHABLE,
    LinkState.BLOCKED,
    LinkState.REFUSED,
    LinkState.UNCHECKED,
    LinkState.MOVED,
    LinkState.OK,
]
WORST_QUOTE = [
    QuoteState.ALTERED,
    QuoteState.MISSING,
    QuoteState.DISPLACED,
    QuoteState.UNVERIFIABLE,
    QuoteState.UNCHECKED,
    QuoteState.EXACT,
]


def claim_page(
    session: Session,
    filter_: Filter,
    *,
    me: str,
    sort: Sort = Sort.ATTENTION,
    after: tuple[Any, ...] | None = None,
    limit: int = 50,
) -> Page:
    """Return the claims of a filter, in order, from after a key on."""
    found = query_plans.page(session, filter_, me, sort, after, limit)
    return Page(claim_rows(session, found.ids), found.after)


def claim_ids(session: Session, filter_: Filter, *, me: str, sort: Sort = Sort.ATTENTION) -> "array[int]":
    """Return the numbers of all claims of a filter, in order: eight bytes a claim."""
    return query_plans.ids(session, filter_, me, sort)


def count(session: Session, filter_: Filter, *, me: str, cap: int = COUNTED_MAX) -> int:
    """Return how many claims a filter finds, counting no further than ``cap``."""
    return query_plans.count(session, filter_, me, cap)


def claim_rows(session: Session, ids: Sequence[int]) -> list[ClaimRow]:
    """Return claims as a list shows them, in the order of the numbers; those that are not there are left out."""
    claims = {row.id: row for row in session.execute(sa.select(*_SHOWN).where(col(Claim.id).in_(ids)))}
    tags: dict[int, list[str]] = {}
    tagged = select(ClaimTag.claim_id, Tag.name).join(Tag, col(Tag.id) == ClaimTag.tag_id)
    for claim_id, name in session.exec(tagged.where(col(ClaimTag.claim_id).in_(ids)).order_by(Tag.name)):
        tags.setdefault(claim_id, []).append(name)
    cited: dict[int, list[tuple[LinkState, QuoteState | None, datetime | None]]] = {}
    ties = select(Citation.claim_id, Source.state, Citation.quote_state, Source.last_checked_at).join(
        Source, col(Source.id) == Citation.source_id
    )
    for claim_id, *state in session.execute(
        ties.where(col(Citation.claim_id).in_(ids), col(Citation.withdrawn_at).is_(None))
    ):
        cited.setdefault(claim_id, []).append((state[0], state[1], state[2]))
    return [_claim_row(claims[each], tuple(tags.get(each, ())), cited.get(each, [])) for each in ids if each in claims]


_SHOWN: tuple[Any, ...] = (
    *(col(Claim.id), col(Claim.text), col(Claim.standalone), col(Claim.language), col(Claim.claimant)),
    *(col(Claim.claimed_from), col(Claim.claimed_to), col(Claim.status), col(Claim.rating), col(Claim.priority)),
    *(col(Claim.assignee), col(Claim.attention), col(Claim.created_at), col(Claim.updated_at), col(Claim.version)),
)


def _claim_row(
    claim: Any, tags: tuple[str, ...], cited: list[tuple[LinkState, QuoteState | None, datetime | None]]
) -> ClaimRow:
    looks = [look for _, _, look in cited]
    quotes = [quote for _, quote, _ in cited if quote is not None]
    return ClaimRow(
        id=claim.id,
        text=claim.text,
        standalone=claim.standalone,
        language=claim.language,
        claimant=claim.claimant,
        claimed_from=claim.claimed_from,
        claimed_to=claim.claimed_to,
        status=claim.status,
        rating=claim.rating,
        priority=claim.priority,
        assignee=claim.assignee,
        attention=claim.attention,
        tags=tags,
        citations=len(cited),
        link=min((link for link, _, _ in cited), key=WORST_LINK.index, default=None),
        quote=min(quotes, key=WORST_QUOTE.index, default=None),
        checked_at=None if not looks or None in looks else min(look for look in looks if look),
        created_at=claim.created_at,
        updated_at=claim.updated_at,
        version=claim.version,
    )


ALERTS_SHOWN = 100
"""Alerts of one claim that are shown with it."""
LARGEST = 2**63 - 1
"""The largest number a row can have."""


def claim_detail(session: Session, claim_id: int) -> ClaimDetail:
    """Return all about one claim. Raises NotFound."""
    claim = session.get(Claim, claim_id) if abs(claim_id) <= LARGEST else None
    if claim is None or claim.withdrawn_at is not None:
        raise NotFound(f"there is no claim {claim_id}")
    notes = (
        select(Note).where(Note.claim_id == claim_id, col(Note.withdrawn_at).is_(None)).order_by(col(Note.id).desc())
    )
    return ClaimDetail(
        row=claim_rows(session, [claim_id])[0],
        status_why=claim.status_why,
        rating_why=claim.rating_why,
        citations=citation_rows(session, [claim_id]).get(claim_id, []),
        notes=[NoteRow(note.id, note.author, note.text, note.at) for note in session.exec(notes)],
        alerts=alerts_of(session, claim_id),
    )


def citation_rows(session: Session, claim_ids: Sequence[int]) -> dict[int, list[CitationRow]]:
    """Return the citations of claims, by claim, each with the last look at it."""
    cited = (
        select(Citation, Source)
        .join(Source, col(Source.id) == Citation.source_id)
        .where(col(Citation.claim_id).in_(claim_ids), col(Citation.withdrawn_at).is_(None))
        .order_by(col(Citation.role).desc(), col(Citation.id))
    )
    ties = session.exec(cited).all()
    sources = {source.id for _, source in ties}
    looks = {row.source_id: row for row in session.exec(_last_checks(sources))}
    quotes = {row.citation_id: row for row in session.exec(_last_quotes({citation.id for citation, _ in ties}))}
    copies = mementos.of_citations(session, ((row.id, source.id, row.exact) for row, source in ties))
    found: dict[int, list[CitationRow]] = {}
    for citation, source in ties:
        kept = copies.get(citation.id, [])
        row = _citation_row(citation, source, looks.get(source.id), quotes.get(citation.id), kept)
        found.setdefault(citation.claim_id, []).append(row)
    return found


def _last_checks(sources: Iterable[int]) -> Any:
    """Return the query for the newest check of each source: found from the end, however long its history is."""
    of_it = select(SourceCheck.id).where(SourceCheck.source_id == Source.id).order_by(col(SourceCheck.id).desc())
    newest = sa.select(of_it.limit(1).correlate(Source).scalar_subquery()).where(col(Source.id).in_(list(sources)))
    return select(SourceCheck).where(col(SourceCheck.id).in_(newest))


def _last_quotes(citations: Iterable[int]) -> Any:
    """Return the query for what the newest check found of each citation's quote."""
    of_it = (
        select(CitationCheck.id)
        .where(CitationCheck.citation_id == Citation.id)
        .order_by(col(CitationCheck.source_check_id).desc())
    )
    newest = sa.select(of_it.limit(1).correlate(Citation).scalar_subquery())
    return select(CitationCheck).where(col(CitationCheck.id).in_(newest.where(col(Citation.id).in_(list(citations)))))


def _citation_row(
    citation: Citation,
    source: Source,
    look: SourceCheck | None,
    quote: CitationCheck | None,
    kept: Sequence[MementoRow],
) -> CitationRow:
    best = mementos.best(kept)
    found_text, differences = current_differences(
        citation.quote_state, citation.pending_outcome, quote.text if quote else None, quote.diff if quote else None
    )
    return CitationRow(
        id=citation.id,
        claim_id=citation.claim_id,
        source_id=source.id,
        role=citation.role,
        stance=citation.stance,
        url=source.url,
        title=source.title,
        exact=citation.exact,
        prefix=citation.prefix,
        suffix=citation.suffix,
        comment=citation.comment,
        link=source.state,
        link_since=source.state_since,
        strikes=source.memory_strikes,
        reason=look.reason if look else None,
        http_status=look.http_status if look else None,
        final_url=look.final_url if look else None,
        error=look.error if look else None,
        quote_state=citation.quote_state,
        quote_since=citation.quote_since,
        pending=citation.pending_outcome,
        found_text=found_text,
        diff=differences,
        checked_at=source.last_checked_at,
        next_check_at=source.next_check_at,
        memento=best.url if best else None,
        mementos=tuple(kept),
        version=citation.version,
    )


def alerts(
    session: Session,
    filter_: Filter,
    *,
    me: str,
    open_only: bool = True,
    limit: int = 200,
    before_id: int | None = None,
) -> list[AlertRow]:
    """Return the alerts of the claims of a filter, the newest first."""
    numbers = query_plans.alert_ids(session, filter_, me, open_only=open_only, limit=limit, before_id=before_id)
    asked = (
        select(Alert, Claim.text, Source, Citation.exact)
        .join(Claim, col(Claim.id) == Alert.claim_id)
        .join(Citation, col(Citation.id) == Alert.citation_id)
        .join(SourceCheck, col(SourceCheck.id) == Alert.source_check_id)
        .join(Source, col(Source.id) == SourceCheck.source_id)
        .where(col(Alert.id).in_(numbers))
        .order_by(col(Alert.id).desc())
    )
    found = session.exec(asked).all()
    copies = mementos.of_citations(
        session, ((alert.citation_id, source.id, exact) for alert, _, source, exact in found)
    )
    looks = _looks(session, [row[0] for row in found])
    return [
        AlertRow(
            id=alert.id,
            claim_id=alert.claim_id,
            claim_text=text,
            citation_id=alert.citation_id,
            url=source.url,
            kind=alert.kind,
            before=alert.state_before,
            after=alert.state_after,
            rule=alert.rule,
            detail=alert.detail,
            opened_at=alert.opened_at,
            resolved_at=alert.resolved_at,
            resolved_by=alert.resolved_by,
            resolution=alert.resolution,
            quote=exact,
            looks=tuple(
                looks[alert.citation_id, each] for each in _rests_on(alert) if (alert.citation_id, each) in looks
            ),
            memento=mementos.best(copies.get(alert.citation_id, ())),
        )
        for alert, text, source, exact in found
    ]


def _rests_on(alert: Alert) -> list[int]:
    """Return the looks an alert rests on; of one that is older than that was kept, the last."""
    return alert.checks or [alert.source_check_id]


def _looks(session: Session, found: Sequence[Alert]) -> dict[tuple[int, int], LookRow]:
    """Return the looks that alerts rest on, by citation and number."""
    wanted = sorted({each for alert in found for each in _rests_on(alert)})
    checks: dict[int, SourceCheck] = {}
    quotes: dict[tuple[int, int], str] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        checks |= {row.id: row for row in session.exec(select(SourceCheck).where(col(SourceCheck.id).in_(some)))}
        asked = select(CitationCheck).where(col(CitationCheck.source_check_id).in_(some))
        quotes |= {(row.citation_id, row.source_check_id): str(row.quote) for row in session.exec(asked)}
    return {
        (alert.citation_id, each): LookRow(
            id=each,
            at=check.at,
            link=check.link,
            reason=check.reason,
            http_status=check.http_status,
            quote=quotes.get((alert.citation_id, each)),
        )
        for alert in found
        for each in _rests_on(alert)
        if (check := checks.get(each)) is not None
    }


def pending_quotes(session: Session, filter_: Filter, *, me: str) -> list[Pending]:
    """Return the findings about quotes that wait for a second look, the longest waiting first."""
    numbers = query_plans.pending_ids(session, filter_, me)
    waiting = (col(Citation.claim_id), col(Citation.pending_outcome), col(Citation.pending_since))
    columns = (col(Citation.id), *waiting, col(Source.url), col(Source.next_check_at))
    found: dict[int, Pending] = {}
    for start in range(0, len(numbers), 500):
        asked: Any = sa.select(*columns).join(Source, col(Source.id) == Citation.source_id)
        for number, claim_id, outcome, since, url, due in session.execute(
            asked.where(col(Citation.id).in_(numbers[start : start + 500]))
        ):
            found[number] = Pending(number, claim_id, url, outcome, since, due)
    return [found[number] for number in numbers if number in found]


def events(
    session: Session, claim_id: int | None = None, *, limit: int = 50, before_id: int | None = None
) -> list[EventRow]:
    """Return lines of the log, the newest first, of one claim or of the desk."""
    asked = select(Event).order_by(col(Event.id).desc()).limit(limit)
    if claim_id is not None:
        asked = asked.where(Event.claim_id == max(-LARGEST, min(claim_id, LARGEST)))
    if before_id is not None:
        asked = asked.where(col(Event.id) < before_id)
    return [_event_row(event) for event in session.exec(asked)]


def events_since(session: Session, event_id: int) -> list[EventRow]:
    """Return the lines after one, in order: what others did meanwhile."""
    asked = select(Event).where(col(Event.id) > event_id).order_by(col(Event.id)).limit(1000)
    return [_event_row(event) for event in session.exec(asked)]


def last_event_id(session: Session) -> int:
    """Return the number of the newest line; 0: the log is empty."""
    return int(session.execute(select(sa.func.coalesce(sa.func.max(Event.id), 0))).scalar_one())


def _event_row(event: Event) -> EventRow:
    return EventRow(
        event.id, event.at, event.actor, event.action, event.subject, event.claim_id, event.data, event.hash
    )


def badges(session: Session) -> Badges:
    """Return how many claims each badge stands for, from the counters."""
    values = dict(session.execute(select(Counter.name, Counter.value)).all())
    return Badges(**{str(status): values.get(str(status), 0) for status in Status}, attention=values.get(ATTENTION, 0))


def scale(session: Session) -> list[Rating]:
    """Return the steps of the desk's rating scale, in order."""
    return list(session.exec(select(Rating).order_by(col(Rating.position))))


def rating_whys(session: Session, ids: Sequence[int]) -> dict[int, str | None]:
    """Return the reasons of claims' ratings, by claim."""
    return dict(session.execute(select(Claim.id, Claim.rating_why).where(col(Claim.id).in_(ids))).all())


def alerts_of(session: Session, claim_id: int) -> list[AlertRow]:
    """Return a claim's open alerts, the newest first."""
    return open_alerts(session, [claim_id]).get(claim_id, [])


def open_alerts(session: Session, claim_ids: Sequence[int]) -> dict[int, list[AlertRow]]:
    """Return the open alerts of claims, the newest first, by claim; of each no more than ALERTS_SHOWN."""
    if not claim_ids:
        return {}
    asked = Filter((filters.Term("id", tuple(map(str, claim_ids))),))
    found: dict[int, list[AlertRow]] = {}
    for row in alerts(session, asked, me="", limit=ALERTS_SHOWN * len(claim_ids)):
        found.setdefault(row.claim_id, []).append(row)
    return {claim_id: rows[:ALERTS_SHOWN] for claim_id, rows in found.items()}
