"""The search for tracked claims that may say the same as a text.

Similarity finds the claims and orders them. Whether a claim says the same is decided by rules that name the differences
(:mod:`factcheck.matching.differences`), because the most similar text of all is the one with a single other figure.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.errors import InputError
from factcheck.languages.stems import stem, words
from factcheck.matching.aliases import Aliases
from factcheck.matching.differences import compare
from factcheck.matching.flag import tracked_probability
from factcheck.matching.rank import COSINE_WEIGHT, Ranked, rank, term_weights
from factcheck.matching.terms import QUERY_MAX_CHARACTERS, is_subject_term, query_terms
from factcheck.matching.values import ClaimDifference, Comparison
from factcheck.services.desk import Desk
from factcheck.services.matching.aliases import load_aliases
from factcheck.store.missing_stems import add_missing_stems, lacks_stems
from factcheck.store.read_model.matches import (
    MatchedClaim,
    candidate_stems,
    canonical_ids,
    collection_size,
    matched_claims,
    term_frequencies,
)
from factcheck.store.sessions import DeskSession
from factcheck.vocabulary import MatchRelation

MATCHES_MAX = 100
"""Maximum number of matches that one search returns."""
TRACKED_PROBABILITY = 0.56
"""From this probability on, nine of ten first matches say the same; see ``matching.flag``."""
RELATED_COSINE_MIN = 0.03
"""A claim that shares less with the text is not shown."""
OTHER_NAMES_MAX_TERMS = 60
"""Terms of other names of the things that a text names, that are searched for, too."""
SHARED_WORDS_MAX = 6
"""Words that the reason of a match names."""


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """A tracked claim that may say the same as a text."""

    claim_id: int
    external_id: str | None
    text: str
    standalone: str | None
    claimant: str
    status: str
    rating: str | None
    score: float
    """0 to 1: the similarity, not a probability."""
    relation: MatchRelation
    differs: tuple[ClaimDifference, ...]
    why: str
    """The words that both have."""
    tracked: bool
    """Whether nine of ten such matches say the same, as far as words show."""

    @property
    def is_same(self) -> bool:
        """Whether it is presented as the same claim."""
        return self.relation is MatchRelation.SAME and not self.differs


def may_be_the_same(matches: Iterable[ClaimMatch]) -> list[ClaimMatch]:
    """Return the matches that a person should see: claims that say the same, or nearly, or probably."""
    return [each for each in matches if each.tracked or each.relation is not MatchRelation.RELATED]


def matches_of_claims(desk: Desk, ids: Sequence[int]) -> Iterator[tuple[int, list[ClaimMatch]]]:
    """Yield each claim with the older claims that may say the same."""
    with desk.read() as session:
        found = matched_claims(session, ids)
    for number in ids:
        if number in found:
            claim = found[number]
            matches = find_matches(desk, claim.text, language=claim.language, exclude={number})
            yield number, [each for each in may_be_the_same(matches) if each.claim_id < number]


def find_matches(
    desk: Desk, text: str, *, count: int = 5, language: str | None = None, exclude: Collection[int] = ()
) -> list[ClaimMatch]:
    """Return tracked claims that may say the same as a text, the most similar first, at most ``count``.

    ``exclude`` are claims that are not wanted, such as the one that the text is from. Raises InputError for a ``count``
    that is not from 1 to MATCHES_MAX.
    """
    (found,) = match_texts(desk, [text], count=count, language=language, exclude=exclude)
    return found


def match_texts(
    desk: Desk,
    texts: Iterable[str],
    *,
    count: int = 5,
    language: str | None = None,
    exclude: Collection[int] = (),
) -> Iterator[list[ClaimMatch]]:
    """Yield the matches of each text; see ``find_matches``."""
    if not 1 <= count <= MATCHES_MAX:
        raise InputError(f"{count} is not a number of matches: use 1 to {MATCHES_MAX}")
    _complete_index(desk)
    aliases = load_aliases(desk)
    for text in texts:
        with desk.read() as session:
            yield _matches(session, text, aliases, count, language, exclude)


def _complete_index(desk: Desk) -> None:
    """Make the stems that an interrupted upgrade did not make."""
    with desk.read() as session:
        lacking = lacks_stems(session)
    if lacking:
        add_missing_stems(desk.engine)


def _matches(
    session: DeskSession, text: str, aliases: Aliases, count: int, language: str | None, exclude: Collection[int]
) -> list[ClaimMatch]:
    terms = query_terms(text)
    names = tuple(
        dict.fromkeys(term for name in aliases.other_names(text[:QUERY_MAX_CHARACTERS]) for term in query_terms(name))
    )
    frequencies = term_frequencies(session, dict.fromkeys((*terms, *names[:OTHER_NAMES_MAX_TERMS])))
    weighted = term_weights(terms, frequencies, collection_size(session), names)
    stems = candidate_stems(session, frequencies, {**weighted.other_names, **weighted.weights})
    ranked = rank(weighted, stems, is_subject_term)
    ranked = _listed(session, [each for each in ranked if each.cosine >= RELATED_COSINE_MIN], exclude)
    probability = tracked_probability(ranked)
    shown = matched_claims(session, [each.claim_id for each in ranked[: count + len(ranked[count:]) // 2]])
    matches: list[ClaimMatch] = []
    seen: set[str] = set()
    for each in ranked:
        claim = shown.get(each.claim_id)
        if claim is None or claim.text_digest in seen:
            continue
        seen.add(claim.text_digest)
        tracked = not matches and probability >= TRACKED_PROBABILITY
        matches.append(_match(text, claim, each, aliases, language, tracked))
        if len(matches) == count:
            break
    return matches


def _listed(session: DeskSession, ranked: Sequence[Ranked], exclude: Collection[int]) -> list[Ranked]:
    """Return the ranked claims as lists show them: a merged claim leads to the one that it was merged into."""
    leads = canonical_ids(session, [each.claim_id for each in ranked])
    listed: dict[int, Ranked] = {}
    for each in ranked:
        number = leads.get(each.claim_id)
        if number is not None and number not in exclude and number not in listed:
            listed[number] = Ranked(number, each.score, each.bm25, each.cosine, each.shared)
    return list(listed.values())


def _match(
    text: str, claim: MatchedClaim, ranked: Ranked, aliases: Aliases, language: str | None, tracked: bool
) -> ClaimMatch:
    compared = _compared(text, claim, aliases, language)
    return ClaimMatch(
        claim_id=claim.id,
        external_id=claim.external_id,
        text=claim.text,
        standalone=claim.standalone,
        claimant=claim.claimant,
        status=claim.status,
        rating=claim.rating,
        score=round(ranked.score / (1 + COSINE_WEIGHT), 4),
        relation=compared.relation,
        differs=compared.differs,
        why=_shared_words(text, ranked.shared),
        tracked=tracked,
    )


def _compared(text: str, claim: MatchedClaim, aliases: Aliases, language: str | None) -> Comparison:
    """Return how the text compares with the claim's own words; with its stand-alone wording, where those say less."""
    own = compare(text, claim.text, aliases, query_language=language, claim_language=claim.language)
    if own.relation is not MatchRelation.RELATED or not claim.standalone:
        return own
    return compare(text, claim.standalone, aliases, query_language=language)


def _shared_words(text: str, shared: Sequence[str]) -> str:
    """Return the words of the text behind the stems that a claim shares with it, the rarest first."""
    written: dict[str, str] = {}
    for word in text[:QUERY_MAX_CHARACTERS].split():
        plain = word.strip(".,;:!?\"'()[]«»“”„‚‘’…–—")
        for part in words(plain):
            written.setdefault(stem(part), plain)
    return ", ".join(dict.fromkeys(written[term] for term in shared[:SHARED_WORDS_MAX] if term in written))
