"""Marks: the claims that the next command acts on, and the newest event known when each was seen."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Marked:
    """The claims that a command acts on."""

    ids: Sequence[int]
    since: int
    """The newest event that was known when they were seen."""
    later: Mapping[int, int] = field(default_factory=dict)
    """Claims that were seen later."""


class Marks:
    """Claims marked one by one, and a list marked as a whole; the list is not copied, since it can have a million rows."""

    def __init__(self) -> None:
        self.picked: dict[int, int] = {}
        """Claim to the newest event known when it was marked."""
        self.whole: array[int] = array("q")
        """The list that is marked as a whole."""
        self.since = 0
        """The newest event known when that list was read."""
        self.without: set[int] = set()
        """Claims of that list that were unmarked again."""
        self.members: frozenset[int] | None = None
        """The same list as a set, once another list is shown."""

    def __len__(self) -> int:
        return len(self.whole) - len(self.without) + len(self.picked)

    def has(self, claim_id: int, shown: "array[int]") -> bool:
        """Return whether a claim of the shown list is marked."""
        if claim_id in self.picked:
            return True
        if not self.whole or claim_id in self.without:
            return False
        return shown is self.whole or claim_id in self.indexed()

    def indexed(self) -> frozenset[int]:
        """Return the whole list as a set; building it takes long, so call this in another thread first."""
        if self.members is None:
            self.members = frozenset(self.whole)
        return self.members

    def toggle(self, claim_id: int, shown: "array[int]", seen: int) -> None:
        """Mark a claim, or unmark it."""
        if claim_id in self.picked:
            del self.picked[claim_id]
        elif self.has(claim_id, shown):
            self.without.add(claim_id)
        elif claim_id in self.without:
            self.without.remove(claim_id)
        else:
            self.picked[claim_id] = seen

    def add(self, ids: Iterable[int], shown: "array[int]", seen: int) -> None:
        """Mark claims."""
        for claim_id in ids:
            if not self.has(claim_id, shown):
                self.toggle(claim_id, shown, seen)

    def add_all(self, shown: "array[int]", since: int) -> None:
        """Mark a list as a whole."""
        known = frozenset(shown) if self.picked else frozenset()
        self.picked = {claim_id: seen for claim_id, seen in self.picked.items() if claim_id not in known}
        self.whole, self.since, self.without, self.members = shown, since, set(), None

    def drop_all(self) -> None:
        """Unmark the list that is marked as a whole; claims marked one by one stay marked."""
        self.whole, self.without, self.members = array("q"), set(), None

    def clear(self) -> None:
        """Unmark everything."""
        self.picked = {}
        self.drop_all()

    def taken(self) -> Marked:
        """Return the marked claims, and unmark them."""
        whole: Sequence[int] = self.whole
        if self.without:
            whole = array("q", (each for each in self.whole if each not in self.without))
        ids = whole if not self.picked else array("q", [*self.picked, *whole])
        marked = Marked(ids, self.since if len(whole) else min(self.picked.values(), default=0), self.picked)
        self.clear()
        return marked
