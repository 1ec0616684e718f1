"""Reads captions and subtitles (WebVTT, SubRip, SubViewer, TTML, YouTube's XML): the speech, without numbers and times.

A sentence is spread over several cues, so the cues are read as one text. Labels of speakers and sounds in brackets remain
in the text, outside the article.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise, zip_longest

from factcheck.verifier.document import Document, stretches_of
from factcheck.verifier.read.clean import bounded_length, dense, visible
from factcheck.verifier.text_language import language_of
from factcheck.vocabulary import Region

_TIME = r"(?:\d{1,4}:)?\d{1,3}:\d{2}(?:[.,:]\d{1,6})?"
_CUE = re.compile(rf"[ \t]*{_TIME}[ \t]*(?:-{{1,2}}>[ \t]*{_TIME}(?:[ \t].*)?|,{_TIME}[ \t]*)\Z")
_HEADER = re.compile(r"\ufeff?\s{0,200}WEBVTT(?:[ \t\r\n]|\Z)")
_ASIDE = re.compile(r"(?:NOTE(?:[ \t]|\Z)|STYLE[ \t]*\Z|REGION[ \t]*\Z)")
_LANGUAGE = re.compile(r"Language:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})[ \t]*\Z", re.IGNORECASE)
_RUBY = re.compile(r"<rt\b[^<>]{0,200}>[^<>]{0,200}</rt>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:c|i|b|u|s|v|p|lang|ruby|rt|font|span|br)(?:[.\s/][^<>]{0,500})?>|<[\d:.]{5,20}>|\{\\[^{}]{0,200}\}",
    re.IGNORECASE,
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?\s([^<>\[\]:]{1,40})>", re.IGNORECASE)
"""The name of a speaker in WebVTT."""
_ANY_TAG = re.compile(r"</?[A-Za-z_][^<>]*>")
_XML = re.compile(r"<(?:\w{1,20}:)?(?:tt|transcript|timedtext)[\s>]")
_XML_CUE = re.compile(r"</?(?:\w{1,20}:)?(?:p|text)(?:\s[^<>]*)?>")
_XML_TIMED = re.compile(r"\s(?:begin|start|t)=")
_XML_BREAK = re.compile(r"<(?:\w{1,20}:)?br\b[^<>]*>")
_XML_LANGUAGE = re.compile(r"xml:lang=[\"']([A-Za-z-]{2,12})")
_TURN = re.compile(r"\s?>{2,4}\s?")
_DASH = re.compile(r"[-\u2010-\u2015](?=\s|[^\W\d_])\s?")
_LABEL = re.compile(r"(?:\[[^\[\]:]{1,40}\]|[^\W\d_][^:\[\]()<>?!,;\n]{0,40}(?:\([^()\n]{1,40}\))?) ?[:：](?=\s|\Z)\s*")
_SOUND = re.compile(r"(?:\[[^\[\]\d]{1,60}\]|[♪♫]+)\s?|(?:\([^()\d]{1,60}\)|\*[^*\d]{1,60}\*)\Z")
_LAST_SOUND = re.compile(r"\s?(?:\[[^\[\]\d]{1,60}\]|[♪♫]+)\Z")
LABEL_MAX_WORDS = 4
PARTICLE_MAX_LETTERS = 3
"""Maximum length of a word in a name that may be in lower case: "van", "de"."""
LINE_MAX_SOUNDS = 4
LABEL_MIN_TIMES = 2
"""Least number of occurrences of a speaker's label."""
ROLLED_MAX_LINES = 4
"""Maximum number of lines of a cue that the next one repeats."""
CUE_MAX_LINES = 12
"""Maximum number of lines per cue in an unlabelled file; a text with fewer cues only quotes an example of captions."""
SCAN_MAX_LINES = 2_000
"""Maximum number of lines in which cues are counted."""
MAX_LINES, MAX_CUES = 100_000, 40_000
"""Maximum number of lines of a file, and of cues in XML, that are read: ten hours of captions have half as many."""

_Cue = list[str]


