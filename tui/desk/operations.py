"""Operations of the keys, through the services. Loaded when the first is needed."""

import gc
import sqlite3
import sys
from array import array
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from factcheck.errors import InputError
from factcheck.matching.aliases import Aliases
from factcheck.matching.differences import compare
from factcheck.services.captures.comparison import Comparison, compare_versions
from factcheck.services.captures.reader import Subject, SubjectKind
from factcheck.services.captures.source_status import StoredSource, stored_source
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, bulk_edit, citations, claims, duplicates, saved_filters, undo_redo
from factcheck.services.editing.accepted_wording import NewWording
from factcheck.services.editing.bulk_edit import BulkResult
from factcheck.services.editing.validation import validated
from factcheck.services.matching import ClaimMatch, find_matches
from factcheck.services.matching.aliases import load_aliases
from factcheck.services.matching.vectors import make_vectors_of
from factcheck.services.pacing import Progress
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.store.filters import Filter
from factcheck.store.interruption import Interruption
from factcheck.store.rows import COUNTED_MAX, Page
from factcheck.vocabulary import Role, Stance

from ..core import empty_states
from ..core.selection import Marked
from .check_progress import CheckProgress

if TYPE_CHECKING:
    from factcheck.services.articles.values import ChosenStatement, Ingested, OfferedStatement, ReadArticle
    from factcheck.spotting.values import Candidate
    from factcheck.store.sessions import DeskSession

    from .article_reads import Offer
    from .background_loop import BackgroundLoop
    from .live_checks import QuotePreviewer

APPEARANCE = "appearance"
VECTORS_MAX_SECONDS = 0.5
"""Time for the vectors of claims that were just stored, where an encoder is installed."""
MATCHES_SHOWN = 9
"""Tracked claims that are shown beside a text."""


