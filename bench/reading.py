"""Measure the cost of one page: CPU time of decoding, reading, locating and judging, and the memory of extreme pages.

``python bench/reading.py [--against CHECKOUT] [--extreme]``. With another checkout, its code and this one run alternately,
and the ratio is printed.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))
STAGES = ("decode", "read", "locate", "judge")
QUOTE = "the committee said on Monday that 41,300 households had waited longer than three years for a permit"
HAN = "市议会周一表示，去年夏天以来申请许可的家庭中有四成已经等待了三年以上。"
ROUNDS = 3


class Writer:
    """Writes pages at random, the same for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        letters = "etaoinshrdlucmfwypvbgk"
        self.vocabulary = ["".join(self.random.choices(letters, k=self.random.randint(2, 9))) for _ in range(6000)]
        self.common = "the of and to in that is was for with on as by at from are this which it he".split()

    def sentence(self) -> str:
        """Return a sentence of a dozen words, some with an accent, a figure or marks."""
        words = []
        for _ in range(self.random.randint(8, 18)):
            word = self.random.choice(self.common if self.random.random() < 0.4 else self.vocabulary)
            chance = self.random.random()
            word = word + "," if chance < 0.06 else f"“{word}”" if chance < 0.08 else word
            word = word + "é" if 0.08 < chance < 0.1 else f"{self.random.randint(2, 9000):,}" if chance > 0.98 else word
            words.append(word.capitalize() if chance > 0.93 else word)
        return " ".join(words).capitalize() + "."

    def paragraph(self) -> str:
        """Return a paragraph with a link and a stressed word, as articles have them."""
        text = " ".join(self.sentence() for _ in range(self.random.randint(3, 6)))
        words = text.split(" ")
        place = self.random.randrange(len(words) - 4)
        words[place] = f'<a href="/{self.random.choice(self.vocabulary)}?id={place}">{words[place]}'
        words[place + 2] = f"{words[place + 2]}</a>"
        return f"<p>{' '.join(words)}</p>\n"

    def furniture(self, links: int) -> str:
        """Return a menu."""
        items = (
            f'<li class="menu-item"><a class="menu-link" href="/{w}">{w} {w}</a></li>\n'
            for w in self.random.choices(self.vocabulary, k=links)
        )
        return f'<nav class="site-nav"><ul>{"".join(items)}</ul></nav>'

    def page(self, body: str) -> str:
        """Return a whole page around an article's body."""
        style = "".join(f".c{n}{{margin:{n}px;padding:0 {n}px;color:#{n:06x}}}\n" for n in range(120))
        script = "".join(f"window.v{n}=function(a){{return a+{n}}};\n" for n in range(120))
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Housing news</title><style>{style}</style>'
            f"<script>{script}</script></head><body>{self.furniture(60)}<main><article><h1>Households wait</h1>{body}"
            f'</article></main><aside class="related">{self.furniture(20)}</aside><footer>{self.furniture(30)}</footer></body>'
        )

    def article(self, size: int, piece: Callable[[], str] | None = None) -> str:
        """Return a page of about so many characters, the quote in the middle of its article."""
        last = HAN if piece == self.han else ""
        piece = piece or self.paragraph
        parts: list[str] = []
        length, middle = 0, False
        while length < size - 22_000 or not parts:
            parts.append(piece())
            length += len(parts[-1])
            if not middle and length > (size - 22_000) // 2:
                parts.append(f"<p>In a statement {QUOTE}, and it promised more. {last}</p>")
                middle = True
        return self.page("".join(parts))

    def dense(self) -> str:
        """Return a piece in which every few words have an element, with names, of their own."""
        words = self.sentence().split(" ")
        spans = (f'<span class="t{len(word)} w" data-n="{len(word)}">{word}</span>' for word in words)
        return f'<div class="row col"><div class="cell"><p class="body">{" ".join(spans)}</p></div></div>'

    def table(self) -> str:
        """Return rows of figures."""
        cells = "".join(f'<td class="num">{self.random.randint(0, 99999):,}</td>' for _ in range(7))
        return f"<table><tbody><tr><th>{self.random.choice(self.vocabulary)}</th>{cells}</tr></tbody></table>"

    def han(self) -> str:
        """Return a paragraph of Chinese."""
        ideographs = "".join(chr(0x4E00 + self.random.randrange(3000)) for _ in range(120))
        return f"<p>{ideographs[:40]}，{ideographs[40:]}。</p>"


