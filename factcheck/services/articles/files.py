"""Reads the file of an article."""

import re
from pathlib import Path
from typing import BinaryIO

from factcheck.errors import InputError
from factcheck.services.articles.values import ArticleFile

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
FILE_MAX_BYTES = 100_000_000
"""A larger file is not an article."""


def article_file(name: str) -> ArticleFile:
    """Return the file of an article. Raises InputError where it cannot be read, or is too large."""
    if _SCHEME.match(name):
        raise InputError(f"{name} cannot be read: an address begins with http:// or https://")
    try:
        with Path(name).open("rb") as file:
            return read_article_file(name, file)
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None
    except ValueError:
        raise InputError(f"{name} cannot be read: a file name has no NUL character") from None


def read_article_file(name: str, file: BinaryIO) -> ArticleFile:
    """Return what is left in an open file as an article. Raises InputError where it is too large."""
    content = file.read(FILE_MAX_BYTES + 1)
    if len(content) > FILE_MAX_BYTES:
        raise InputError(f"{name} has more than {FILE_MAX_BYTES:,} bytes: it is not an article")
    return ArticleFile(name, content)
