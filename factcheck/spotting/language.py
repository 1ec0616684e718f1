"""The language of a text whose frequent words do not show it."""

IDENTIFIED_MIN_CHARACTERS = 60
"""A shorter text is not enough to identify its language."""
SAMPLE_MAX_CHARACTERS = 4_000


def identified_language(text: str) -> str | None:
    """Return the language of a text as py3langid identifies it among 97, or None for a text that is too short.

    Its model takes 0.5 s to load, so the frequent words of the language files are asked first
    (:mod:`factcheck.verifier.text_language`).
    """
    sample = text[:SAMPLE_MAX_CHARACTERS].strip()
    if len(sample) < IDENTIFIED_MIN_CHARACTERS or not any(character.isalpha() for character in sample):
        return None
    from py3langid import classify  # the model is loaded with it

    return str(classify(sample)[0])
