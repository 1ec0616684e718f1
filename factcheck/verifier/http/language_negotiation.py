"""Language negotiation: in which languages a page is asked for (RFC 9110, 12.5.4). Pure.

A site that answers in the reader's language shows each reader other words. A quote is found only on the version that it
was taken from, so that a source is asked for in the language of the words that rest on it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from factcheck.verifier.read.clean import DETECTED_LANGUAGES, SCRIPT_LANGUAGES, language_of

LANGUAGES_MAX = 3
"""Languages that one request names beside English."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_DETECTED_AS = {
    **dict.fromkeys(("fa", "ur", "ps", "ckb", "ug", "sd"), "ar"),
    **dict.fromkeys(("mr", "ne", "sa"), "hi"),
    **dict.fromkeys(("bg", "be", "sr", "mk", "kk", "ky", "mn", "tg", "bs"), "ru"),
    "yi": "he",
    "yue": "zh",
}
"""Languages that detection takes for another one of the same script."""
_NORDIC = frozenset({"da", "no", "nb", "nn"})
"""Languages whose common words are so much alike that a short quote may be taken for another one of them."""
_ENGLISH = re.compile(r"\b(?:the|of|and|that|with|this|which|from|were|have)\b", re.IGNORECASE)
"""Words that no other language in Latin letters has as common ones."""
_NOT_LATIN = SCRIPT_LANGUAGES | {"ru", "uk"}


def accept_language(languages: Sequence[str] = ()) -> str:
    """Return an Accept-Language header: the languages in order, then English, then any."""
    named: dict[str, None] = {}
    for tag in [each for each in languages if _TAG.fullmatch(each)][:LANGUAGES_MAX]:
        named[tag] = None
        named.setdefault(tag.partition("-")[0])
    if not named:
        return "en;q=0.9,*;q=0.5"
    named.setdefault("en")
    first, *others = named
    return ",".join([first, *(f"{tag};q={0.9 - 0.1 * place / 2:.2g}" for place, tag in enumerate(others)), "*;q=0.1"])


def languages_to_ask(cited: Iterable[tuple[str | None, str | None]]) -> tuple[str, ...]:
    """Return the languages to ask a source for, the one most citations want first.

    ``cited`` gives each citation's quote and its claim's language. The claim's language counts, except where the quote is
    plainly in another one: a claim in Ukrainian may rest on a page in English.
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
    if own in DETECTED_LANGUAGES or own in _DETECTED_AS or detected in _NOT_LATIN:
        return detected
    plainly = detected == "en" and len({word.lower() for word in _ENGLISH.findall(quote or "")}) > 1
    return detected if plainly else claim_language
