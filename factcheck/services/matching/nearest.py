"""The vectors of a desk's claims in memory, and the order of similar claims by words and meaning together.

The module is loaded with the first vectors: numpy takes a tenth of a second.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from factcheck.matching.encoders import Encoding
from factcheck.matching.rank import COSINE_WEIGHT, Ranked
from factcheck.matching.terms import query_text
from factcheck.services.matching.similar import Similar
from factcheck.store.claim_vectors import (
    StoredVector,
    encoded_digest,
    encoded_text,
    last_row,
    vectors_of,
    vectors_since,
)
from factcheck.store.read_model.matches import canonical_ids, matched_claims
from factcheck.store.sessions import DeskSession

if TYPE_CHECKING:
    import numpy.typing as npt

    from factcheck.matching.encoders import Matrix

STORED = np.dtype("<f2")
"""The form of the numbers in the database."""
CLAIMS_MAX = 100_000
"""Claims whose vectors are in memory, the newest ones: at 384 dimensions 154 MB. Older claims are found by their words."""
NEAREST_MAX = 30
"""Claims that the vectors find for a text."""
BM25_WEIGHT, WORDS_WEIGHT, MEANING_WEIGHT = 1.0, 2.0, 3.0
"""Weights of the BM25 score as a share of the greatest possible one, of the cosine of the words, and of the closeness in meaning.
The share is not of the best claim's score, as in the order by words: where words find nothing good, meaning decides. Tuned on
the train data of CheckThat! 2020, task 2."""
CLOSE_MIN = 0.33
"""Closeness from which on a claim is shown that the words do not find: two of a hundred pairs of unrelated claims have it."""


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Vectors of claims at one moment."""

    row: int
    """The last row of the database that was read."""
    claims: "npt.NDArray[np.int64]"
    digests: tuple[str, ...]
    """The digest of each encoded text."""
    matrix: "Matrix"
    places: Mapping[int, int]
    """The row of the matrix by claim."""

    def with_newer(self, found: Sequence[StoredVector], row: int) -> "VectorTable":
        """Return the table with vectors that were stored later; vectors of another length are left out."""
        size = self.matrix.shape[1] * STORED.itemsize
        newest = {each.claim_id: each for each in found if len(each.vector) == size}
        added = list(newest.values())
        unchanged = np.array([number not in newest for number in self.claims.tolist()], dtype=bool)
        vectors = np.frombuffer(b"".join(each.vector for each in added), dtype=STORED)
        matrix = np.concatenate(
            [self.matrix[unchanged], vectors.reshape(len(added), self.matrix.shape[1]).astype(np.float32)]
        )
        claims = np.concatenate([self.claims[unchanged], np.array([each.claim_id for each in added], dtype=np.int64)])
        digests = [digest for digest, stays in zip(self.digests, unchanged, strict=True) if stays]
        digests += [each.digest for each in added]
        claims, matrix, digests = claims[-CLAIMS_MAX:], matrix[-CLAIMS_MAX:], digests[-CLAIMS_MAX:]
        places = {number: place for place, number in enumerate(claims.tolist())}
        return VectorTable(row, claims, tuple(digests), matrix, places)


def _empty(dimensions: int) -> VectorTable:
    return VectorTable(0, np.empty(0, dtype=np.int64), (), np.empty((0, dimensions), dtype=np.float32), {})


class _Memory:
    """The vectors of one desk, shared by its threads."""

    def __init__(self, dimensions: int) -> None:
        self.lock = threading.Lock()
        self.table = _empty(dimensions)

    def refreshed(self, session: DeskSession, model: str) -> VectorTable:
        """Return the table with everything that is stored."""
        with self.lock:
            last = last_row(session)
            if last < self.table.row:  # rows were deleted
                self.table = _empty(self.table.matrix.shape[1])
            if last != self.table.row:
                found = vectors_since(session, model, self.table.row, CLAIMS_MAX)
                self.table = self.table.with_newer(found, last)
            return self.table


