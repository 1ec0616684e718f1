"""Articles with the speaker of each sentence: a file for each in tests/data/speakers, named after its language.

A line is the speaker, a tab and the sentence; a blank line ends a paragraph; the first line is the title after "# ".
"""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "speakers"


def speaker_articles() -> Iterator[tuple[str, str, str, list[tuple[str, str]]]]:
    """Yield the articles: name, title, text as ``article_of`` takes it, and each sentence with its speaker."""
    for path in sorted(FOLDER.glob("*.txt")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        rows = [line.split("\t") for line in body.split("\n") if line.strip()]
        text = "\n".join(line.partition("\t")[2] for line in body.split("\n"))
        yield path.stem, title.removeprefix("# "), text, [(speaker, words) for speaker, words in rows]
