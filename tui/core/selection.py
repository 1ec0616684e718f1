"""Marks: which claims the next verb acts on, and as of when each was seen."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Marked:
    """The claims a verb acts on."""

    ids: Sequence[int]
    since: int
    """The newest line of the log that was known when they were seen."""
    later: Mapping[int, int] = field(default_factory=dict)
    """Claims that were seen later."""


class Marks:
    """Picked claims, and all of a list as it stood: a list of a million is kept as it is, and none of it is copied."""

    def __init__(self) -> None:
        self.picked: dict[int, int] = {}
        """Claim to the newest line of the log known when it was marked."""
        self.whole: array[int] = array("q")
        """The list that was marked as a whole."""
        self.since = 0
        """The newest line known when that list was read."""
        self.without: set[int] = set()
        """Claims of it whose mark was taken off again."""
        self.members: frozenset[int] | None = None
        """The same list for looking up, once another one is shown."""

    def __len__(self) -> int:
        return len(self.whole) - len(self.without) + len(self.picked)

    def has(self, claim_id: int, shown: "array[int]") -> bool:
        """Return whether a claim of the list that is shown is marked."""
        if claim_id in self.picked:
            return True
        if not self.whole or claim_id in self.without:
            return False
        return shown is self.whole or claim_id in self.indexed()

    def indexed(self) -> frozenset[int]:
        """Return the whole list for looking up: made when a list that may differ comes, best on another thread."""
        if self.members is None:
            self.members = frozenset(self.whole)
        return self.members

    def turn(self, claim_id: int, shown: "array[int]", seen: int) -> None:
        """Put a mark on a claim, or take it off."""
        if claim_id in self.picked:
            del self.picked[claim_id]
        elif self.has(claim_id, shown):
            self.without.add(claim_id)
        elif claim_id in self.without:
            self.without.remove(claim_id)
        else:
            self.picked[claim_id] = seen

    def add(self, ids: Iterable[int], shown: "array[int]", seen: int) -> None:
        """Put marks on claims."""
        for claim_id in ids:
            if not self.has(claim_id, shown):
                self.turn(claim_id, shown, seen)

    def add_all(self, shown: "array[int]", since: int) -> None:
        """Mark a list as a whole."""
        known = frozenset(shown) if self.picked else frozenset()
        self.picked = {claim_id: seen for claim_id, seen in self.picked.items() if claim_id not in known}
        self.whole, self.since, self.without, self.members = shown, since, set(), None

    def drop_all(self) -> None:
        """Take the marks off a list that was marked as a whole; what was picked one by one stays."""
        self.whole, self.without, self.members = array("q"), set(), None

    def clear(self) -> None:
        """Take all marks off."""
        self.picked = {}
        self.drop_all()

    def taken(self) -> Marked:
        """Return what is marked, and take all marks off."""
        whole: Sequence[int] = self.whole
        if self.without:
            whole = array("q", (each for each in self.whole if each not in self.without))
        ids = whole if not self.picked else array("q", [*self.picked, *whole])
        marked = Marked(ids, self.since if len(whole) else min(self.picked.values(), default=0), self.picked)
        self.clear()
        return marked