_MEMORIES: "WeakKeyDictionary[Encoding, _Memory]" = WeakKeyDictionary()
"""The vectors of each open desk, by its encoder."""


def ordered(
    session: DeskSession, encoding: Encoding, text: str, similar: Similar, exclude: Collection[int]
) -> list[Ranked]:
    """Return similar claims by words and meaning, with those that are close in meaning only.

    ``similar`` are the claims that the words found. They are returned as they are where no claim has a vector, or the encoder
    fails.
    """
    model, ranked = encoding.model, similar.ranked
    if model is None:
        return ranked
    memory = _MEMORIES.setdefault(encoding, _Memory(encoding.dimensions))
    table = memory.refreshed(session, model)
    vector = encoding.vectors([query_text(text)]) if len(table.claims) else None
    if vector is None:
        return ranked
    cosines = np.einsum("ij,j->i", table.matrix, vector[0])  # one thread, unlike a product by BLAS
    nearest = np.argpartition(-cosines, min(NEAREST_MAX, len(cosines)) - 1)[:NEAREST_MAX]
    compared = {int(table.claims[place]): (table.digests[place], float(cosines[place])) for place in nearest}
    others = []
    for each in ranked:
        if (place := table.places.get(each.claim_id)) is not None:
            compared[each.claim_id] = (table.digests[place], float(cosines[place]))
        else:
            others.append(each.claim_id)
    if others and len(table.claims) == CLAIMS_MAX:
        older = _empty(encoding.dimensions).with_newer(vectors_of(session, model, others), 0)
        for number, digest, cosine in zip(older.claims.tolist(), older.digests, older.matrix @ vector[0], strict=True):
            compared[number] = (digest, float(cosine))
    return blend(similar, _closeness(session, encoding, compared, exclude))


def _closeness(
    session: DeskSession, encoding: Encoding, compared: Mapping[int, tuple[str, float]], exclude: Collection[int]
) -> dict[int, float]:
    """Return the closeness of the listed claims, 0 to 1, where a vector is of the present text.

    ``compared`` has the digest of the encoded text and the cosine by claim. A claim is as close as the closest one that was
    merged into it.
    """
    leads = canonical_ids(session, sorted(compared))
    close: dict[int, float] = {}
    for number, claim in matched_claims(session, sorted(leads)).items():
        digest, cosine = compared[number]
        lead = leads[number]
        if lead not in exclude and digest == encoded_digest(encoded_text(claim.text, claim.standalone)):
            close[lead] = max(close.get(lead, 0.0), encoding.closeness(cosine))
    return close


def blend(similar: Similar, close: Mapping[int, float]) -> list[Ranked]:
    """Return claims by the weighted sum of their lexical score and their closeness in meaning, 0 to 1 by claim.

    Of a claim without a vector the words decide: the one that they find first counts as close as the closest claim. The
    scores stay in the range of lexical ones.
    """
    closest = max(close.values(), default=0.0)
    lexical = {each.claim_id: _lexical(each, similar.weight) for each in similar.ranked}
    best = max(lexical.values(), default=0.0) or 1.0
    by_meaning = (number for number, value in close.items() if number not in lexical and value >= CLOSE_MIN)
    share = (1 + COSINE_WEIGHT) / (BM25_WEIGHT + WORDS_WEIGHT + MEANING_WEIGHT)
    blended = []
    for each in [*similar.ranked, *(Ranked(number, 0.0, 0.0, 0.0, ()) for number in by_meaning)]:
        by_words, meaning = lexical.get(each.claim_id, 0.0), close.get(each.claim_id)
        closeness = closest * by_words / best if meaning is None else meaning
        blended.append(replace(each, score=share * (by_words + MEANING_WEIGHT * closeness), meaning=meaning))
    return sorted(blended, key=lambda each: (-each.score, each.claim_id))


def _lexical(claim: Ranked, weight: float) -> float:
    """Return the lexical part of the sum; ``weight`` is that of all terms of the text."""
    return BM25_WEIGHT * min(1.0, claim.bm25 / (weight or 1.0)) + WORDS_WEIGHT * claim.cosine
