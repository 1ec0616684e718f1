"""Finds the claims that a claim was merged into, and those that were merged into it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.models import Claim


def canonical_claim(session: Session, claim: Claim) -> Claim:
    """Return the claim that a claim was merged into, or itself."""
    return path_to_canonical(session, claim)[-1]


def path_to_canonical(session: Session, claim: Claim) -> list[Claim]:
    """Return a claim, the claim that it was merged into, and so on; the last is the canonical one."""
    path = [claim]
    while path[-1].merged_into is not None:
        path.append(session.get_one(Claim, path[-1].merged_into))
    return path


def merged_below(claim_id: int) -> Any:
    """Return a query for the numbers of the claims that were merged into a claim, directly or by way of another one."""
    below = sa.select(col(Claim.id).label("id")).where(col(Claim.merged_into) == claim_id).cte(recursive=True)
    below = below.union_all(sa.select(col(Claim.id)).where(col(Claim.merged_into) == below.c.id))
    return sa.select(below.c.id)


def with_merged(session: Session, claim_id: int) -> Sequence[int]:
    """Return the numbers of a claim and of all claims that were merged into it."""
    return [
        claim_id,
        *session.execute(select(col(Claim.id)).where(col(Claim.id).in_(merged_below(claim_id)))).scalars(),
    ]
