"""Articles for tests of spotting, written with a sentence on each line and a blank line between paragraphs."""

from datetime import date

from factcheck.spotting.values import BlockKind, DateInterval, Found, Reading, Sentence


def article_of(
    text: str, *, title: str = "", published: date | None = None, language: str | None = None
) -> tuple[tuple[Sentence, ...], Reading]:
    """Return the sentences of an article, and the article."""
    sentences: list[Sentence] = []
    offset, block = 0, 0
    for line in text.split("\n"):
        if words := line.strip():
            start = offset + line.index(words)
            sentences.append(Sentence(start, start + len(words), block, BlockKind.PROSE, words))
        else:
            block += 1
        offset += len(line) + 1
    reading = Reading(
        text=text,
        kind="text",
        language=language,
        title=Found(title, "text") if title else None,
        published=DateInterval(published, published) if published else None,
    )
    return tuple(sentences), reading
