"""The values of the services for articles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from factcheck.errors import FactcheckError
from factcheck.spotting.values import Candidate, Found, Reading
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.verifier.http.response import Answer

if TYPE_CHECKING:  # it loads the database library, and spotting needs none
    from factcheck.services.matching import ClaimMatch

STATED = "--lang"
"""The origin of a language that the caller states."""


class UnreadableArticle(FactcheckError):
    """An article cannot be read; the message names it and the reason."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article that is at hand: a file, standard input, or pasted text."""

    name: str
    """The name in messages."""
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """The answer to one request of an article, with its HTTP exchanges, from which its capture is written."""

    answer: Answer
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article that was read, and nothing of it stored."""

    name: str
    """The address or the name of the file that was given."""
    reading: Reading
    """Its text, with what was found out about it; ``reading.url`` is the address that its claims cite."""
    key: str | None
    """The key that all addresses of the article share; None where it has no address."""
    digest: str
    """SHA-256 of the text, as ``sha256:`` and hex."""
    language: Found | None = None
    """Its language as the caller or the page states it, or as the verifier found it in the text."""
    notes: tuple[str, ...] = ()
    """Sentences for the reader about what is uncertain or was left out."""
    pages: Mapping[str, FetchedPage] = field(default_factory=dict, repr=False)
    """The pages that were fetched, by address; none for a file."""


class StatementState(StrEnum):
    """Whether a statement of an article is new to the desk."""

    NEW = "new"
    TAKEN = "taken"
    """It became a claim, or an appearance of one, at an earlier ingest of the article."""
    REJECTED = "rejected"
    """A person rejected it for this article."""


@dataclass(frozen=True, slots=True)
class OfferedStatement:
    """A statement of an article, and what the desk knows about it."""

    candidate: Candidate
    state: StatementState
    claim_id: int | None = None
    """The claim that was made of it, or, for a new statement, the tracked claim with the same words."""
    matches: "tuple[ClaimMatch, ...]" = ()
    """Tracked claims that may say the same, the likeliest first."""


@dataclass(frozen=True, slots=True)
class ChosenStatement:
    """A statement that a person chose for the inbox."""

    candidate: Candidate
    standalone: str | None = None
    """The stand-alone wording, where the person changed it."""
    claim_id: int | None = None
    """A tracked claim that says the same: the statement becomes an appearance of it, not a claim of its own."""


class IngestResult(StrEnum):
    """The result of one statement of an ingest."""

    ADDED = "added"
    """A new claim in the inbox."""
    LINKED = "linked"
    """A tracked claim says the same: the statement is a further appearance of it."""
    KNOWN = "known"
    """An earlier ingest of the article has taken it."""
    REJECTED = "rejected"
    """A person rejected it for this article."""


@dataclass(frozen=True, slots=True)
class IngestedStatement:
    """A statement, and the claim that it became."""

    candidate: Candidate
    result: IngestResult
    claim_id: int | None
    is_cited: bool = False
    """Whether the claim got an appearance: not where the article has no address, or the claim had it before."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """The result of an ingest."""

    article_id: int | None
    """None where nothing was taken and the desk does not have the article."""
    source_id: int | None
    """The source of the appearances; None where the article has no address."""
    statements: tuple[IngestedStatement, ...]

    @property
    def can_be_undone(self) -> bool:
        """Whether a claim or an appearance was added, which an undo withdraws."""
        return any(each.is_cited or each.result is IngestResult.ADDED for each in self.statements)

    def count(self, result: IngestResult) -> int:
        """Return the number of statements with a result."""
        return sum(each.result is result for each in self.statements)
