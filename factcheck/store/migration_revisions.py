"""The revisions of the schema that this version knows, by the file names of the migrations."""

import re

from factcheck.resources import folder


def known() -> set[str]:
    """Return the revisions. Migrations are named by number, so that Alembic need not be loaded."""
    names = (path.name for path in (folder("migrations") / "versions").glob("*.py"))
    return {match[1] for name in names if (match := re.match(r"(\d{4})_", name))}


def head() -> str:
    """Return the newest revision."""
    return max(known())
