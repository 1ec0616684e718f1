"""The web that bench/throughput.py and bench/polite.py ask: gzip pages on many loopback addresses, in a process of its own.

Run ``python bench/load.py HOSTS PAGES DELAY SECONDS``: it prints its port, serves, and ends by itself after SECONDS.
"""

import asyncio
import gzip
import math
import random
import sys

SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu an el in or ush".split()
MEDIAN_BYTES = 60_000
QUOTE = "The council of page {page} on host {host} counted 1,{page:03} votes before it closed the {host}th hall."


def address(host: int) -> str:
    """Return a host's loopback address."""
    return f"127.0.{1 + host // 250}.{1 + host % 250}"


def page(host: int, number: int) -> bytes:
    """Return an ordinary page: a menu, an article with its quote, related teasers, a footer."""
    chance = random.Random(host * 100_003 + number)
    size = min(MEDIAN_BYTES * math.exp(chance.gauss(0, 0.5)), 8 * MEDIAN_BYTES)
    word = lambda: "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))  # noqa: E731
    vocabulary = [word() for _ in range(1500)]
    menu = "".join(f'<li class="item"><a href="/{each}">{each}</a></li>' for each in vocabulary[:60])
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page {number}</title><style>.a {{}}</style>'
    )
    parts = [f"{head}</head><body><nav><ul>{menu}</ul></nav><main><article><h1>Report {number}</h1>"]
    length = len(parts[0])
    while length < size:
        words = " ".join(chance.choices(vocabulary, k=60)).capitalize()
        link = f'<a href="/{vocabulary[length % 1500]}">{vocabulary[length % 1499]}</a>'
        parts.append(f'<p class="text body-{length % 7}">{words}, {link} and <em>so on</em>.</p>\n')
        length += len(parts[-1])
    parts.insert(1 + len(parts) // 2, f"<p>{QUOTE.format(page=number, host=host)}</p>")
    parts.append("</article></main><aside class='related'><h2>More</h2><ul><li>Another</li></ul></aside></body></html>")
    return "".join(parts).encode()


class Load:
    """What is served, and how late."""

    def __init__(self, hosts: int, pages: int, delay: float) -> None:
        self.hosts, self.delay = hosts, delay
        self.chance = random.Random(7)
        self.answers = {
            (address(host), f"/{number}"): self._answer(host, number)
            for host in range(hosts)
            for number in range(pages)
        }

    def _answer(self, host: int, number: int) -> bytes:
        body = gzip.compress(page(host, number), 6)
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
            f'ETag: "{host}-{number}"\r\nContent-Length: {len(body)}\r\n\r\n'
        )
        return head.encode() + body

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what a connection asks, until it closes."""
        here = writer.get_extra_info("sockname")[0]
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                method, path, _ = request.split(b" ", 2)
                if self.delay:
                    await asyncio.sleep(self.delay * math.exp(self.chance.gauss(0, 0.5)))
                answer = self.answers.get((here, path.decode()))
                if answer is None:
                    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                if method == b"HEAD":
                    answer = answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(hosts: int, pages: int, delay: float, seconds: float) -> None:
    """Serve for so many seconds."""
    load = Load(hosts, pages, delay)
    first = await asyncio.start_server(load.serve, address(0), 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    others = [await asyncio.start_server(load.serve, address(host), port, backlog=512) for host in range(1, hosts)]
    print(port, flush=True)
    await asyncio.sleep(seconds)
    for server in (first, *others):
        server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
