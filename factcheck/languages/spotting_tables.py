"""The table of a language file by which statements are judged worth checking."""

from dataclasses import dataclass

from factcheck.languages.kinds import NO_PATTERNS, NO_TEXTS, NO_WORDS, Patterns, Section, Texts, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotting(Section):
    """Words that make a statement worth checking, or not.

    Accents and case are ignored, an underscore is a space, and a form that ends in an asterisk stands for all words that
    begin with it.
    """

    abbreviations: Words = NO_WORDS
    """Abbreviations with a full stop that does not end a sentence, without the stop: M, Dr, etc."""
    numbers: Words = NO_WORDS
    """Numbers in words from two on, without those that mean something else, too: neuf is also "new"."""
    past: Patterns = NO_PATTERNS
    """Forms of verbs for what happened or was so: was, has risen, fell. Whole words; capitals do not matter, accents do."""
    quantities: Words = NO_WORDS
    """Quantities without a figure: half, dozens, majority, doubled."""
    comparisons: Words = NO_WORDS
    """Words that compare: more than, compared with, as many as."""
    causes: Words = NO_WORDS
    """Words for a cause or an effect: because, led to, prevents."""
    superlatives: Words = NO_WORDS
    """Extremes: the largest, record, first time, never before."""
    changes: Words = NO_WORDS
    """Verbs for an event or a change that can be checked: rose, approved, killed, banned."""
    single_events: Words = NO_WORDS
    """Verbs for what happens to a thing or a person once: built, founded, born, died. Beginnings of words, with an asterisk."""
    before_known_amounts: Words = NO_WORDS
    """Words directly before an amount that the article has given before: the (16 injured workers), les, los."""
    opinions: Words = NO_WORDS
    """Words of a judgement or a feeling: I think, should, regrettably, beautiful."""
    appeals: Words = NO_WORDS
    """Words that call on somebody: urge, call on, must act."""
    appeal_starts: Patterns = NO_PATTERNS
    """Beginnings of a statement that calls on somebody: let us, stop, please."""
    predictions: Patterns = NO_PATTERNS
    """Words and forms about the future: will, is expected to, plans to. Whole words; capitals do not matter, accents do."""
    greetings: Words = NO_WORDS
    """Greetings and thanks: good evening, thank you."""
    first_person: Words = NO_WORDS
    """Words of the speaker: I, we, our."""
    contrasts: Texts = NO_TEXTS
    """Conjunctions after a comma that begin a statement of its own: but, whereas."""
    captions: Words = NO_WORDS
    """Words that begin the caption of a picture or its credit: photo, image, picture."""
    bylines: Words = NO_WORDS
    """Words that begin the line with the author: by."""
    notices: Words = NO_WORDS
    """Words of lines that belong to the site: cookies, newsletter, subscribe, share, all rights reserved."""
