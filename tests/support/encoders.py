"""Encoders for tests: one that knows a few words in several languages, and ones that fail."""

import hashlib
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, EntryPoints

import numpy as np
import numpy.typing as npt
import pytest

from factcheck.matching.encoders import GROUP

MEANINGS = {
    "rakete": "missile", "missile": "missile", "projectile": "missile",
    "milch": "milk", "milk": "milk", "lait": "milk",
    "brücke": "bridge", "bridge": "bridge", "puente": "bridge",
    "gesperrt": "closed", "closed": "closed", "cerrado": "closed", "shut": "closed",
}  # fmt: skip


class WordEncoder:
    """A bag of words in which translations are one word."""

    name, version, dimensions, unrelated = "words", "1", 256, 0.0

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a vector for each text."""
        self.encoded += texts
        found = np.full((len(texts), self.dimensions), 1e-3, dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            for word in text.lower().replace(".", " ").split():
                place = hashlib.sha256(MEANINGS.get(word, word).encode()).digest()[0] % self.dimensions
                row[place] += 1
        return found


def install(monkeypatch: pytest.MonkeyPatch, **makers: Callable[[], object]) -> None:
    """Offer encoders as installed packages do: by entry points, whose names are the keywords."""
    points = [EntryPoint(name, f"encoders_of_a_test:{name}", GROUP) for name in makers]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **asked: EntryPoints(points).select(**asked))
    monkeypatch.setattr(EntryPoint, "load", lambda self: makers[self.name])
