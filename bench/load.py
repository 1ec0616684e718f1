"""The web that bench/throughput.py and bench/polite.py ask: gzip pages on many loopback addresses, in a process of its own.

Run ``python bench/load.py HOSTS PAGES DELAYS SECONDS``: it prints a port for each of the delays (medians, in seconds,
separated by commas), serves, and ends by itself after SECONDS. It shares the machine with the programs that are measured, so it
does as little as possible: answers are made before it begins.
"""

import asyncio
import functools
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
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(1500)]
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
    """The complete answers, by host and path."""

    def __init__(self, hosts: int, pages: int) -> None:
        self.answers = {
            (address(host), b"/%d" % number): self._answer(host, number)
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


class Served(asyncio.Protocol):
    """A connection that is answered until it closes."""

    def __init__(self, load: Load, delay: float, chance: random.Random) -> None:
        self.answers, self.delay, self.chance = load.answers, delay, chance
        self.loop = asyncio.get_running_loop()
        self.asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.here = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        """Answer each request, after the delay."""
        self.asked += data
        while b"\r\n\r\n" in self.asked:
            request, _, self.asked = self.asked.partition(b"\r\n\r\n")
            method, path, _ = request.split(b" ", 2)
            answer = self.answers.get((self.here, path)) or b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            if method == b"HEAD":
                answer = answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            if self.delay:
                self.loop.call_later(self.delay * math.exp(self.chance.gauss(0, 0.5)), self.transport.write, answer)
            else:
                self.transport.write(answer)


async def main(hosts: int, pages: int, delays: list[float], seconds: float) -> None:
    """Serve for so many seconds."""
    load, chance, loop = Load(hosts, pages), random.Random(7), asyncio.get_running_loop()
    ports, servers = [], []
    for delay in delays:
        port = 0
        for host in range(hosts):
            served = functools.partial(Served, load, delay, chance)
            servers.append(await loop.create_server(served, address(host), port, backlog=512))
            port = servers[-1].sockets[0].getsockname()[1]
        ports.append(port)
    print(*ports, flush=True)
    await asyncio.sleep(seconds)
    for server in servers:
        server.close()


if __name__ == "__main__":
    medians = [float(each) for each in sys.argv[3].split(",")]
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), medians, float(sys.argv[4])))
