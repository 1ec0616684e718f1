"""The claims of a desk by their similarity to a text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from factcheck.matching.aliases import Aliases
from factcheck.matching.flag import FITTED_CLAIMS, Evidence, evidence
from factcheck.matching.rank import Ranked, Terms, rank, term_weights
from factcheck.matching.terms import QUERY_MAX_CHARACTERS, is_subject_term, query_terms
from factcheck.store.read_model.matches import (
    candidate_stems,
    canonical_ids,
    collection_size,
    term_frequencies,
)
from factcheck.store.sessions import DeskSession

RELATED_COSINE_MIN = 0.03
"""A claim that shares less with the text is not shown."""
OTHER_NAMES_MAX_TERMS = 60
"""Terms of other names of the things that a text names, that are searched for, too."""
COMPETITORS_MAX = 20
"""The most similar claims, among which the first one has to stand out."""


@dataclass(frozen=True, slots=True)
class Similar:
    """The listed claims that share telling words with a text."""

    ranked: list[Ranked]
    """The most similar first."""
    evidence: Evidence | None
    """The distances of the first one from the others; None where there is none."""
    weight: float
    """The weights of the text's terms together: the BM25 score of a claim that says the same is about as great."""


def similar_claims(session: DeskSession, text: str, aliases: Aliases, exclude: Collection[int] = ()) -> Similar:
    """Return the claims that are similar to a text, without those in ``exclude``."""
    terms = query_terms(text)
    names = tuple(
        dict.fromkeys(term for name in aliases.other_names(text[:QUERY_MAX_CHARACTERS]) for term in query_terms(name))
    )
    frequencies = term_frequencies(session, dict.fromkeys((*terms, *names[:OTHER_NAMES_MAX_TERMS])))
    size = collection_size(session)
    weighted = term_weights(terms, frequencies, size, names)
    stems = candidate_stems(session, frequencies, {**weighted.other_names, **weighted.weights})
    ranked = [each for each in rank(weighted, stems, is_subject_term) if each.cosine >= RELATED_COSINE_MIN]
    leads = canonical_ids(session, [each.claim_id for each in ranked])
    usable = [each for each in ranked if each.claim_id in leads and leads[each.claim_id] not in exclude]
    if not usable:
        return Similar([], None, 0.0)
    listed: dict[int, Ranked] = {}
    for each in usable:
        listed.setdefault(leads[each.claim_id], replace(each, claim_id=leads[each.claim_id]))
    first, weight = usable[0].claim_id, sum(weighted.weights.values())
    rivals = _rivals([each for each in usable if leads[each.claim_id] != leads[first] or each.claim_id == first], stems)
    if size < FITTED_CLAIMS:
        weighted = term_weights(terms, frequencies, FITTED_CLAIMS, names)
        rivals = rank(weighted, {each.claim_id: stems[each.claim_id] for each in rivals}, is_subject_term)
    return Similar(list(listed.values()), _evidence(first, rivals, weighted, size), weight)


def _rivals(usable: Sequence[Ranked], stems: Mapping[int, str]) -> list[Ranked]:
    """Return the most similar claims; of those with the same words one, because a twin does not contest a claim."""
    distinct: dict[str, Ranked] = {}
    for each in usable[:COMPETITORS_MAX]:
        distinct.setdefault(stems[each.claim_id], each)
    return list(distinct.values())


def _evidence(number: int, rivals: Sequence[Ranked], terms: Terms, size: int) -> Evidence:
    first = next(each for each in rivals if each.claim_id == number)
    return evidence(first, [each for each in rivals if each is not first], terms, size)
