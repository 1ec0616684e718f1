"""Compare the documents that two checkouts read: ``python -m bench.same_reading --against CHECKOUT [SEED [PAGES]]``.

The pages are those of the tests and of the other measurements, damaged copies of them, the files of ``--files``, and PAGES that
are made at random of the tags, names and phrases that the readers know. Exit status 1: some are read differently, and their
names are printed.
"""

import argparse
import hashlib
import json
import os
import pickle
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HTML = "text/html; charset=utf-8"
EXTREME_MAX_BYTES = 200_000
"""The beginning of the pages that were made to be slow is enough to compare."""
Input = tuple[str, str, bytes]
"""A name, a content type and a body."""

TAGS = (
    "p p p p div div div span span a a a li ul ol em strong b i br br hr section article main header footer nav aside h1 h2"
    " h3 h4 table tbody tr td th caption blockquote figure figcaption form label input button select option textarea pre sup"
    " sub ruby rt rp del ins s strike dialog details summary legend fieldset address center dl dt dd img svg text title desc"
    " foreignObject math mi annotation iframe noscript template script style head object video plaintext xmp listing my-ad"
    " comment-list x-share html body meta link base cite q font small time"
).split()
VOID = frozenset("br hr img input meta link base".split())
OTHERS = (
    "hidden", "hidden=until-found", "popover", "open", "readonly", "disabled", "aria-modal=true", "aria-expanded=true",
    "aria-hidden=true", "aria-controls=w1", "data-toggle=collapse", "href=#w1", "shadowrootmode=open", "itemprop=comment",
    "itemprop=articleBody", "itemprop='review text'", "itemtype=https://schema.org/Comment", "typeof=sioc:UserComment",
    "aria-label=Comments", "aria-label='12 Kommentare'", "aria-label=Menu", "data-testid=comments-list", "data-component=x",
    "type=password", "type=hidden", "rel=canonical", "href=/a?b=1&amp;c", "http-equiv=refresh content='0;url=/x'", "lang=de",
    "style='display:none'", "style='display : NONE; color:red'", "style='text-decoration: line-through'", "style='left:-9999px'",
    "style='clip: rect(0,0,0,0)'",
    "style='overflow:hidden;width:1px;height:1px'", "style='color:#123'", "x", "title='a > b < c'",
    "data-x='{\"a\": 1}'",
    "srcdoc='<p class=comments>Within &amp;lt; <b>a page</b></p><noscript>no</noscript>'",
    "CLASS='Ad X'",
)  # fmt: skip
ROLES = (
    "navigation banner contentinfo search menu complementary main article comment dialog alertdialog form tab heading note Main"
    " doc-tip presentation"
).split()
PHRASES = (
    "3 comments", "Comments (12)", "Kommentare", "Anna K.: It was never open.", "Page 2 of 5", "2/5", "Advertisement",
    "Anzeige", "Read more:", "More on this story", "Lesen Sie auch:", "Correction: the hall has 12 seats, not 21.", "[1]",
    "An earlier version of this article said so.", "[citation needed]", "1,", "234 people", "12", ".5", ":34", "x²", "—", "“",
    "a\u00a0b", "e\u0301te\u0301", "zero\u200bwidth", "soft\u00adhyphen", "variation\ufe0f", "joined\u034fmarks", "»", "…",
    "\u3000全角\u3000間隔", "市议会周一表示，申请许可的家庭。",
    "الإصلاحات في المدينة", "Совет города сообщил", "सभा ने कहा",
    "두 번째 회의", "สภาเมือง",
    "tab\tand\x0cfeed", "two  spaces", "line\nbreak", " \n\t ", " ", "\n", "&nbsp;", "&#x85;", "&#28;x", "&#13;x",
    "&lt;b&gt;", "&amp;amp;", "&#0;", "\u2028", "<!-- a comment -->", "<![CDATA[x]]>", "<", "</p>", "</div>", "</", "<p",
    "<a href='", "\U0001f600\U000e0100", "ﬁ", "Å", "\ud55c\u1100\u1161", "<h1>The heading</h1>", "<base href='/b'>",
    "<meta http-equiv=Refresh content='0;url=/x'>", "<link rel=canonical href='/c'>", "<input type=PassWord>",
    "<noscript><p>Without scripts</p><meta http-equiv=refresh content='1;/y'></noscript>",
    "<sup class=reference><a href='#n'>[3]</a></sup>", "<button aria-expanded=false aria-controls=w1>More</button>",
)  # fmt: skip


