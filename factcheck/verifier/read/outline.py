"""Finds the outline of a page before the walk: the elements around the article, and comments below their heading."""

import re
from collections.abc import Set
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from factcheck.languages import pattern

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADS = frozenset({*_HEADINGS[1:], "summary", "legend"})
_OUTLINE_SELECTOR = ", ".join((*_HEADINGS, "summary", "legend", "main", "article", "[role]", "[itemprop=articleBody]"))
_COUNTED = re.compile(r"\d[\d.,\s]*\S*[^\W\d]|[(\[（]\s*\d[\d.,]*\s*[)\]）]")
"""A number before the words, or in brackets. "Comment 12" is a heading of a text that comments on something."""
_COUNTS = r"\s*(?:\d[\d.,]*\s+(?:[^\W\d_]+\s+)?(?:{})|(?:{})\s*[(\[（]?\s*\d)\W*\w*\W*\Z"
"""A heading of comments with their number before or after the word: "3 comments", "Comments (3)"."""
_FIGURE = re.compile(r"\d")
_ENTRY = re.compile(r"\W*[^\W\d_][^:：\n.!?]{0,40}[:：]\s*\S")
"""The beginning of a line with a speaker: "Anna K.: It was never open"."""
_LABEL = frozenset("b strong a cite h3 h4 h5 h6 span header address figcaption em i div".split())
COUNTS_MAX_HEADINGS = 20
"""Maximum number of headings with a number of comments whose following elements are checked."""
COUNTS_MAX_CHARACTERS = 48
"""Maximum length of a heading with a number of comments."""
_MAX_HEADINGS, _MAX_DEPTH = 200, 100
_MAX_ELEMENTS = 50


@dataclass(frozen=True, slots=True)
class Outline:
    """Elements of a page by their relation to its article, as the parser numbers them."""

    holders: frozenset[int]
    """Elements that contain the marked content, so that their own names are not evidence."""
    main: int | None
    """The main element, if there is exactly one."""
    article: int | None
    """The article element that is not a teaser or a comment, if there is exactly one."""
    path: frozenset[int]
    """Elements that contain the article element, or else the main element. Their other contents are beside it."""
    comments: set[int]
    """Elements below a heading such as "3 comments"."""


def outline_of(root: LexborNode) -> Outline:
    """Return the outline of a page."""
    mains: list[LexborNode] = []
    articles: list[LexborNode] = []
    holding: list[LexborNode] = []
    titles: list[LexborNode] = []
    heads: list[LexborNode] = []
    for node in root.css(_OUTLINE_SELECTOR):
        tag = node.tag
        if tag == "h1":
            titles.append(node)
        elif tag in _HEADS:
            heads.append(node)
        else:
            given = node.attributes
            role = given.get("role")
            if tag == "main" or role == "main":
                mains.append(node)
            elif tag == "article" or role == "article":
                articles.append(node)
            if tag == "main" or role == "main" or given.get("itemprop") == "articleBody":
                holding.append(node)
            elif role == "heading":
                heads.append(node)
    main = mains[0] if len(mains) == 1 else None
    article = _article(articles[:_MAX_ELEMENTS])
    title = next((each for each in titles[:_MAX_ELEMENTS] if _is_within(each)), titles[0] if titles else None)
    holders = _above([*holding[:20], *([title] if title else [])])
    chosen = article or main
    path = _above([chosen]) - {chosen.mem_id} if chosen else set()
    return Outline(
        holders=frozenset(holders),
        main=main.mem_id if main else None,
        article=article.mem_id if article else None,
        path=frozenset(path | {root.mem_id}) if chosen else frozenset(),
        comments=_discussions(heads[:_MAX_HEADINGS], holders),
    )


def _article(articles: list[LexborNode]) -> LexborNode | None:
    """Return the article element with the main heading, or the only one, or by far the longest; else None."""
    outer = [each for each in articles if not _is_within(each, "article")]
    if len(outer) < 2:
        return outer[0] if outer else None
    headed = [each for each in outer if each.css_first("h1")]
    if headed:
        return headed[0] if len(headed) == 1 else None
    sizes = [len(each.text(deep=True)) for each in outer]
    longest = max(sizes)
    return outer[sizes.index(longest)] if 3 * longest > 2 * sum(sizes) else None


