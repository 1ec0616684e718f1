"""Parses 12, claim:12, citation:12, source:7 and addresses."""

import re

from factcheck.errors import InputError
from factcheck.services.captures.reader import Subject, SubjectKind

_NAMED = re.compile(r"(claim|citation|source):(\d{1,18})")


def subject(text: str, bare: SubjectKind) -> Subject:
    """Return the subject of an argument; a bare number is one of ``bare``. Raises InputError."""
    if named := _NAMED.fullmatch(text.strip()):
        return Subject(SubjectKind[named[1].upper()], int(named[2]))
    if re.fullmatch(r"\d{1,18}", text.strip()):
        return Subject(bare, int(text))
    if re.match(r"https?://", text.strip(), re.IGNORECASE):
        return Subject(SubjectKind.URL, url=text.strip())
    forms = "claim:N, citation:N, source:N" if bare is SubjectKind.CLAIM else "citation:N, source:N"
    raise InputError(f"{text[:80]!r} is not a number, {forms} or an address")
