"""The order of claims by their similarity to a text, and the probability that the first one says the same.

The score is Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) over all terms of the text,
plus the cosine of the weighted terms of both. It is computed here, from stems and document frequencies, so that every
database gives the same order.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SATURATION = 1.8
"""BM25's k1: how soon repetitions of a term stop counting."""
LENGTH_WEIGHT = 0.3
"""BM25's b: how much long claims are discounted."""
AVERAGE_TERMS = 20.0
"""Terms of an average claim with its stand-alone wording."""
COSINE_WEIGHT = 1.0
"""Weight of the cosine beside the share of the best BM25 score. Tuned on the train data of CheckThat! 2020, task 2."""


OTHER_NAME_SHARE = 0.6
"""Weight of a term of another name of a thing, as a share of that of a term of the text."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text with their weights in a collection."""

    weights: Mapping[str, float]
    """Inverse document frequency by term."""
    other_names: Mapping[str, float]
    """The same for terms of other names of the things that the text names."""
    claims: int
    """Number of claims in the collection."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A claim with its similarity to a text."""

    claim_id: int
    score: float
    """The order: the share of the best BM25 score, plus the weighted cosine."""
    bm25: float
    cosine: float
    """0 to 1."""
    shared: tuple[str, ...]
    """The terms of the text that the claim has, the rarest first."""
    meaning: float | None = None
    """Closeness in meaning, 0 to 1, by an encoder; None where there is none, or no vector of the claim."""


def term_weights(
    terms: Sequence[str], frequencies: Mapping[str, int], claims: int, other_names: Sequence[str] = ()
) -> Terms:
    """Return the terms with their weights; ``frequencies`` are the numbers of claims with each term."""
    total = max(claims, 1)
    own = {term: _idf(frequencies.get(term, 0), total) for term in terms}
    most = max(own.values(), default=0.0)  # in a small collection, another name may be rarer than any word of the text
    others = {
        term: OTHER_NAME_SHARE * min(_idf(frequencies[term], total), most)
        for term in other_names
        if term in frequencies and term not in own
    }
    return Terms(own, others, total)


def _idf(frequency: int, total: int) -> float:
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5)) if frequency <= total else 0.0


def rank(terms: Terms, claims: Mapping[int, str], is_subject_term: Callable[[str], bool]) -> list[Ranked]:
    """Return claims by their similarity, the most similar first, equal ones by number.

    ``claims`` are the stems of the candidates by number. A term of a claim that the text does not have weighs as much as an
    average term of the text, because its frequency is not known.
    """
    if not terms.weights:
        return []
    average = sum(terms.weights.values()) / len(terms.weights)
    length = math.sqrt(sum(weight * weight for weight in terms.weights.values())) or 1.0
    measured = [_measure(number, text, terms, average, length, is_subject_term) for number, text in claims.items()]
    best = max((bm25 for _, bm25, _, _ in measured), default=0.0) or 1.0
    ranked = [
        Ranked(number, bm25 / best + COSINE_WEIGHT * cosine, bm25, cosine, shared)
        for number, bm25, cosine, shared in measured
        if bm25 > 0
    ]
    return sorted(ranked, key=lambda each: (-each.score, each.claim_id))


def _measure(
    number: int,
    text: str,
    terms: Terms,
    average: float,
    length: float,
    is_subject_term: Callable[[str], bool],
) -> tuple[int, float, float, tuple[str, ...]]:
    counts = Counter(text.split())
    norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * counts.total() / AVERAGE_TERMS)
    bm25 = product = squares = 0.0
    shared: list[str] = []
    for term, count in counts.items():
        weight = terms.weights.get(term)
        other = terms.other_names.get(term, 0.0) if weight is None else 0.0
        strength = (weight if weight is not None else average) * (1 + math.log(count))
        if other:
            bm25 += other
            product += other * strength
        if weight is not None:
            shared.append(term)
            bm25 += weight * count * (SATURATION + 1) / (count + norm)
            product += weight * strength
        if weight is not None or is_subject_term(term):
            squares += strength * strength
    # Other names add to the product, and not to the length of the text.
    cosine = min(product / (length * math.sqrt(squares)), 1.0) if squares else 0.0
    return number, bm25, cosine, tuple(sorted(shared, key=lambda term: -terms.weights[term]))
