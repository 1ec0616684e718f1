"""The schema's revisions that are known here, by the names of the migrations."""

import re

from factcheck.resources import folder


def known() -> set[str]:
    """Return the revisions; migrations are named by number, so that Alembic need not be asked."""
    names = (path.name for path in (folder("migrations") / "versions").glob("*.py"))
    return {match[1] for name in names if (match := re.match(r"(\d{4})_", name))}


def head() -> str:
    """Return the newest revision."""
    return max(known())