@dataclass(frozen=True, slots=True)
class Operations:
    """A reviewer's operations on a desk. A mistake of the reviewer is raised as FactcheckError."""

    desk: Desk
    settings: Settings
    hosts: dict[str, float] = field(default_factory=dict)
    """When each host can be fetched from again for the preview of a citation."""

    def rate(self, claim_id: int, rating: str, why: str, version: int | None) -> int:
        """Rate a claim, and return its new version."""
        return claims.rate_claim(self.desk, claim_id, rating, why, version=version)

    def rate_many(self, marked: Marked, rating: str, why: str, progress: Progress) -> BulkResult:
        """Rate many claims alike."""
        return bulk_edit.rate_many(self.desk, marked.ids, rating, why, _seen(marked), progress)

    def note_many(self, marked: Marked, text: str, progress: Progress) -> BulkResult:
        """Add a note to many claims."""
        return bulk_edit.note_many(self.desk, marked.ids, text, progress)

    def edit_many(self, marked: Marked, progress: Progress, **given: Any) -> BulkResult:
        """Change many claims alike."""
        return bulk_edit.edit_many(self.desk, marked.ids, validated(claims.ClaimEdit, **given), _seen(marked), progress)

    def is_others(self, claim_id: int, since: int) -> bool:
        """Return whether another reviewer changed a claim after an event."""
        meanwhile = bulk_edit.ConcurrentChanges(self.desk.actor, since)
        with self.desk.read() as session:
            meanwhile.read(session)
        return claim_id in meanwhile.found

    def note(self, claim_id: int, text: str) -> None:
        """Add a note."""
        claims.add_note(self.desk, claim_id, text)

    def edit(self, claim_id: int, version: int | None, **given: Any) -> int:
        """Change a claim, and return its new version."""
        edited = claims.edit_claim(self.desk, claim_id, validated(claims.ClaimEdit, **given), version=version)
        make_vectors_of(self.desk, [claim_id], VECTORS_MAX_SECONDS)
        return edited

    def add(self, **given: Any) -> int:
        """Add a claim, and return its id."""
        claim_id = claims.add_claim(self.desk, validated(claims.NewClaim, **given))
        make_vectors_of(self.desk, [claim_id], VECTORS_MAX_SECONDS)
        return claim_id

    def cite(self, claim_id: int, url: str, quote: str, stance: str, comment: str) -> citations.Cited:
        """Cite a source."""
        made = stance == APPEARANCE
        return citations.cite(
            self.desk,
            claim_id,
            url,
            quote=quote or None,
            stance=None if made else Stance(stance),
            role=Role.APPEARANCE if made else Role.EVIDENCE,
            comment=comment or None,
        )

    def merge(self, claim_id: int, into: int, version: int | None) -> duplicates.Relinked:
        """Merge a claim into another one that says the same."""
        return duplicates.merge(self.desk, claim_id, into, version=version)

    def split(self, claim_id: int) -> duplicates.Relinked:
        """Split a claim from the one that it was merged into."""
        return duplicates.split(self.desk, claim_id)

    def matches(
        self, text: str, language: str | None, exclude: Collection[int], said: str | None = None
    ) -> list[ClaimMatch]:
        """Return tracked claims that may say the same as a text; ``said`` is compared with them in its place, if given."""
        found = find_matches(self.desk, text, count=MATCHES_SHOWN, language=language, exclude=exclude)
        if said is None:
            return found
        aliases = load_aliases(self.desk)
        return [_compared(said, match, aliases) for match in found]

    def encoder_complaint(self) -> str | None:
        """Return why claims are compared by their words alone, the first time that it is asked for; None afterwards."""
        return self.desk.encoding.complaint()

    def undo(self, progress: Progress) -> undo_redo.Undone:
        """Undo the reviewer's last action, and return it."""
        return undo_redo.undo(self.desk, progress=progress)

    def redo(self, progress: Progress) -> undo_redo.Undone:
        """Redo the action that was undone last, and return it."""
        return undo_redo.redo(self.desk, progress=progress)

    def acceptance(self, claim_id: int, alert_id: int | None) -> tuple[NewWording, int]:
        """Return the new wording of an alert, else of the claim's newest one, and the number of its other open alerts."""
        number, others = (alert_id, 0) if alert_id else self.newest_alert(claim_id)
        return alerts.acceptance(self.desk, number), others

    def accept(self, seen: NewWording, stance: str | None, why: str | None) -> alerts.Accepted:
        """Accept the wording that the reviewer saw."""
        named = Stance(stance) if stance else None
        return alerts.accept(self.desk, seen.alert_id, stance=named, note=why, seen=seen)

    def replace_link(self, alert_id: int, url: str | None) -> str:
        """End an alert by another link, and return its address."""
        return alerts.replace_link(self.desk, alert_id, url).url

    def dismiss(self, alert_id: int) -> str:
        """End an alert as a false alarm."""
        alerts.dismiss(self.desk, alert_id)
        return ""

    def withdraw(self, alert_id: int) -> str:
        """End an alert by withdrawing its citation."""
        alerts.withdraw(self.desk, alert_id)
        return ""

    def reopen(self, alert_id: int) -> str:
        """End an alert by reopening its claim."""
        alerts.reopen(self.desk, alert_id)
        return ""

    def comparison(self, citation_id: int) -> Comparison:
        """Return what changed between the versions of a citation's source. Raises NotFound, DeskError."""
        return compare_versions(self.desk, Subject(SubjectKind.CITATION, citation_id))

    def stored_version(self, citation_id: int) -> StoredSource:
        """Return the state and the stored version of a citation's source. Raises NotFound, DeskError."""
        return stored_source(self.desk, citation_id)

    def newest_alert(self, claim_id: int) -> tuple[int, int]:
        """Return a claim's newest open alert, and the number of its others."""
        with self.desk.read() as session:
            opened = queries.alerts_of(session, claim_id)
        if not opened:
            raise InputError(f"claim {claim_id} has no open alert")
        return opened[0].id, len(opened) - 1

    def page(self, filter_: Filter, limit: int, stop: Interruption) -> Page:
        """Return the first claims of a filter, in the queue's order. Raises Interrupted, InputError, DeskError."""
        with self._reading(stop) as session:
            unknown = filters.unknown_rating(filter_, queries.scale(session))
            if unknown:
                raise InputError(f"rating:{unknown} is not on the desk's scale")
            return queries.claim_page(session, filter_, me=self.desk.actor, limit=limit)

    def ids(self, filter_: Filter, stop: Interruption) -> "array[int]":
        """Return the ids of all claims of a filter, in the queue's order. Raises Interrupted, DeskError."""
        with self._reading(stop) as session:
            return queries.claim_ids(session, filter_, me=self.desk.actor)

    def count(self, filter_: Filter, stop: Interruption) -> int:
        """Return the number of claims of a filter, counted to one more than COUNTED_MAX. Raises Interrupted, DeskError."""
        with self._reading(stop) as session:
            return queries.count(session, filter_, me=self.desk.actor, cap=COUNTED_MAX + 1)

    @contextmanager
    def _reading(self, stop: Interruption) -> "Iterator[DeskSession]":
        """Open a session whose statements ``stop`` aborts."""
        with self.desk.read() as session:
            connection = session.connection().connection.driver_connection
            assert isinstance(connection, sqlite3.Connection)
            with stop.over(connection):
                yield session

    def save_filter(self, name: str, text: str) -> None:
        """Save a filter under a name."""
        saved_filters.save_view(self.desk, name, text)

    def remove_filter(self, name: str) -> None:
        """Remove a saved filter."""
        saved_filters.remove_view(self.desk, name)

    def wider(self, asked: Filter, stop: Interruption) -> list[tuple[str, int]]:
        """Return the number of claims of a filter without each of its words. Raises Interrupted, DeskError."""
        return [(word, self.count(each, stop)) for word, each in empty_states.wider(asked)]

    def read_article(self, given: str, pasted: str | None, stop: Interruption) -> "Offer":
        """Read an article, and return its statements. Raises FactcheckError, Interrupted."""
        from .article_reads import read_offer

        return read_offer(self.desk, self.settings, given, pasted, stop)

    def article_matches(
        self,
        statements: "Sequence[OfferedStatement]",
        show: "Callable[[list[OfferedStatement]], None]",
        stop: Interruption,
    ) -> None:
        """Call ``show`` with statements and their matches, a few at a time. Raises Interrupted."""
        from .article_reads import read_matches

        read_matches(self.desk, statements, show, stop)

    def take(self, article: "ReadArticle", chosen: "Sequence[ChosenStatement]") -> "Ingested":
        """File statements of an article as claims."""
        from factcheck.services.articles.taking import take

        taken = take(self.desk, article, chosen)
        added = [each.claim_id for each in taken.statements if each.claim_id is not None]
        make_vectors_of(self.desk, added, VECTORS_MAX_SECONDS)
        return taken

    def reject(self, article: "ReadArticle", candidate: "Candidate", *, rejected: bool) -> None:
        """Reject a statement for its article, or restore it."""
        from factcheck.services.articles.taking import reject, restore

        (reject if rejected else restore)(self.desk, article, candidate)

    async def check_ingested(
        self, article: "ReadArticle", ingested: "Ingested", name: str
    ) -> AsyncGenerator[CheckProgress, None]:
        """Check and capture the article of an ingest, and report the progress."""
        from .article_reads import check_ingested

        async for progress in check_ingested(self.desk, self.settings, article, ingested, name):
            yield progress

    def load_network(self) -> None:
        """Load what a check needs. It takes a moment: never call it in the screen's thread."""
        known = len(sys.modules)
        from . import live_checks  # noqa: F401

        if len(sys.modules) > known:  # frozen garbage is never collected: freeze once only
            gc.freeze()

    def quote_preview(self) -> "BackgroundLoop[QuotePreviewer]":
        """Return the fetcher and checker of a citation that is being written, in a thread of its own."""
        from .background_loop import BackgroundLoop
        from .live_checks import QuotePreviewer

        return BackgroundLoop(lambda: QuotePreviewer(self.desk, self.settings.verify, self.hosts))

    async def check_sources(
        self, which: str, numbers: tuple[int, ...], name: str
    ) -> AsyncGenerator[CheckProgress, None]:
        """Check the sources of claims (``CLAIMS``) or sources (``SOURCES``), and report the progress."""
        from .live_checks import check_sources

        async for progress in check_sources(self.desk, self.settings, which, numbers, name):
            yield progress


def _seen(marked: Marked) -> bulk_edit.SeenRevision:
    return bulk_edit.SeenRevision(marked.since, marked.later)


def _compared(said: str, match: ClaimMatch, aliases: Aliases) -> ClaimMatch:
    compared = compare(said, match.text, aliases)
    return replace(match, relation=compared.relation, differs=compared.differs, tracked=False)
