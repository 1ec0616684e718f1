"""Reads the file of an article."""

from pathlib import Path

from factcheck.errors import InputError
from factcheck.services.articles.values import ArticleFile

FILE_MAX_BYTES = 100_000_000
"""A larger file is not an article."""


def article_file(name: str) -> ArticleFile:
    """Return the file of an article. Raises InputError where it cannot be read, or is too large."""
    try:
        path = Path(name)
        size = path.stat().st_size
        if size > FILE_MAX_BYTES:
            raise InputError(f"{name} has {size:,} bytes; up to {FILE_MAX_BYTES:,} are read")
        return ArticleFile(name, path.read_bytes())
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None
    except ValueError:
        raise InputError(f"{name} cannot be read: a file name has no NUL character") from None