def read_timed(
    text: str, *, charset: str, truncated: str | None, language: str | None, labelled: bool
) -> Document | None:
    """Return the speech of a caption file, or None for other texts. ``labelled`` is whether it is sent as captions."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    is_vtt = _HEADER.match(text) is not None
    if not _is_timed(lines, certain=is_vtt or labelled):
        return None
    if len(lines) > MAX_LINES:
        lines, truncated = lines[:MAX_LINES], truncated or "length"
    cues, stated = _cues(lines, is_vtt=is_vtt)
    return _document(cues, charset=charset, truncated=truncated, language=stated or language)


def read_timed_xml(text: str, *, charset: str, truncated: str | None) -> Document | None:
    """Return the speech of captions in XML, or None for other XML."""
    if not _XML.search(text[:3_000]):
        return None
    tags = list(islice(_XML_CUE.finditer(text), 2 * MAX_CUES + 1))
    if len(tags) > 2 * MAX_CUES:
        text, truncated = text[: tags[-1].start()], truncated or "length"
    cues: list[_Cue] = []
    for tag, following in zip_longest(tags[: 2 * MAX_CUES], tags[1:]):
        if tag and _XML_TIMED.search(tag[0]):
            shown = text[tag.end() : following.start() if following else len(text)]
            words = html.unescape(_ANY_TAG.sub("", _XML_BREAK.sub("\n", shown)))
            cues.append([line for line in words.split("\n") if line.strip()])
    if not cues:
        return None
    stated = _XML_LANGUAGE.search(text[:5_000])
    return _document(cues, charset=charset, truncated=truncated, language=stated[1] if stated else None)


def _is_timed(lines: list[str], *, certain: bool) -> bool:
    counted = Counter(bool(_CUE.match(line)) for line in lines[:SCAN_MAX_LINES] if line and not line.isspace())
    if certain:
        return counted[True] > 0
    first = next((line for line in lines if line and not line.isspace()), "")
    begins = _CUE.match(first) or first.strip().isdigit()
    return counted[True] > 1 and bool(begins) and counted[True] * CUE_MAX_LINES >= counted.total()


def _cues(lines: list[str], *, is_vtt: bool) -> tuple[list[_Cue], str | None]:
    """Return the lines of each cue, and the language that the file declares."""
    cues: list[_Cue] = []
    language = voice = None
    for number, block in enumerate(_blocks(lines)):
        if is_vtt and (number == 0 or _ASIDE.match(block[0])):
            stated = next((match for line in block if (match := _LANGUAGE.match(line))), None)
            language = stated[1] if stated and number == 0 else language
            block = _from_first_cue(block)
        timed = [bool(_CUE.match(line)) for line in block]
        for place, line in enumerate(block):
            if timed[place]:
                cues.append([])
            elif place + 1 < len(block) and timed[place + 1] and (place == 0 or line.strip().isdigit()):
                continue
            elif cues:
                line, voice = _with_labels(line, voice) if is_vtt else (line, voice)
                cues[-1] += [plain for each in line.split("\n") if (plain := _plain(each))]
    return cues, language


def _with_labels(line: str, voice: str | None) -> tuple[str, str | None]:
    """Return a line with the label of each speaker, on a line of its own, in the place of the tag; and who speaks last.

    Files repeat the tag in each cue; only a change of speakers gets a label.
    """
    pieces: list[str] = []
    end = 0
    for tag in _VOICE.finditer(line):
        pieces.append(line[end : tag.start()])
        end = tag.end()
        if (name := " ".join(html.unescape(tag[1]).split())) != voice:
            pieces.append(f"\n[{name}]: " if pieces[0].strip() else f"[{name}]: ")
            voice = name
    return "".join([*pieces, line[end:]]), voice


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the runs of lines between blank lines."""
    block: list[str] = []
    for line in lines:
        if line and not line.isspace():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _from_first_cue(block: list[str]) -> list[str]:
    """Return the lines of a header or note from the first cue on, because some files omit the blank line before it."""
    for place, line in enumerate(block):
        if _CUE.match(line):
            return block[place:]
    return []


def _plain(line: str) -> str:
    if "<" in line or "{" in line:
        line = _TAG.sub("", _RUBY.sub("", line))
    return (html.unescape(line) if "&" in line else line).strip()


