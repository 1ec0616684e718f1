"""The fields of the ingest screen: the article that is read, and the wording of a statement."""

from typing import Protocol

from textual import events
from textual.message import Message

from ..core.article_input import is_article_text
from .fields import FIELD_MAX_CHARACTERS, Line
from .text_block import TextBlock

PASTED_MIN_CHARACTERS = 2_000
"""A pasted line that is longer is text, and neither an address nor a path."""
PASTED_MAX_CHARACTERS = 20_000_000
"""More is not an article."""


PLACEHOLDER = "https:// or a file, or paste the text itself"
PLACEHOLDER_ADDRESS = "https://, or nothing"


class ArticleKeys(Protocol):
    """The screen of the field."""

    def read(self) -> None:
        """Read what the field names."""

    def leave_field(self) -> None:
        """Leave, or take the pasted text back."""

    def take_pasted(self, text: str) -> None:
        """Read this text instead of an address or a file."""

    def complete_path(self) -> None:
        """Complete the path as far as it is the only one."""


class ArticleLine(Line):
    """An address or a path. A pasted text is the article itself."""

    def __init__(self, keys: ArticleKeys) -> None:
        super().__init__(id="article-line", compact=True, placeholder=PLACEHOLDER)
        self.keys = keys

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key in its turn."""
        if event.key == "enter":
            self.keys.read()
        elif event.key == "escape":
            self.keys.leave_field()
        elif event.key == "tab":
            self.keys.complete_path()
        elif event.key != "shift+tab":
            super().act_on_key(event)
        return True

    def act_on_paste(self, text: str) -> None:
        """Insert an address or a path; any other text is the article."""
        words = text.strip()
        is_long = len(words) > min(PASTED_MIN_CHARACTERS, FIELD_MAX_CHARACTERS)
        if "\n" in words or "\r" in words or is_long or is_article_text(words):
            self.keys.take_pasted(text)
        else:
            super().act_on_paste(words)


class WordingBlock(TextBlock):
    """The stand-alone wording of a statement: enter accepts it, escape leaves it as it was."""

    class Ended(Message):
        """The wording was accepted, or not: None."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key in its turn."""
        if event.key in {"enter", "ctrl+s"}:
            self.typist.pause_keys()
            self.post_message(self.Ended(" ".join(self.text.split())))
        elif event.key == "escape":
            self.typist.pause_keys()
            self.post_message(self.Ended(None))
        elif event.key not in {"tab", "shift+tab"}:
            return super().act_on_key(event)
        return True
