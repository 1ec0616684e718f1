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
from factcheck.matching.encoders import OFF, Encoding
from factcheck.matching.flag import TRACKED_PROBABILITY, tracked_probability
from factcheck.matching.rank import COSINE_WEIGHT, Ranked
from factcheck.matching.terms import QUERY_MAX_CHARACTERS
from factcheck.matching.values import ClaimDifference, Comparison
from factcheck.services.desk import Desk
from factcheck.services.editing.text_rules import checked_language, replace_surrogates
from factcheck.services.matching.aliases import load_aliases
from factcheck.services.matching.similar import Similar, similar_claims
from factcheck.store.claim_vectors import has_vectors
from factcheck.store.missing_stems import add_missing_stems, lacks_stems
from factcheck.store.read_model.matches import MatchedClaim, matched_claims
from factcheck.store.row_ids import ROW_ID_MAX
from factcheck.store.sessions import DeskSession
from factcheck.vocabulary import MatchRelation

COUNT = 5
"""The number of matches that a search returns where none is given."""
MATCHES_MAX = 100
"""Maximum number of matches that one search returns."""
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
    meaning: float | None = None
    """Closeness in meaning, 0 to 1, by an encoder; None where no encoder compared them."""

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
    _complete_index(desk)
    aliases = load_aliases(desk)
    for number in ids:
        if number in found:
            claim = found[number]
            with desk.read() as session:
                newer = range(number, ROW_ID_MAX + 1)
                matches = _matches(session, desk.encoding, claim.text, aliases, COUNT, claim.language, newer)
            yield number, may_be_the_same(matches)


def find_matches(
    desk: Desk, text: str, *, count: int = COUNT, language: str | None = None, exclude: Collection[int] = ()
) -> list[ClaimMatch]:
    """Return tracked claims that may say the same as a text, the most similar first, at most ``count``.

    ``exclude`` are claims that are not wanted, such as the one that the text is from. Raises InputError for a ``count``
    that is not from 1 to MATCHES_MAX, and for a language that is not a tag.
    """
    (found,) = match_texts(desk, [text], count=count, language=language, exclude=exclude)
    return found


def match_texts(
    desk: Desk,
    texts: Iterable[str],
    *,
    count: int = COUNT,
    language: str | None = None,
    exclude: Collection[int] = (),
) -> Iterator[list[ClaimMatch]]:
    """Yield the matches of each text; see ``find_matches``."""
    if not 1 <= count <= MATCHES_MAX:
        raise InputError(f"{count} is not a number of matches: use 1 to {MATCHES_MAX}")
    checked_language(language)
    _complete_index(desk)
    aliases = load_aliases(desk)
    for text in texts:
        with desk.read() as session:
            found = _matches(session, desk.encoding, replace_surrogates(text, " "), aliases, count, language, exclude)
        yield found  # whoever prints it may wait, and no read is open meanwhile


def _complete_index(desk: Desk) -> None:
    """Make the stems that an interrupted upgrade did not make."""
    with desk.read() as session:
        lacking = lacks_stems(session)
    if lacking:
        add_missing_stems(desk.engine)


def _matches(
    session: DeskSession,
    encoding: Encoding,
    text: str,
    aliases: Aliases,
    count: int,
    language: str | None,
    exclude: Collection[int],
) -> list[ClaimMatch]:
    similar = similar_claims(session, text, aliases, exclude)
    ranked = _with_meaning(session, encoding, text, similar, exclude)
    first = similar.ranked[0].claim_id if similar.ranked else None
    probability = tracked_probability(similar.evidence)
    shown = matched_claims(session, [each.claim_id for each in ranked[: count + len(ranked[count:]) // 2]])
    matches: list[ClaimMatch] = []
    seen: list[list[str]] = []
    for each in ranked:
        claim = shown.get(each.claim_id)
        if claim is None or (wording := claim.text.casefold().split()) in seen:
            continue
        seen.append(wording)
        tracked = not matches and each.claim_id == first and probability >= TRACKED_PROBABILITY
        matches.append(_match(text, claim, each, aliases, language, tracked))
        if len(matches) == count:
            break
    return matches


def _with_meaning(
    session: DeskSession, encoding: Encoding, text: str, similar: Similar, exclude: Collection[int]
) -> list[Ranked]:
    """Return similar claims by words and meaning, where claims have vectors."""
    if encoding.wanted == OFF or not has_vectors(session):
        return similar.ranked
    from factcheck.services.matching import nearest

    return nearest.ordered(session, encoding, text, similar, exclude)


def _match(
    text: str, claim: MatchedClaim, ranked: Ranked, aliases: Aliases, language: str | None, tracked: bool
) -> ClaimMatch:
    compared = _compared(text, claim, aliases, language, tracked=tracked)
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
        meaning=None if ranked.meaning is None else round(ranked.meaning, 4),
    )


def _compared(text: str, claim: MatchedClaim, aliases: Aliases, language: str | None, *, tracked: bool) -> Comparison:
    """Return how the text compares with the claim's own words; with its stand-alone wording, where those say less.

    What differs from a claim that is probably the same is always named.
    """
    own = compare(
        text,
        claim.text,
        aliases,
        query_language=language,
        claim_language=claim.language,
        is_one_statement=tracked,
    )
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
