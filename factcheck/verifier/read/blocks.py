"""Blocks of text, and what they are by themselves: running text, a label with a lone link, a page's number."""

import re
from dataclasses import dataclass

PROSE = 25
"""Characters of a line from which on it is running text and not a label."""
_LETTER = re.compile(r"[^\W_]")
_PAGE = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|pág|p|part|teil|parte?|partie|strona|str|страница|стр|сторінка|sid[ae]|sivu|oldal|sayfa"
    r"|stran[aá]|stránka|σελίδα|trang|halaman|หน้า|الصفحة|صفحة|עמוד|第|slide|image|photo|foto|bild|picture|imagen|immagine)\.?\s*)?"
    r"(\d{1,4})\s*(?:(?:[^\W\d_]{1,8}\s*){1,2}|[/|]\s*|\s[-–—]\s)(\d{1,4})(?:\s*[^\W\d_]{1,2})?[^\w.!?]*",
    re.IGNORECASE,
)
"""One number of another, and next to nothing else: "Page 2 of 5", "2/5", "第2页 共5页"."""
_LABELS = frozenset(
    (
        "advertisement|advertisements|advertising|advert|ad|ads|sponsored|sponsored content|paid content|promoted|anzeige|werbung"
        "|publicité|publicidad|publicidade|pubblicità|advertentie|reclame|reklama|reklame|reklam|annonse|annonce|annons|mainos"
        "|hirdetés|oglas|reclamă|διαφήμιση|реклама|広告|广告|廣告|광고|إعلان|פרסומת|quảng cáo|iklan|โฆษณา|विज्ञापन"
        "|story continues below advertisement|story continues below|article continues below|article continues after advertisement"
        "|continue reading|continue reading below|continue reading the main story|scroll to continue|skip advertisement|skip ad"
        "|scroll to continue with content|read more|weiterlesen|lire la suite|leer más|leggi tutto|lees meer|läs mer"
        "|after the promotion|after the newsletter promotion|skip past newsletter promotion|after newsletter promotion"
    ).split("|")
)
"""Lines that stand over an advertisement, or where an article goes on below one."""
SHORT = 60
"""Characters of a line that may be a label or a page's number."""
_HEADLINE = 25
"""Characters of a link that may be a headline."""
_QUOTES = frozenset("\"'“„«‘‚”»「『")
_MARKS = "▶►▸→»›·•>-–—|: "
_COLON = re.compile(r"^\W*[^\W_][^.!?\n]{0,38}?\s*[:：»›→>|–—]\s*$")
_STOPS = re.compile(r"[.!?。！？]\W*$")
_READ_ALSO = re.compile(
    "read (?:more|also|next|on)|also read|see also|more on|more:|related|in pictures|watch|listen|don't miss|explainer"
    "|from the archive|lire (?:aussi|également|la suite)|à lire|voir aussi|lesen sie|auch interessant|mehr (?:zum|dazu)"
    "|siehe auch|lies auch|lesetipp|leggi (?:anche|pure)|vedi anche|approfondi|lea (?:también|además)|lee también"
    "|te puede interesar|ver también|más información|le[ií]a (?:também|mais|también)|veja (?:também|mais)|saiba mais"
    "|lees ook|lees verder|zie ook|czytaj (?:też|także|więcej)|zobacz (?:też|także)|přečtěte|čtěte|čítajte|prečítajte"
    "|läs (?:också|även|mer)|les også|læs også|lue (?:myös|lisää)|citește și|citiți și|olvasta már|kapcsolódó|ayrıca"
    "|bunu da|ilgili haber|читайте (?:также|ещё|еще|також)|смотрите также|по теме|διαβάστε|δείτε|pročitajte|preberite"
    "|прочетете|اقرأ|إقرأ|شاهد|قد يهمك|קראו גם|עוד בנושא|相关|相關|延伸阅读|関連|あわせて読みたい|관련|xem thêm|đọc thêm"
    "|baca juga|อ่านเพิ่ม|ข่าวที่เกี่ยวข้อง",
    re.IGNORECASE,
)
"""Labels that invite readers to read something else."""
_INVITES = re.compile(rf"(?:{_READ_ALSO.pattern})(?:\s+[^\W\d_]+){{0,3}}", re.IGNORECASE)
"""Such a label, whatever it says that there is to read: "More on this story", "Mehr zum Thema"."""


