"""The tables of a language file by which two claims are compared."""

from dataclasses import dataclass

from factcheck.languages.kinds import NO_TEXTS, NO_WORDS, Section, Texts, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Section):
    """Words for the search for similar claims."""

    stop_words: Words = NO_WORDS
    """Words that say nothing about the subject, and are not searched for: articles, pronouns, prepositions, auxiliaries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts(Section):
    """Words whose exchange changes what a claim says.

    Each string is a key, a colon and the forms of the key, or two groups of forms with a bar between them. Accents and case
    are ignored, an underscore is a space, and a form that ends in an asterisk stands for all words that begin with it.
    """

    units: Texts = NO_TEXTS
    """Units by key, which is the same in every language: km, EUR, year."""
    magnitudes: Texts = NO_TEXTS
    """Words for powers of ten, by exponent: 6: million."""
    numbers: Texts = NO_TEXTS
    """Numbers in words by their value, in languages whose numbers in words no library reads: 20: twenty."""
    fractions: Texts = NO_TEXTS
    """Words for a share, by its percentage: 50: half."""
    and_half: Words = NO_WORDS
    """Words after a number and its unit that add a half to it: and a half."""
    half_endings: Words = NO_WORDS
    """Endings of a number in one word that add a half to it: zweieinhalb."""
    ratios: Words = NO_WORDS
    """Words between the two numbers of a share: one in five."""
    every_nth: Words = NO_WORDS
    """Words before an ordinal number that is a share: every fifth."""
    periods: Texts = NO_TEXTS
    """Words for "in each", by the unit of time: day: daily, per day."""
    per: Words = NO_WORDS
    """Words before a unit that a price or a rate is for: per, a."""
    seasons: Texts = NO_TEXTS
    """Seasons, feasts and times of the day by key: winter, christmas, morning."""
    than: Words = NO_WORDS
    """Words after which a comparison names what it compares with: than."""
    directions: Texts = NO_TEXTS
    """Opposite directions: rise | fall, more | less, before | after, won | lost. Every language begins with the first three."""
    opposites: Texts = NO_TEXTS
    """Words that deny each other: approve | reject."""
    quantifiers: Texts = NO_TEXTS
    """Quantifiers by key: all, most, some, few, none, at_least, at_most, only."""
    negative_prefixes: Words = NO_WORDS
    """Beginnings of words that deny the rest of the word: un-, in-."""
    denials: Words = NO_WORDS
    """Words that deny what follows them: deny, fail, refuse, lack."""
    place_prepositions: Words = NO_WORDS
    """Words before the name of a place: in, near, at."""
    name_prepositions: Words = NO_WORDS
    """Words before the name of a place or of something else: of."""
    bodies: Words = NO_WORDS
    """Words before the name of a body, which is no place: ministry, party, company."""
