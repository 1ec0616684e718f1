"""The statements of an article, and what the reviewer decided about each before they are sent to the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.services.articles.values import ChosenStatement, OfferedStatement, StatementState
from factcheck.spotting.values import Candidate
from factcheck.vocabulary import ClaimKind


@dataclass(slots=True)
class StatementDraft:
    """One statement."""

    offered: OfferedStatement
    is_chosen: bool = False
    wording: str | None = None
    """The stand-alone wording, where the reviewer changed it."""
    linked_id: int | None = None
    """The tracked claim that the statement becomes an appearance of."""

    @property
    def candidate(self) -> Candidate:
        """The statement as it was found."""
        return self.offered.candidate

    @property
    def standalone(self) -> str:
        """The wording that is sent."""
        return self.candidate.standalone if self.wording is None else self.wording

    @property
    def state(self) -> StatementState:
        """Whether the desk has taken it, or rejected it, for this article."""
        return self.offered.state

    @property
    def is_headline(self) -> bool:
        """Whether it is the headline of another story."""
        return self.candidate.kind is ClaimKind.HEADLINE

    @property
    def tracked_id(self) -> int | None:
        """The claim that it becomes an appearance of: the chosen one, else the one that has the same words."""
        return self.linked_id if self.linked_id is not None else self.offered.claim_id

    def refusal(self) -> str:
        """Return why it cannot be sent; empty: it can."""
        if self.state is StatementState.TAKEN:
            return f"claim {self.offered.claim_id} was made of this statement"
        if self.state is StatementState.REJECTED:
            return "the statement is rejected for this article: x restores it"
        if self.is_headline:
            return "this is the headline of another story, and no statement of this article"
        return ""

    def chosen(self) -> ChosenStatement:
        """Return it as it is sent."""
        return ChosenStatement(self.candidate, self.wording, self.linked_id)


def sendable(drafts: Sequence[StatementDraft], cursor: int) -> list[StatementDraft]:
    """Return the chosen statements, or the one under the cursor where none is chosen, in the order of the article."""
    chosen = [each for each in drafts if each.is_chosen] or list(drafts[cursor : cursor + 1])
    return sorted((each for each in chosen if not each.refusal()), key=lambda each: each.candidate.start)
