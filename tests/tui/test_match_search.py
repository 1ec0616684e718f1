"""The search for tracked claims while a text is typed."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any

import pytest

from factcheck.store.interruption import Interruption
from tui.desk.match_search import MatchSearch

SECONDS = 10
FOUND = ("a match",)


class Waiting:
    """A screen, and a desk whose searches wait until they are let go."""

    def __init__(self) -> None:
        self.go, self.shown, self.begun = Event(), Event(), Event()
        self.asked: list[str] = []

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Any:
        raise AssertionError("nothing waits for typing to rest")

    def pass_on(self, stop: Interruption, then: Callable[..., None], *given: Any) -> None:
        stop.check()
        then(*given)
        self.shown.set()

    def operations(self) -> "Waiting":
        return self

    def matches(self, text: str, *_: object) -> Sequence[str]:
        self.asked.append(text)
        self.begun.set()
        assert self.go.wait(SECONDS)
        return FOUND

    def encoder_complaint(self) -> None:
        """Nothing is wrong with the encoder."""


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    waiting = Waiting()
    yield waiting
    waiting.go.set()


def failed(error: Exception) -> None:
    raise error


def test_a_text_whose_search_was_stopped_is_searched_for_again(waiting: Waiting) -> None:
    search = MatchSearch(waiting, waiting, lambda found: None, failed)  # type: ignore[arg-type]  # a desk of its own
    search.ask("the same words", seconds=0)
    assert waiting.begun.wait(SECONDS)
    search.stop()

    search.ask("the same words", seconds=0)
    waiting.go.set()

    assert waiting.shown.wait(SECONDS)
    assert search.is_answered
    assert list(search.found) == list(FOUND)
    search.close()
