"""What stands around a passage: which of several places is meant, and whether the words are taken back there."""

import re
from collections.abc import Sequence

from factcheck.verifier.document import Document
from factcheck.verifier.finding import Difference
from factcheck.verifier.locate.kinds import negates
from factcheck.verifier.locate.row import Row
from factcheck.verifier.locate.tokens import Token, tokens
from factcheck.verifier.locate.words import BUT, SUSPICIOUS, UNSPACED_NEGATIONS, UNSPACED_SUSPICIOUS
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
_STOP = re.compile(r"[.!?;。！？؟\n]")
_OPENS = re.compile(r"(?:^|[\n.!?;:。！？؟…]\s*|[«‹]\s?|[“„‘‚「『]|(?:^|\s)[\"'(\[—–-]\s?)$")
"""What stands before a word that opens its sentence, or what is said in it."""
_SHORT = 3
"""Tokens of a quote that the word before it may turn round: fewer are no statement."""
_THAT = frozenset("that dass que qu che dat że что що dat ki أن إن ש כי कि".split())
NEAR, FAR = 4, 7
"""Tokens before or after a passage in which a negation, and a word that takes back a whole statement, are sought."""


def region_of(document: Document, start: int) -> Region:
    """Return the region of a place; words that a sentence of running text takes back are a correction."""
    before = document.text[max(0, start - 240) : start]
    sentence = re.split(r"\n|[.!?。]\s?", before)[-1]
    return Region.CORRECTION if _WITHDRAWN.search(sentence) else document.region_at(start)


def fit(before: Sequence[str], after: Sequence[str], row: Row, first: int, last: int) -> int:
    """Return how many of a prefix's and a suffix's tokens stand around a passage."""
    left = row.norms(first - len(before), first) if before else []
    right = row.norms(last + 1, last + 1 + len(after)) if after else []
    score = sum(a == b for a, b in zip(reversed(before), reversed(left), strict=False))
    return score + sum(a == b for a, b in zip(after, right, strict=False))


def denials(selector: TextQuoteSelector, row: Row, first: int, last: int, document: Document) -> tuple[Difference, ...]:
    """Return what takes the words back in their sentence now, and did not stand there when they were quoted."""
    before = _denial_before if selector.prefix else _turned_round
    found = before(selector, row, first, document) if selector.prefix or last - first + 1 >= _SHORT else []
    after = _denial_after(selector, row, last, document)
    length = len(selector.exact)
    return (
        *(Difference(DifferenceKind.NEGATION, "", document.text[a:b], 0, 0, a, b) for a, b in found),
        *(Difference(DifferenceKind.NEGATION, "", document.text[a:b], length, length, a, b) for a, b in after),
    )


def _denial_before(selector: TextQuoteSelector, row: Row, first: int, document: Document) -> list[tuple[int, int]]:
    known = [token.norm for token in tokens(selector.prefix, document.language)]
    left = row.tokens(first - 3 * FAR, first)
    if not known or [t.norm for t in left[-len(known) :]] == known:
        return []
    start = row.token(first).start
    joined = bool(left) and left[-1].norm in _THAT
    return _denial(left[::-1], known, document, start, crosses_commas=joined, ahead=False)


def _turned_round(selector: TextQuoteSelector, row: Row, first: int, document: Document) -> list[tuple[int, int]]:
    """Return the negation that opens the sentence of which all else is quoted, as in "No vamos a …" for "Vamos a …"."""
    word, text = row.token(first), document.text
    for no in row.tokens(first - 1, first):
        says_no = negates(no.norm, document.language) or no.norm in UNSPACED_NEGATIONS
        if not says_no or text[no.end : word.start].strip() or word.norm[:1].isdigit():
            return []
        lowered = text[word.start].islower() and selector.exact.lstrip("\"'“‘«„([").strip()[:1].isupper()
        if lowered or _OPENS.search(text[max(0, no.start - 8) : no.start]):
            return [(no.start, no.end)]
    return []


def _denial_after(selector: TextQuoteSelector, row: Row, last: int, document: Document) -> list[tuple[int, int]]:
    known = [token.norm for token in tokens(selector.suffix, document.language)]
    right = row.tokens(last + 1, last + 1 + 3 * FAR)
    if not known or [t.norm for t in right[: len(known)]] == known:
        return []
    return _denial(right, known, document, row.token(last).end, crosses_commas=True, ahead=True)


def _denial(
    near: Sequence[Token], known: Sequence[str], document: Document, edge: int, *, crosses_commas: bool, ahead: bool
) -> list[tuple[int, int]]:
    text, language = document.text, document.language
    unspaced = 0
    for count, token in enumerate(near):
        between = text[edge : token.start] if ahead else text[token.end : edge]
        if _STOP.search(between) or count - unspaced >= FAR:
            return []
        word = token.norm
        if word in known:
            continue
        near_enough = count < NEAR and (crosses_commas or "," not in between)
        stands_alone = not ahead or _closes(near, count, text)
        if word in SUSPICIOUS or (near_enough and stands_alone and negates(word, language)):
            return [(token.start, token.end)]
        around = text[token.start : token.start + 8]
        signs = UNSPACED_SUSPICIOUS + (UNSPACED_NEGATIONS if count < 2 * NEAR and not ahead else ())
        if found := next((sign for sign in signs if around.startswith(sign)), None):
            return [(token.start, token.start + len(found))]
        unspaced += len(word) == 1 and not word.isascii()
    return []


def _closes(near: Sequence[Token], number: int, text: str) -> bool:
    """Return whether a negation ends its clause, as in "he did not say", rather than opening another: "but not all"."""
    if number and near[number - 1].norm in BUT:
        return False
    ends = (text[token.end : token.end + 2] for token in near[number : number + 2])
    return any(re.match(r"\s?[.!?;,:)。！？]|\n|$", rest) for rest in ends)