class Grammar:
    """Writes pages at random, the same for a seed: any tag in any other, with attributes and phrases that have a meaning."""

    def __init__(self, seed: int) -> None:
        from bench.fuzz_inputs import SIGNS, TEXTS

        self.chance = random.Random(seed)
        readers = ROOT / "factcheck" / "verifier" / "read"
        source = "".join((readers / f"{name}.py").read_text() for name in ("regions", "hidden", "names", "outline"))
        self.names = sorted(set(re.findall(r"[^\W\d_][\w-]{1,24}", source)))
        self.texts, self.signs = TEXTS, SIGNS
        self.ascii = [text for text in TEXTS if text.isascii()]

    def page(self) -> bytes:
        """Return a page, most often with a head, and with one kind of text or many."""
        chance = self.chance
        self.plain, self.named = chance.random() < 0.5, chance.choice((0.1, 0.4, 0.8))
        self.tags = chance.choices(TAGS, k=chance.choice((6, 20, 60)))
        head = "<!doctype html><html lang=en><head><meta charset=utf-8><title>A title | Site</title>"
        head += f"<script type='application/ld+json'>{json.dumps({'articleBody': chance.choice(self.texts)})}</script></head>"
        parts = [head if chance.random() < 0.7 else ""]
        parts += [self.element(chance.choice((1, 2, 4, 7))) for _ in range(chance.choice((1, 4, 12, 40)))]
        if chance.random() < 0.5:
            around = chance.choice(
                ("main", "article", "div role=main", "main><article", "div id=content><article class=post")
            )
            prose = "".join(
                f"<p>{chance.choice(self.texts)}</p>{self.element(3)}" for _ in range(chance.choice((2, 8)))
            )
            closing = "".join(f"</{each.split()[0]}>" for each in reversed(around.split("><")))
            parts.insert(1 + len(parts) // 2, f"<{around}><h1>{self.words()}</h1>{prose}{closing}")
        return "".join(parts).encode("utf-8", "replace")

    def element(self, depth: int) -> str:
        """Return an element with its contents. Some are never closed."""
        chance = self.chance
        tag = chance.choice(self.tags)
        opening = f"<{tag.upper() if chance.random() < 0.05 else tag}{self.attributes()}>"
        if tag in VOID:
            return opening
        parts = [opening]
        parts += [
            self.element(depth - 1) if depth and chance.random() < 0.6 else self.words()
            for _ in range(chance.choice((0, 1, 1, 2, 3)))
        ]
        if chance.random() < 0.95:
            parts.append(f"</{tag}>")
        return "".join(parts) + chance.choice(("", "", " ", "\n", "\n    "))

    def attributes(self) -> str:
        """Return some attributes."""
        chance = self.chance
        found = []
        for name in ("class", "id"):
            if chance.random() < self.named:
                given = [self.name() for _ in range(chance.choice((1, 1, 2, 4)))]
                found.append(f'{name}="{" ".join(given)}"')
        if chance.random() < self.named / 5:
            found.append(f"role={chance.choice(ROLES)}")
        if chance.random() < self.named / 2:
            found.append(chance.choice(OTHERS))
        return "".join(f" {each}" for each in found)

    def name(self) -> str:
        """Return a class or an id: a known name, a compound of some, or one without a meaning."""
        chance = self.chance
        if chance.random() < 0.2:
            return chance.choice(("w1", "c-7", "col-md-6", f"id{chance.randrange(10_000)}", "Text_body__x1y2z"))
        parts = chance.choices(self.names, k=chance.choice((1, 1, 2, 3)))
        name = chance.choice(("-", "_", "__", "--", "")).join(parts)
        return name.title() if chance.random() < 0.1 else name

    def words(self) -> str:
        """Return a text."""
        chance = self.chance
        if chance.random() < 0.35:
            return chance.choice(PHRASES)
        if chance.random() < 0.03:
            return chance.choice(self.signs)
        text = chance.choice(self.ascii if self.plain else self.texts)
        start = chance.choice((0, 0, chance.randrange(len(text))))
        return chance.choice(("", "", " ", "\n  ")) + text[start : start + chance.choice((5, 30, 400))]


def inputs(seed: int, pages: int, folder: Path | None) -> Iterator[Input]:
    """Yield the pages."""
    from bench import fuzz_inputs, load, reading
    from tests.support.pages import PAGES

    for page in PAGES:
        yield page.name, dict(page.headers).get("content-type", ""), page.body
    for number in range(12):
        yield f"load {number}", HTML, load.page(number, number)
    for name, (content_type, _, body) in reading.ordinary().items():
        yield name, content_type, body
    for name, (content_type, _, body) in reading.extreme().items():
        if content_type == HTML:
            yield name, content_type, body[:EXTREME_MAX_BYTES]
    for path in sorted(folder.rglob("*.*ht*ml")) if folder else ():
        yield str(path), "text/html", path.read_bytes()
    chance, grammar = random.Random(seed), Grammar(seed)
    for number in range(pages):
        yield f"damaged {seed}:{number}", chance.choice((HTML, "text/html")), fuzz_inputs.data(chance, fuzz_inputs.HTML)
        yield f"markup {seed}:{number}", HTML, fuzz_inputs.markup(chance)
        yield f"grammar {seed}:{number}", HTML, grammar.page()


def digests(file: Path) -> dict[str, str]:
    """Return a digest of each document, by the names of the pages."""
    from factcheck.verifier.http.response import Capture
    from factcheck.verifier.read import read

    url, found = "https://news.example/story", {}
    for name, content_type, body in pickle.loads(file.read_bytes()):
        capture = Capture(url, url, 200, (("content-type", content_type),), body, datetime(2026, 1, 1, tzinfo=UTC), 0.1)
        found[name] = hashlib.sha256(repr(read(capture)).encode("utf-8", "surrogatepass")).hexdigest()
    return found


def in_a_process(root: Path, file: Path) -> dict[str, str]:
    """Return the digests by the code of a checkout."""
    command = [sys.executable, __file__, "--of", str(file)]
    ran = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(root)}, cwd=root, capture_output=True, text=True, check=True
    )
    result: dict[str, str] = json.loads(ran.stdout)
    return result


def main() -> int:
    """Print the names of the pages that are read differently, and return the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("seed", type=int, nargs="?", default=1)
    options.add_argument("pages", type=int, nargs="?", default=1_000)
    options.add_argument("--against", type=Path, help="another checkout")
    options.add_argument("--files", type=Path, help="a folder with more pages")
    options.add_argument("--of", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.of:
        print(json.dumps(digests(given.of)))
        return 0
    if not given.against:
        options.error("--against names the other checkout")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pages"
        file.write_bytes(pickle.dumps(list(inputs(given.seed, given.pages, given.files))))
        with ThreadPoolExecutor() as pool:
            theirs, ours = pool.map(in_a_process, (given.against.resolve(), ROOT), (file, file))
    different = [name for name, digest in ours.items() if theirs[name] != digest]
    print(f"{len(ours):,} pages, {len(different):,} read differently", *different, sep="\n")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
