"""What stands around a passage: which of several places is meant, and whether the words are taken back there."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from factcheck.verifier.document import Document
from factcheck.verifier.finding import Difference
from factcheck.verifier.locate.difference_kinds import negates
from factcheck.verifier.locate.normalization import UNSPACED_CLASS
from factcheck.verifier.locate.token_index import TokenIndex
from factcheck.verifier.locate.tokens import Token, tokens
from factcheck.verifier.locate.word_lists import BUT, SUSPICIOUS, UNSPACED_NEGATIONS, UNSPACED_SUSPICIOUS
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

_WITHDRAWN = re.compile(
    r"(?:earlier|previous|original|first|prior) version of (?:this|our) (?:article|story|report|post|piece|page)"
    r"|this (?:article|story|report|post|piece) (?:originally|previously|initially|incorrectly|wrongly|mistakenly)"
    r"|version (?:antérieure|précédente|initiale) de (?:cet article|l['’]article|ce texte)"
    r"|(?:früheren|vorherigen|ersten|ursprünglichen) (?:version|fassung) (?:dieses|des) (?:artikels|textes|beitrags)"
    r"|versión (?:anterior|previa|original) de (?:este artículo|esta nota|esta noticia|esta información)"
    r"|versione (?:precedente|iniziale|originale) (?:di questo|dell['’]articolo)"
    r"|versão (?:anterior|original|prévia) (?:deste|desta)"
    r"|(?:eerdere|vorige|oorspronkelijke) versie van dit (?:artikel|bericht|stuk|verhaal)"
    r"|(?:poprzedniej|wcześniejszej|pierwotnej) wersji (?:tego|artykułu|tekstu)"
    r"|(?:предыдущей|ранней|первоначальной|прежней) версии (?:этой |этого )?(?:статьи|материала|новости|текста|публикации)"
    r"|(?:попередній|первісній|ранішій) версії (?:цієї |цього )?(?:статті|матеріалу|новини|тексту)"
    r"|(?:haberin|yazının|makalenin) (?:önceki|ilk) (?:sürümünde|versiyonunda|halinde)"
    r"|本文(?:此前|早前|先前)(?:的)?版本|この記事の(?:以前|当初)の?版|この記事は当初"
    r"|نسخة سابقة من هذ|גרסה קודמת של (?:ה?כתבה|ה?מאמר|ה?ידיעה)",
    re.IGNORECASE,
)
_SENTENCE_STOP = re.compile(r"[.!?;。！？؟\n]")
_OPENS = re.compile(r"(?:^|[\n.!?;:。！？؟…]\s*|[«‹]\s?|[“„‘‚「『]|(?:^|\s)[\"'(\[—–-]\s?)$")
"""What stands before a word that opens its sentence, or what is said in it."""
_OPENING = " \"'“”„‘’‚«»‹›「『¿¡—–-"
"""Marks that stand before the first word of a quote."""
STATEMENT_MIN_TOKENS = 3
"""Tokens of a quote that the word before it may turn round: fewer are no statement."""
_THAT = frozenset("that dass que qu che dat że что що dat ki أن إن ש כי कि".split())
CONTEXT_RUN_TOKENS, CONTEXT_RUN_CHARS = 4, 2
"""Words in a row of another sentence, and characters of a script without spaces, that are the same ones as before."""
NEGATION_REACH_TOKENS, RETRACTION_REACH_TOKENS = 4, 7
"""Tokens before or after a passage in which a negation, and a word that takes back a whole statement, are sought."""


def region_of(document: Document, start: int) -> Region:
    """Return the region of a place; words that a sentence of running text takes back are a correction."""
    before = document.text[max(0, start - 240) : start]
    sentence = re.split(r"\n|[.!?。]\s?", before)[-1]
    return Region.CORRECTION if _WITHDRAWN.search(sentence) else document.region_at(start)


def context_score(before: Sequence[str], after: Sequence[str], page_index: TokenIndex, first: int, last: int) -> int:
    """Return how many of a prefix's and a suffix's tokens stand around a passage."""
    left = page_index.norms(first - len(before), first) if before else []
    right = page_index.norms(last + 1, last + 1 + len(after)) if after else []
    score = sum(a == b for a, b in zip(reversed(before), reversed(left), strict=False))
    return score + sum(a == b for a, b in zip(after, right, strict=False))


def denials(
    selector: TextQuoteSelector,
    page_index: TokenIndex,
    first: int,
    last: int,
    document: Document,
    *,
    opening_changed: bool = False,
) -> tuple[Difference, ...]:
    """Return what takes the words back in their sentence now, and did not stand there when they were quoted.

    ``opening_changed``: the quote's first word is another one on the page, so that what stands before it changed, too.
    """
    if selector.prefix:
        found = _denial_before(selector, page_index, first, document)
    else:
        long_enough = last - first + 1 >= STATEMENT_MIN_TOKENS
        found = _reversed_before(selector, page_index, first, document, opening_changed) if long_enough else []
    after = _denial_after(selector, page_index, last, document)
    length = len(selector.exact)
    return (
        *(Difference(DifferenceKind.NEGATION, "", document.text[a:b], 0, 0, a, b) for a, b in found),
        *(Difference(DifferenceKind.NEGATION, "", document.text[a:b], length, length, a, b) for a, b in after),
    )


def _denial_before(
    selector: TextQuoteSelector, page_index: TokenIndex, first: int, document: Document
) -> list[tuple[int, int]]:
    prefix = tokens(selector.prefix, document.language)
    left = page_index.tokens(first - 3 * RETRACTION_REACH_TOKENS, first)
    if not prefix or [t.norm for t in left[-len(prefix) :]] == [t.norm for t in prefix]:
        return []
    opened = max((stop.end() for stop in _SENTENCE_STOP.finditer(selector.prefix)), default=0)
    known = QuotedContext([t.norm for t in reversed(prefix)], sum(t.start >= opened for t in prefix))
    joined = bool(left) and left[-1].norm in _THAT
    return _denial(left[::-1], known, document, page_index.token(first).start, crosses_commas=joined, ahead=False)


def _reversed_before(
    selector: TextQuoteSelector, page_index: TokenIndex, first: int, document: Document, opening_changed: bool
) -> list[tuple[int, int]]:
    """Return the negation before words that, as their capital shows, opened their sentence when they were quoted.

    Without a prefix the capital is all that tells what stood before them: "Vamos a …", quoted of "No vamos a …". A capital
    in brackets shows the opposite, and words in small letters show nothing, unless the first of them changed.
    """
    word, text = page_index.token(first), document.text
    opened = selector.exact.lstrip(_OPENING)[:1].isupper() and text[word.start].islower()
    return [
        (no.start, no.end)
        for no in page_index.tokens(first - 1, first)
        if negates(no.norm, document.language, text, no.start)
        and not text[no.end : word.start].strip()
        and (opened or (opening_changed and _OPENS.search(text[max(0, no.start - 8) : no.start])))
    ]


def _denial_after(
    selector: TextQuoteSelector, page_index: TokenIndex, last: int, document: Document
) -> list[tuple[int, int]]:
    suffix = tokens(selector.suffix, document.language)
    right = page_index.tokens(last + 1, last + 1 + 3 * RETRACTION_REACH_TOKENS)
    if not suffix or [t.norm for t in right[: len(suffix)]] == [t.norm for t in suffix]:
        return []
    stop = _SENTENCE_STOP.search(selector.suffix)
    closed = stop.start() if stop else len(selector.suffix)
    known = QuotedContext([t.norm for t in suffix], sum(t.start < closed for t in suffix))
    return _denial(right, known, document, page_index.token(last).end, crosses_commas=True, ahead=True)


class QuotedContext(NamedTuple):
    """The words that stood beside a quote when it was cited, the nearest first."""

    norms: list[str]
    in_sentence: int
    """The number of them that stood in the quote's own sentence."""

    def new_in(self, near: Sequence[str]) -> list[int]:
        """Return which of the words that stand there now, the nearest first, did not stand there.

        A word of the quote's own sentence is compared with that sentence; one of the sentence before is the same only
        where its neighbours are. What lies beyond the known words may always have stood there.
        """
        new: list[int] = []
        beyond = len(near)
        for code in LCSseq.opcodes(self.norms, near):
            size = code.src_end - code.src_start
            if code.tag != "equal":
                new += range(code.dest_start, code.dest_end)
                continue
            alone = UNSPACED_CLASS.match(near[code.dest_start]) is not None and size < CONTEXT_RUN_CHARS
            if alone or (code.src_end > self.in_sentence and size < CONTEXT_RUN_TOKENS):
                new += range(code.dest_start + max(0, 0 if alone else self.in_sentence - code.src_start), code.dest_end)
            if code.src_end == len(self.norms):
                beyond = code.dest_end
        return [place for place in new if place < beyond]