def _document(cues: list[_Cue], *, charset: str, truncated: str | None, language: str | None) -> Document:
    lines = [" ".join(visible(line).split()) for line in _without_repeats(cues)]
    pieces = _pieces([line for line in lines if line])
    text = "".join(piece for piece, _ in pieces)
    if (length := bounded_length(text)) < len(text):
        text, truncated = text[:length], truncated or "length"
    stretches = stretches_of(pieces, len(text))
    prose = sum(each.end - each.start for each in stretches if each.region is Region.ARTICLE)
    return Document(
        kind="captions",
        text=text,
        stretches=stretches,
        charset=charset,
        truncated=truncated,
        language=language or language_of(text),
        unreadable=None if text else "empty",
        prose=prose,
        dense=dense(text),
    )


def _without_repeats(cues: list[_Cue]) -> list[str]:
    """Return the lines of all cues, without the lines of the previous cue that rolling captions repeat."""
    shown = [(cue, [word for line in cue for word in line.split()]) for cue in cues if cue]
    if not shown:
        return []
    repeated = [0, *(_repeated(cue, words) for (cue, _), (_, words) in pairwise(shown))]
    rolled = sum(count > 0 for count in repeated)
    rolls = rolled * 2 >= len(shown) - 1 and (rolled > 1 or max(repeated, default=0) > 2)
    lines: list[str] = []
    for (cue, _), count in zip(shown, repeated, strict=True):
        lines += _from_word(cue, count) if rolls and count else cue
    return lines


def _from_word(cue: _Cue, number: int) -> _Cue:
    """Return the lines of a cue without its first words."""
    for place, line in enumerate(cue):
        words = line.split()
        if number < len(words):
            return [" ".join(words[number:]), *cue[place + 1 :]]
        number -= len(words)
    return []


def _repeated(before: _Cue, words: list[str]) -> int:
    """Return the number of a cue's first words that repeat the last lines of the previous cue."""
    tail: list[str] = []
    most = 0
    for line in reversed(before[-ROLLED_MAX_LINES:]):
        tail[:0] = line.split()
        if len(tail) > len(words):
            break
        if words[: len(tail)] == tail:
            most = len(tail)
    return most


def _pieces(lines: list[str]) -> list[tuple[str, Region]]:
    """Return the text in pieces, with their regions: speech, labels of speakers, and sounds."""
    turns: list[tuple[str, bool]] = []
    for line in lines:
        parts = _TURN.split(line) if ">>" in line else [line]
        turns += [
            (_DASH.sub("", part, count=1) if _DASH.match(part) else part, n > 0) for n, part in enumerate(parts) if part
        ]
    labels = [_LABEL.match(words) for words, _ in turns]
    often = Counter(_counted(label[0]) for label in labels if label)
    pieces: list[tuple[str, Region]] = []
    for (words, announced), label in zip(turns, labels, strict=True):
        said = words
        if label and _is_name(label[0].strip()):
            said = words[label.end() :]
            known = announced or label[0][0] == "[" or often[_counted(label[0])] >= LABEL_MIN_TIMES
            if known or (label[0].isupper() and not said.isupper()):
                pieces.append((label[0].strip() + " ", Region.NAVIGATION))
            else:
                said = words
        pieces += _said(said)
    if pieces:
        pieces[-1] = pieces[-1][0].rstrip(), pieces[-1][1]
    return pieces


def _said(words: str) -> list[tuple[str, Region]]:
    """Return the words of a line in pieces, with their regions. Sounds in brackets at its ends are not speech."""
    pieces: list[tuple[str, Region]] = []
    for _ in range(LINE_MAX_SOUNDS):
        if not (sound := _SOUND.match(words)):
            break
        pieces.append((sound[0].strip() + " ", Region.NAVIGATION))
        words = words[sound.end() :]
    last = _LAST_SOUND.search(words, max(0, len(words) - 64))
    words, end = (words[: last.start()], last[0].strip()) if last else (words, "")
    if words:
        pieces.append((words + "\n", Region.ARTICLE))
    if end:
        pieces.append((end + "\n", Region.NAVIGATION))
    return pieces


def _counted(label: str) -> str:
    return re.sub(r"\d+", "#", label.strip())


def _is_name(label: str) -> bool:
    """Return whether the text before a colon can be a name: few words, none of them in lower case."""
    words = label.split()
    small = (word for word in words if word[0].islower() and len(word) > PARTICLE_MAX_LETTERS)
    return len(words) <= LABEL_MAX_WORDS and not any(small)
