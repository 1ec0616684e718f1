"""The search for tracked claims that may say the same as a text, while the text is typed.

It never delays a key: it begins once typing rests, runs in a thread, and only the newest text is searched for.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from textual.timer import Timer

from factcheck.errors import FactcheckError
from factcheck.store.interruption import Interruption

from .background_reads import BackgroundReads
from .gateway import Gateway

if TYPE_CHECKING:
    from factcheck.services.matching.matches import ClaimMatch

REST_SECONDS = 0.25
"""A text is searched for after this time without a key."""
TEXT_MIN_CHARACTERS = 4
"""A shorter text finds anything and nothing."""


class SearchingScreen(Protocol):
    """A screen with a search."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call something after so many seconds."""

    def pass_on(self, stop: Interruption, then: Callable[..., None], *given: Any) -> None:
        """Call something in the screen's thread, from any thread, unless the read is stopped by then."""

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Show a message."""


class MatchSearch:
    """The search of one screen."""

    def __init__(
        self,
        screen: SearchingScreen,
        gateway: Gateway,
        show: "Callable[[Sequence[ClaimMatch] | str], None]",
        failed: Callable[[Exception], None],
    ) -> None:
        """Call ``show`` with what was found, or with the text of an error; ``failed`` with an error in the program."""
        self.screen, self.gateway, self.show = screen, gateway, show
        self.reads = BackgroundReads(failed)
        self.asked: tuple[Any, ...] = ()
        """The newest text with its language and the claims that are left out."""
        self.answered: tuple[Any, ...] = ()
        """The one that what is shown was found for."""
        self.found: Sequence[ClaimMatch] | str = ()
        """The matches that are shown, or the text of an error."""
        self.resting: Timer | None = None
        self.complaint: str | None = None
        """Why claims are compared by their words alone; it is shown with the next answer."""

    @property
    def is_answered(self) -> bool:
        """Whether what is shown was found for the newest text."""
        return self.answered == self.asked

    def ask(
        self,
        text: str,
        *,
        language: str | None = None,
        exclude: Collection[int] = (),
        said: str | None = None,
        seconds: float = REST_SECONDS,
    ) -> None:
        """Search for a text after so many seconds, unless another one is asked for by then.

        ``said`` is what the found claims are compared with, where that is another text.
        """
        asked = (" ".join(text.split()), language, tuple(exclude), said)
        if asked == self.asked:
            return
        self.stop()
        self.asked = asked
        if len(asked[0]) < TEXT_MIN_CHARACTERS:
            self._answer(asked, ())
        elif seconds:
            self.resting = self.screen.set_timer(seconds, self._begin)
        else:
            self._begin()

    def stop(self) -> None:
        """Drop the search under way, and the one that waits; asked for again, the text is searched for."""
        self.asked = self.answered
        if self.resting is not None:
            self.resting.stop()
        self.reads.stop()

    def close(self) -> None:
        """End the search: the screen is closed, and nobody waits for the result."""
        self.stop()
        self.reads.close(0)

    def _begin(self) -> None:
        asked = self.asked
        self.reads.put(lambda stop: self._read(asked, stop))

    def _read(self, asked: tuple[Any, ...], stop: Interruption) -> None:
        """Search, in the thread of the reads."""
        found: Sequence[ClaimMatch] | str
        try:
            operations = self.gateway.operations()
            found = operations.matches(*asked)
            self.complaint = operations.encoder_complaint() or self.complaint
        except FactcheckError as error:
            found = error.message
        self.screen.pass_on(stop, self._answer, asked, found)

    def _answer(self, asked: tuple[Any, ...], found: "Sequence[ClaimMatch] | str") -> None:
        self.answered, self.found = asked, found
        self.show(found)
        if self.complaint:
            self.screen.say(self.complaint, alarm=True)
            self.complaint = None