@dataclass(slots=True)
class Block:
    """A paragraph, a heading, a cell: its texts, each with the part of the page it is in."""

    texts: list[tuple[str, int]]
    size: int = 0
    linked: int = 0
    heading: int = 0
    """The level of the heading it is, or 0."""
    pressed: int = 0
    """Characters of buttons and labels of fields, which are counted as linked, too."""
    lead: int = 0
    """Texts before its first link."""
    tail: int = 0
    """Characters behind its last link."""

    @property
    def prose(self) -> int:
        """Return the characters of running text in it."""
        own = self.size - self.linked
        return own if not self.heading and own >= PROSE and own * 2 > self.size else 0

    @property
    def is_link(self) -> bool:
        """Return whether it is a link, a button or a label, and no word besides."""
        return self.linked > 0 and self.size - self.linked <= 3


def ends_a_sentence(line: str) -> bool:
    """Return whether a mark that ends a sentence ends a line: it is no heading."""
    return _STOPS.search(line) is not None


def interrupts(block: Block, line: str) -> bool:
    """Return whether a whole block of the article can be taken out without changing its words."""
    if block.linked:
        return (block.is_link and not _says_a_word(block)) or _only_links(block)
    if block.heading or len(line) > SHORT:
        return False
    if (" " in line or "/" in line) and (page := _PAGE.fullmatch(line)):
        return 0 < int(page[1]) <= int(page[2])
    return line.strip(" -–—•·.:…()[]|").casefold() in _LABELS


def _says_a_word(block: Block) -> bool:
    """Return whether a short word stands before the links of a block or behind them: "Not", "no"."""
    before = "".join(text for text, _ in block.texts[: block.lead])
    behind = block.texts[-1][0] if block.tail else ""
    return _LETTER.search(before) is not None or (len(behind) <= 3 and _LETTER.search(behind) is not None)


def _only_links(block: Block) -> bool:
    """Return whether what is not linked in a block is a short label before, ended by a colon, and signs between."""
    if block.tail > 3 or 2 * block.linked < block.size:
        return False
    if block.lead and _speaks(block):
        return False
    if block.tail > 0 and _LETTER.search(block.texts[-1][0][-block.tail :]):
        return False
    label = "".join(text for text, _ in block.texts[: block.lead])
    between = block.size - block.linked - len(label) - block.tail
    return between <= 3 * len(block.texts) and (not _LETTER.search(label) or _introduces(label))


def _speaks(block: Block) -> bool:
    """Return whether the first link of a block begins with a quotation mark: somebody is quoted."""
    return block.texts[min(block.lead, len(block.texts) - 1)][0].strip()[:1] in _QUOTES


def _introduces(label: str) -> bool:
    """Return whether the text before a link is a label: a colon or an arrow ends it, or it invites to read something."""
    if len(label) > 40 or len(label.split()) > 5:
        return False
    return _COLON.match(label) is not None or _INVITES.fullmatch(label.strip(_MARKS)) is not None


def teases(block: Block) -> bool:
    """Return whether a block only leads to another article: a short label before a lone link that is a headline."""
    if not block.lead or block.heading or block.tail > 3 or block.linked < _HEADLINE:
        return False
    label = "".join(text for text, _ in block.texts[: block.lead])
    if block.size - block.linked - len(label) - block.tail > 3:
        return False
    if not _introduces(label):
        return False
    if _READ_ALSO.match(label.strip(_MARKS)):
        return True
    link = "".join(text for text, _ in block.texts[block.lead :]).strip()
    return len(label.split()) <= 3 and len(link.split()) >= 5 and not _STOPS.search(link) and not _speaks(block)