def ordinary() -> dict[str, tuple[str, str, bytes]]:
    """Return, by name, a content type, a quote and a body: pages as they are."""
    writer = Writer(20)
    made = {
        "article 60 KB": (QUOTE, writer.article(60_000)),
        "article 60 KB, altered": (QUOTE.replace("41,300", "47,300"), writer.article(60_000)),
        "article 60 KB, gone": (
            "whose heirs will plead " + "for mercy before an empty court " * 3,
            writer.article(60_000),
        ),
        "tags 57 KB": (QUOTE, writer.article(57_000, writer.dense)),
        "tables 60 KB": (QUOTE, writer.article(60_000, writer.table)),
        "Chinese 60 KB": (HAN, writer.article(60_000 // 2, writer.han)),
        "text 1 MB": (QUOTE, writer.article(1_000_000)),
        "text 1 MB, altered": (QUOTE.replace("41,300", "47,300"), writer.article(1_000_000)),
        "text 10 MB": (QUOTE, writer.article(10_000_000)),
    }
    return {name: ("text/html; charset=utf-8", quote, page.encode()) for name, (quote, page) in made.items()}


def extreme() -> dict[str, tuple[str, str, bytes]]:
    """Return pages made to cost much."""
    from tests.support.pdfs import column, pdf

    writer = Writer(21)
    megabyte = writer.article(1_000_000)
    long_quote = " ".join(writer.sentence() for _ in range(700))
    numbers = json.dumps([{"id": n, "name": f"name {n}", "of": [n, str(n)]} for n in range(180_000)])
    html, xml, data = "text/html; charset=utf-8", "application/xml", "application/json"
    return {
        "10 MB of <b>": (html, QUOTE, b"<b>" * 3_333_000),
        "10 MB of <b>x": (html, QUOTE, b"<b>x" * 2_500_000),
        "nested 100,000 deep": (html, QUOTE, b"<div>" * 100_000 + QUOTE.encode() + b"</div>" * 100_000),
        "one word of 10 MB": (html, QUOTE, b"<p>" + b"a" * 10_000_000),
        "one Chinese word of 9 MB": (html, HAN, b"<p>" + "长".encode() * 3_000_000),
        "1 M text nodes": (html, QUOTE, b"x<br>" * 1_000_000),
        "1 M comments": (html, QUOTE, b"x<!---->" * 1_000_000),
        "signs, 10 MB": (html, QUOTE, b"<p>" + b"% 1 + 2 = 3 " * 830_000),
        "figures, 10 MB": (html, QUOTE, b"<p>" + b"1,2.3 4-5 $6 (7) 8% " * 500_000),
        "50 KB quote, none of it": (html, long_quote, megabyte.encode()),
        "50 KB quote, every other word": (html, " the ".join(megabyte.split("<p>")[9:300])[:50_000], megabyte.encode()),
        "quote of one letter": (html, "a " * 5_000, b"<p>" + b"a " * 2_000_000),
        "quote of one letter, no spaces": (html, "a" * 9_000, b"<p>" + b"a" * 2_000_000),
        "quote of one ideograph": (html, "长" * 9_000, b"<p>" + "长".encode() * 900_000),
        "table of 200,000 cells": (html, QUOTE, b"<table>" + (b"<tr>" + b"<td>7</td>" * 20) * 10_000),
        "JSON, 10 MB": (data, QUOTE, numbers.encode()),
        "JSON, one list in another": (data, QUOTE, b"[" * 5_000_000),
        "XML, 1 M nodes": (xml, QUOTE, b"<?xml version='1.0'?><r>" + b"<n>a</n>" * 1_000_000 + b"</r>"),
        "XML, a tag never closed": (xml, QUOTE, b"<?xml version='1.0'?><r>" + b"<n " * 3_000_000),
        "plain text, 10 MB": (
            "text/plain",
            QUOTE,
            b"".join(writer.sentence().encode() + b"\n" for _ in range(110_000)),
        ),
        "Markdown, 5 MB of [": ("text/markdown", QUOTE, b"[" * 5_000_000),
        "entities, 10 MB": (html, QUOTE, b"<p>" + b"&amp; " * 1_600_000),
        "zero-width, 9 MB": (html, QUOTE, b"<p>" + "a\u200b".encode() * 2_250_000),
        "combining marks, 8 MB": (html, QUOTE, b"<p>" + ("a" + "\u0301\u0323" * 20).encode() * 100_000),
        "attributes, 10 MB": (html, QUOTE, b"<p " + b"a=b " * 2_500_000 + b">x"),
        "bytes of no encoding, 10 MB": (html, QUOTE, bytes(random.Random(5).choices(range(128, 256), k=10_000_000))),
        "PDF, 4,000 pages": (
            "application/pdf",
            QUOTE,
            pdf([column(50, 700, *(writer.sentence() for _ in range(9))) for _ in range(4_000)]),
        ),
        "PDF, a page of a 60 MB stream": ("application/pdf", QUOTE, pdf([[(50, 700, "words " * 100)]], times=100_000)),
        "PDF, a page of nothing shown": ("application/pdf", QUOTE, pdf([[(50, 700, "")]], times=3_000_000)),
        "PDF, 400 pages of 1 MB": ("application/pdf", QUOTE, pdf([[(50, 700, "words " * 100)]] * 400, times=1_600)),
    }


def measure_page(given: dict[str, Any]) -> dict[str, Any]:
    """Return the CPU seconds of each stage of judging one page, and its megabytes."""
    from factcheck.verifier.http.content_encoding import Body
    from factcheck.verifier.http.response import Capture
    from factcheck.verifier.locate import locate_all
    from factcheck.verifier.read import read
    from factcheck.verifier.verdict.decide import examine
    from factcheck.vocabulary import TextQuoteSelector

    content_type, times = given["type"], given["times"]
    payload = Path(given["body"]).read_bytes()
    selectors = [TextQuoteSelector(given["quote"])]
    spent: dict[str, list[float]] = {stage: [] for stage in STAGES}
    examine(_captured(Capture, content_type, b"<p>one two"), selectors)
    before = peak_kilobytes()
    for _ in range(times):
        began = time.process_time()
        body = Body("gzip", 10_000_000)
        for start in range(0, len(payload), 65_536):
            if not body.feed(payload[start : start + 65_536]):
                break
        else:
            body.end()
        capture = _captured(Capture, content_type, bytes(body.data), body.truncated)
        decoded = time.process_time()
        document = read(capture)
        was_read = time.process_time()
        locate_all(selectors, document)
        located = time.process_time()
        del document
        again = time.process_time()
        finding = examine(capture, selectors)
        judged = time.process_time() - again
        for stage, seconds in zip(
            STAGES, (decoded - began, was_read - decoded, located - was_read, judged - (located - decoded)), strict=True
        ):
            spent[stage].append(seconds)
    outcome = finding.quotes[0].reason if finding.quotes[0] else ""
    return {stage: statistics.median(each) for stage, each in spent.items()} | {
        "mb": (peak_kilobytes() - before) / 1e3,
        "said": outcome,
    }


def peak_kilobytes() -> int:
    """Return the peak memory of this process in kilobytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def _captured(capture: Any, content_type: str, body: bytes, truncated: str | None = None) -> Any:
    url = "https://news.example/story"
    headers = (("content-type", content_type),)
    return capture(url, url, 200, headers, body, datetime(2026, 1, 1, tzinfo=UTC), 0.1, truncated=truncated)


def in_a_process(root: Path, given: dict[str, Any]) -> dict[str, Any]:
    """Return the result of ``measure_page`` with the code of a checkout."""
    command = [sys.executable, __file__, "--one", json.dumps(given)]
    out = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(root)}, cwd=root, capture_output=True, text=True, check=True
    )
    result: dict[str, Any] = json.loads(out.stdout)
    return result


def compared(name: str, roots: list[Path], given: dict[str, Any], rounds: int) -> None:
    """Print the costs of the pages, one line per checkout."""
    looks: dict[Path, list[dict[str, Any]]] = {root: [] for root in roots}
    for _ in range(rounds):
        for root in roots:
            looks[root].append(in_a_process(root, given))
    sums = []
    for root, each in looks.items():
        spent = [min(look[stage] for look in each) * 1000 for stage in STAGES]
        sums.append(sum(spent))
        label = name if root == ROOT else f"{name} (before)"
        ratio = f", {sums[0] / sums[1]:.1f} times as fast" if len(sums) > 1 else ""
        figures = "".join(f"{stage:9.2f}" for stage in [*spent, sums[-1]])
        print(f"{label:<44}{figures}{each[-1]['mb']:7.0f}  {each[-1]['said']}{ratio}", flush=True)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", type=Path)
    parser.add_argument("--extreme", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure_page(json.loads(asked.one))))
        return
    roots = [each.resolve() for each in (asked.against, ROOT) if each]
    print(f"{'ms of CPU a page':<44}" + "".join(f"{stage:>9}" for stage in STAGES) + f"{'all':>9}{'MB':>7}  said")
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body"
        for name, (content_type, quote, page) in (extreme if asked.extreme else ordinary)().items():
            if asked.only not in name:
                continue
            body.write_bytes(gzip.compress(page, 6))
            times = 1 if asked.extreme else max(1, min(30, 3_000_000 // len(page)))
            given = {"type": content_type, "quote": quote, "body": str(body), "times": times}
            compared(name, roots, given, 1 if asked.extreme else ROUNDS)


if __name__ == "__main__":
    main()