def _is_within(node: LexborNode, *tags: str) -> bool:
    """Return whether an element is inside one of these tags, by default an article or main element."""
    above = node.parent
    for _ in range(_MAX_DEPTH):
        if above is None:
            break
        if above.tag in (tags or ("article", "main")):
            return True
        above = above.parent
    return False


def counts_comments(text: str) -> bool:
    """Return whether a text is a number of comments: "3 comments", "Kommentare (2)"."""
    parted = " " in text or "(" in text or not text.isascii()
    return (
        parted
        and _FIGURE.search(text) is not None
        and pattern("page_parts", "comments", _COUNTS).match(text) is not None
    )


def below(text: LexborNode, holders: frozenset[int]) -> set[int]:
    """Return the elements below a text with a number of comments, where they begin with names."""
    heading = text.parent
    found = _below(heading, holders) if heading else []
    return {each.mem_id for each in found} if _are_entries(found) else set()


def _above(nodes: list[LexborNode]) -> set[int]:
    """Return elements and all elements that contain them."""
    found: set[int] = set()
    for node in nodes:
        above: LexborNode | None = node
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def _discussions(heads: list[LexborNode], holders: set[int]) -> set[int]:
    """Return the elements below headings with a number of comments, or for comments that begin with names."""
    found: set[int] = set()
    tried = 0
    for heading in heads:
        words = " ".join(heading.text(deep=True)[:200].split())
        if not words or len(words) > COUNTS_MAX_CHARACTERS or len(words.split()) > 5:
            continue
        named, counted = pattern("page_parts", "comments").search(words), _COUNTED.search(words)
        if not named and not (counted and pattern("page_parts", "answer_headings").search(words)):
            continue
        tried += 1
        if tried > COUNTS_MAX_HEADINGS:
            break
        following = _below(heading, holders)
        if following and ((named and counted) or _are_entries(following)):
            found.update(each.mem_id for each in following)
    return found


def _below(heading: LexborNode, holders: Set[int]) -> list[LexborNode]:
    """Return the elements from a heading to the next one, in the smallest element that contains more than the heading."""
    branch = heading
    for _ in range(4):
        following = _following(branch, heading.tag or "", holders)
        if following:
            return following
        if branch.parent is None or branch.parent.mem_id in holders or branch.parent.tag in {"article", "main", "body"}:
            return []
        branch = branch.parent
    return []


def _following(branch: LexborNode, tag: str, holders: Set[int]) -> list[LexborNode]:
    found: list[LexborNode] = []
    node = branch.next
    while node is not None and len(found) < _MAX_ELEMENTS * 10:
        name = node.tag or "-"
        if node.mem_id in holders or name in {"article", "main", "footer", "nav"}:
            break
        if name in _HEADINGS and (tag not in _HEADINGS or name <= tag):
            break
        if name[0] != "-":
            found.append(node)
        node = node.next
    return found if any(each.text(deep=True).strip() for each in found[:_MAX_ELEMENTS]) else []


def _are_entries(below: list[LexborNode]) -> bool:
    """Return whether most elements, or most entries of a list that is the only one of them, begin with a name."""
    entries = [each for each in below if each.tag not in {"form", "script", "style", "button", "hr"}][:_MAX_ELEMENTS]
    for _ in range(3):
        if len(entries) != 1:
            break
        inner = [each for each in _elements(entries[0]) if each.tag not in {"form", "script", "style", "button"}]
        if not inner or _is_entry(entries[0]):
            break
        entries = inner[:_MAX_ELEMENTS]
    named = sum(map(_is_entry, entries))
    return named > 0 and 2 * named >= len(entries)


def _elements(node: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    child = node.child
    while child is not None and len(found) < _MAX_ELEMENTS:
        if (child.tag or "-")[0] != "-":
            found.append(child)
        child = child.next
    return found


def _is_entry(node: LexborNode) -> bool:
    text = node.text(deep=True)[:2_000].strip()
    if _ENTRY.match(text):
        return True
    first = next(iter(_elements(node)), None)
    if first is None or first.tag not in _LABEL:
        return False
    name = first.text(deep=True)[:200].strip()
    return 0 < len(name) <= 40 and len(name.split()) <= 4 and text.startswith(name) and len(text) > len(name) + 10
