"""Sessions on which the read model's queries run too, inside the session's transaction."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from factcheck.models import Claim
from factcheck.store.claim_columns import match_text, search_text, text_digest

_NOTHING: Mapping[str, Any] = {}


class DeskSession(Session):
    """A session that is also a :class:`~factcheck.store.row_source.RowSource`.

    Its queries see what was flushed. Objects that were changed and not flushed are not written for them.
    """

    def select(self, sql: str, values: Mapping[str, Any] = _NOTHING, /) -> Sequence[sa.RowMapping]:
        """Return all rows of a statement."""
        return self.connection().exec_driver_sql(sql, dict(values)).mappings().all()

    def stream(self, sql: str, values: Mapping[str, Any] = _NOTHING, /) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement as the driver returns them: a walk sees thousands, and shows few."""
        result = self.connection().exec_driver_sql(sql, dict(values))
        cursor: Any = result.cursor
        try:
            yield from cursor
        except sqlite3.Error as error:
            raise OperationalError(sql, None, error) from error
        finally:
            result.close()


@sa.event.listens_for(Claim, "before_insert")
@sa.event.listens_for(Claim, "before_update")
def _set_search_text(_mapper: object, _connection: object, claim: Claim) -> None:
    """Update what search reads whenever the wording of a claim is written."""
    claim.search_text = search_text(claim.text, claim.standalone, claim.claimant)
    claim.text_digest = text_digest(claim.text)
    claim.match_text = match_text(claim.text, claim.standalone, claim.claimant)