def _denial(
    near: Sequence[Token], known: QuotedContext, document: Document, edge: int, *, crosses_commas: bool, ahead: bool
) -> list[tuple[int, int]]:
    text, language = document.text, document.language
    new = frozenset(known.new_in([token.norm for token in near]))
    unspaced = 0
    for count, token in enumerate(near):
        between = text[edge : token.start] if ahead else text[token.end : edge]
        if _SENTENCE_STOP.search(between) or count - unspaced >= RETRACTION_REACH_TOKENS:
            return []
        unspaced += len(token.norm) == 1 and not token.norm.isascii()
        if count not in new:
            continue
        word = token.norm
        near_enough = count < NEGATION_REACH_TOKENS and (crosses_commas or "," not in between)
        stands_alone = not ahead or _closes(near, count, text)
        if word in SUSPICIOUS or (near_enough and stands_alone and negates(word, language, text, token.start)):
            return [(token.start, token.end)]
        around = text[token.start : token.start + 8]
        signs = UNSPACED_SUSPICIOUS + (UNSPACED_NEGATIONS if count < 2 * NEGATION_REACH_TOKENS and not ahead else ())
        if found := next((sign for sign in signs if around.startswith(sign)), None):
            return [(token.start, token.start + len(found))]
    return []


def _closes(near: Sequence[Token], number: int, text: str) -> bool:
    """Return whether a negation ends its clause, as in "he did not say", rather than opening another: "but not all"."""
    if number and near[number - 1].norm in BUT:
        return False
    ends = (text[token.end : token.end + 2] for token in near[number : number + 2])
    return any(re.match(r"\s?[.!?;,:)。！？]|\n|$", rest) for rest in ends)
