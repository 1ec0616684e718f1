"""PDFs as small as they can be: lines of text at places on pages (ISO 32000-1, 7.5)."""

import zlib
from collections.abc import Sequence

Line = tuple[int, int, str] | tuple[int, int, str, int]
"""Where it begins, from the left and from below, in points; its text, in windows-1252; and the size of its letters, if not
10 points. ``\\x01`` is the ligature fi."""


def pdf(
    pages: Sequence[Sequence[Line]],
    *,
    trailer: str = "",
    times: int = 1,
    catalog: str = "",
    page: str = "",
    more: Sequence[str] = (),
) -> bytes:
    """Return a PDF with these pages, in which each text is drawn so many times; more than once, the page is compressed.

    ``catalog`` and ``page`` are more entries of the catalog and of each page; ``more`` are objects, whose numbers follow those of
    the pages: the first is ``4 + 2 * len(pages)``.
    """
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/fi]>>>>"
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [f"<</Type/Catalog/Pages 2 0 R{catalog}>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", font]
    for number, lines in enumerate(pages):
        shown = "".join(map(_shown, lines))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>{page}"
            f"/Contents {5 + 2 * number} 0 R>>"
        )
        if times > 1:
            packed = zlib.compress(shown.encode("cp1252") * times, 9).decode("latin-1")
            objects.append(f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n{packed}endstream")
        else:
            objects.append(f"<</Length {len(shown)}>>stream\n{shown}endstream")
    objects += more
    return _written([each.encode("latin-1" if times > 1 else "cp1252") for each in objects], trailer)


def _shown(line: Line) -> str:
    x, y, text = line[:3]
    size = line[3] if len(line) > 3 else 10
    return f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n"


def _written(objects: Sequence[bytes], trailer: str) -> bytes:
    body = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, each)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>"
    return body + f"{end}\nstartxref\n{len(body)}\n%%EOF".encode()


def nested(levels: int, times: int) -> bytes:
    """Return a PDF whose page shows a form, which shows another so many times, and so on: a line, times to the levels."""
    uses = "/Resources<</XObject<</X {} 0 R>>/Font<</F1 3 0 R>>>>"
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{uses.format(6)}/Contents 5 0 R>>"
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[4 0 R]/Count 1>>", font, page]
    objects.append("<</Length 5>>stream\n/X Do\nendstream")
    for level in range(levels):
        shown = "/X Do " * times if level < levels - 1 else "BT /F1 10 Tf 50 700 Td (word) Tj ET"
        form = f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]{uses.format(7 + level)}/Length {len(shown)}>>"
        objects.append(f"{form}stream\n{shown}\nendstream")
    return _written([each.encode() for each in objects], "")


def column(x: int, y: int, *texts: str, size: int = 10) -> list[Line]:
    """Return lines under each other."""
    return [(x, y - 12 * number, text, size) for number, text in enumerate(texts)]


def across(y: int, *columns: tuple[int, Sequence[str]], size: int = 10) -> list[Line]:
    """Return columns drawn line by line, from the left edge to the right: each is its place and its lines."""
    longest = max(len(texts) for _, texts in columns)
    rows = range(longest)
    return [
        (x, y - 12 * row, texts[row], size) for row in rows for x, texts in columns if row < len(texts) and texts[row]
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").replace("\x01", r"\001")
