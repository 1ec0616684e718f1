"""Reserved letters: undo has its key everywhere, so that the rating unproven gets another letter.

Revision ID: 0007
Revises: 0005
"""

from string import ascii_lowercase

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

RESERVED = frozenset("uUq?:")
"""The letters that mean the same in every list."""
rating = sa.table("rating", sa.column("key", sa.String), sa.column("hotkey", sa.String))


def upgrade() -> None:
    """Give unproven the letter p, or another free one; a letter that a desk chose itself stays."""
    connection = op.get_bind()
    letters = dict(connection.execute(sa.select(rating.c.key, rating.c.hotkey)).all())
    if letters.get("unproven") == "u":
        taken = RESERVED | set(letters.values())
        free = next(each for each in ("p", *"unproven", *ascii_lowercase) if each not in taken)
        _give("unproven", free)


def downgrade() -> None:
    """Give it the letter u again, where that is free."""
    letters = dict(op.get_bind().execute(sa.select(rating.c.key, rating.c.hotkey)).all())
    if letters.get("unproven") == "p" and "u" not in letters.values():
        _give("unproven", "u")


def _give(key: str, letter: str) -> None:
    op.get_bind().execute(rating.update().where(rating.c.key == key).values(hotkey=letter))
