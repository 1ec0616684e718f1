"""Measure the cost of storing captures: processor time per page to write the records, and bytes on disk.

Run ``python bench/captures.py [PAGES]``. Pages of 64 KB of HTML, as servers send them: plain, and gzipped; each with its
request, synced once in a hundred, as a run does. The same bytes are written with warcio's own writer, for comparison.
"""

import gzip
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from warcio.warcwriter import WARCWriter

from factcheck.verifier.http.exchange_log import Exchange
from factcheck.warc.folder import RunFiles

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REQUEST = b"GET /a HTTP/1.1\r\nHost: site.example\r\nUser-Agent: factcheck\r\nAccept: text/html\r\n\r\n"
WORDS = [f"word{number}" for number in range(4000)]


def page(chance: random.Random) -> bytes:
    """Return a page that is as compressible as pages are: about five to one."""
    text = " ".join(chance.choices(WORDS, k=6000))
    return f"<html><body><p>{text}</p></body></html>".encode()[:65_536]


def exchange(body: bytes, *, coded: bool) -> Exchange:
    """Return the exchange that brought a body."""
    lines = [
        "HTTP/1.1 200 OK",
        "Content-Type: text/html; charset=utf-8",
        "Server: bench",
        f"Content-Length: {len(body)}",
    ]
    lines += ["Content-Encoding: gzip"] if coded else []
    head = "\r\n".join([*lines, "Date: Mon, 02 Mar 2026 09:00:00 GMT", "", ""]).encode()
    return Exchange("http://site.example/a", AT, REQUEST, head, body, address="192.0.2.1", coded=coded)


def ours(exchanges: list[Exchange], folder: Path) -> int:
    """Write as a run does; return the bytes."""
    with RunFiles(folder, 1, lambda: AT, 10**9) as files:
        for number, each in enumerate(exchanges):
            files.write([each], {})
            if number % 100 == 99:
                files.sync()
        files.sync()
    return sum(path.stat().st_size for path in folder.iterdir())


def warcios(exchanges: list[Exchange], folder: Path) -> int:
    """Write the same with warcio's writer as it comes: heads parsed and written anew, SHA-1, zlib's level 9."""
    with (folder / "theirs.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        for each in exchanges:
            answer = writer.create_warc_record(each.url, "response", payload=io.BytesIO(each.head + each.body))
            asked = writer.create_warc_record(each.url, "request", payload=io.BytesIO(each.request))
            writer.write_request_response_pair(asked, answer)
    return (folder / "theirs.warc.gz").stat().st_size


def main() -> None:
    """Print a line for each kind of page and writer."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chance = random.Random(9)
    plain = [page(chance) for _ in range(pages)]
    kinds = {
        "gzipped": [exchange(gzip.compress(body, 6), coded=True) for body in plain],
        "plain": [exchange(body, coded=False) for body in plain],
    }
    writers: dict[str, Callable[[list[Exchange], Path], int]] = {"factcheck": ours, "warcio's own": warcios}
    for kind, exchanges in kinds.items():
        for name, write in writers.items():
            with tempfile.TemporaryDirectory() as folder:
                began = time.process_time()
                size = write(exchanges, Path(folder))
                spent = (time.process_time() - began) * 1000 / pages
            print(f"{kind:8} {name:14} {spent:6.3f} ms of processor time and {size / pages:8,.0f} bytes a page")


if __name__ == "__main__":
    main()
