"""The version of the program that reads and judges pages: it differs whenever an answer could differ."""

import hashlib
import secrets
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

READING_LIBRARIES = ("pypdfium2", "rapidfuzz", "selectolax", "webencodings")
"""Distributions that parse, decode or compare pages. A test compares them with the imports."""
_PACKAGE = Path(__file__).parent.parent
_READERS = (_PACKAGE / "verifier", _PACKAGE / "languages", _PACKAGE / "vocabulary.py")
_SUFFIXES = frozenset({".py", ".toml"})


@cache
def reader_version() -> str:
    """Return a digest of the code and the language data that read and judge pages, and of the libraries they use.

    Nobody has to raise it. Where the program is installed without its source files, or without the metadata of those
    libraries, each process has a version of its own, so that no stored evaluation fits.
    """
    libraries = [f"{name} {_version_of(name)}" for name in READING_LIBRARIES]
    python = [f"python {sys.version_info[:2]}", f"unicode {unicodedata.unidata_version}"]
    return hashlib.sha256("\n".join([source_digest(_READERS), *libraries, *python]).encode()).hexdigest()


def _version_of(library: str) -> str:
    """Return the version of a distribution; a random one if it is installed without its metadata."""
    from importlib import metadata  # it loads slowly, and a run asks for the version after its first answer

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return secrets.token_hex()


def source_digest(places: Iterable[Path]) -> str:
    """Return a digest of the names and contents of the source files in ``places``; a random one if there are none."""
    found = sorted(file for place in places for file in ([place] if place.is_file() else place.rglob("*")))
    files = [file for file in found if file.suffix in _SUFFIXES]
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.name}\n{len(content)}\n".encode() + content)
    return total.hexdigest() if any(file.suffix == ".py" for file in files) else secrets.token_hex()
