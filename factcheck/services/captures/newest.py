"""Finds the newest capture of each source that shows its article."""

from collections.abc import Sequence

from factcheck.store.read_model import sources
from factcheck.store.row_source import RowSource
from factcheck.verifier.scheduling.page_check import EMPTY_TEXT_DIGEST, PreviousText


def shown_articles(source: RowSource, source_ids: Sequence[int]) -> dict[int, PreviousText]:
    """Return the newest capture of each source that shows its article, not a notice or a stub."""
    found = sources.shown_articles(source, source_ids, EMPTY_TEXT_DIGEST)
    return {source_id: PreviousText(digest, text) for source_id, (digest, text) in found.items()}
