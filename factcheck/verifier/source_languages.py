"""The languages to request a source in. Pure.

A site that negotiates shows each reader another text. A quote is found only on the version it was taken from, so that a
source is requested in the language of its quotes.
"""

import re
from collections import Counter
from collections.abc import Iterable

from factcheck.verifier.http.language_negotiation import LANGUAGES_MAX
from factcheck.verifier.text_language import SCRIPT_LANGUAGES, detected_languages, language_of

_DETECTED_AS = {
    **dict.fromkeys(("fa", "ur", "ps", "ckb", "ug", "sd"), "ar"),
    **dict.fromkeys(("mr", "ne", "sa"), "hi"),
    **dict.fromkeys(("bg", "be", "sr", "mk", "kk", "ky", "mn", "tg", "bs"), "ru"),
    "yi": "he",
    "yue": "zh",
}
"""Languages that language detection reports as another one of the same script."""
_NORDIC = frozenset({"da", "no", "nb", "nn"})
"""Languages so similar that a short quote may be detected as another one of them."""
_ENGLISH = re.compile(r"\b(?:the|of|and|that|with|this|which|from|were|have)\b", re.IGNORECASE)
"""Common English words that no other language in Latin letters has."""
_NOT_LATIN = SCRIPT_LANGUAGES | {"ru", "uk"}


def languages_to_ask(cited: Iterable[tuple[str | None, str | None]]) -> tuple[str, ...]:
    """Return the languages to request from a source, the most frequent one first.

    ``cited`` has the quote of each citation and the language of its claim. The claim's language counts, unless the
    quote is clearly in another one: a claim in Ukrainian may cite a page in English.
    """
    wanted: Counter[str] = Counter()
    for quote, claim_language in cited:
        if language := _language(quote, claim_language):
            wanted[language] += 1
    return tuple(tag for tag, _ in wanted.most_common(LANGUAGES_MAX))


def _language(quote: str | None, claim_language: str | None) -> str | None:
    detected = language_of(quote) if quote else None
    if not claim_language or detected is None:
        return claim_language or detected
    own = claim_language.partition("-")[0].lower()
    if detected in {own, _DETECTED_AS.get(own)} or {detected, own} <= _NORDIC:
        return claim_language
    if own in detected_languages() or own in _DETECTED_AS or detected in _NOT_LATIN:
        return detected
    plainly = detected == "en" and len({word.lower() for word in _ENGLISH.findall(quote or "")}) > 1
    return detected if plainly else claim_language
