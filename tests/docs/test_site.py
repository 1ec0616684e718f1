"""The site that is built from the documents: it asks no other host for anything, and every link in it leads somewhere."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).resolve().parents[2]
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "embed": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}
"""Elements that make a browser fetch something, and the attribute with its address."""
LINKED = frozenset(
    {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
)
"""Values of ``rel`` that make a browser fetch a ``link``."""
STYLE_ADDRESS = re.compile(r"""(?:@import\s+|url\()\s*["']?([^"')\s;]+)""")


def is_foreign(address: str) -> bool:
    """Return whether an address names a host."""
    return bool(urlsplit(address).netloc)


def loaded(page: str) -> Iterator[str]:
    """Yield the addresses that a browser fetches to show a page."""
    tree = LexborHTMLParser(page)
    for node in tree.css(",".join(LOADED)):
        yield node.attributes.get(LOADED[node.tag or ""]) or ""
    for node in tree.css("link[href]"):
        if LINKED & set((node.attributes.get("rel") or "").split()):
            yield node.attributes["href"] or ""
    for node in tree.css("style"):
        yield from STYLE_ADDRESS.findall(node.text())
    for node in tree.css("[style]"):
        yield from STYLE_ADDRESS.findall(node.attributes["style"] or "")


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//fonts.example/css">',
        '<link rel="preconnect" href="https://fonts.example">',
        "<style>@import 'https://fonts.example/a.css';</style>",
        "<style>b { background: url(https://cdn.example/a.png) }</style>",
        "<p style=\"background: url('//cdn.example/a.png')\">",
        '<img src="https://cdn.example/a.png">',
    ],
)
def test_a_request_to_another_host_is_recognized(page: str) -> None:
    assert any(is_foreign(address) for address in loaded(page))


def test_a_link_to_another_host_is_no_request() -> None:
    page = '<a href="https://news.example">x</a><link rel="canonical" href="https://a.example"><img src="data:image/png;,">'

    assert [address for address in loaded(page) if is_foreign(address)] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as the documents say, where every warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        text=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def relative(folder: Path, page: Path) -> str:
    return str(page.relative_to(folder))


@pytest.mark.process
def test_the_site_asks_no_other_host_for_anything(site: Path) -> None:
    pages = {relative(site, page): page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    styles = {relative(site, style): style.read_text(encoding="utf-8") for style in site.rglob("*.css")}
    found = [(name, address) for name, page in pages.items() for address in loaded(page) if is_foreign(address)]
    found += [
        (name, address)
        for name, text in styles.items()
        for address in STYLE_ADDRESS.findall(text)
        if is_foreign(address)
    ]

    assert found == []
    assert [name for name, page in pages.items() if 'class="mermaid"' in page] == []  # its script comes from a CDN


@pytest.mark.process
def test_every_link_and_anchor_of_the_site_leads_somewhere(site: Path) -> None:
    trees = {page: LexborHTMLParser(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    anchors = {page: {node.attributes["id"] for node in tree.css("[id]")} for page, tree in trees.items()}
    broken = []
    for page, tree in trees.items():
        for node in tree.css("a[href], area[href]"):
            href = node.attributes["href"] or ""
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                continue
            path = unquote(parts.path)
            target = site / path[1:] if path.startswith("/") else page.parent / path if path else page
            target = Path(os.path.normpath(target))
            target = target / "index.html" if target.is_dir() else target
            fragment = unquote(parts.fragment)
            if not target.is_file() or (fragment and fragment not in anchors.get(target, ())):
                broken.append(f"{relative(site, page)}: {href}")

    assert len(trees) > 40
    assert broken == []


@pytest.mark.process
def test_every_page_is_in_the_menu(site: Path) -> None:
    menu = LexborHTMLParser((site / "index.html").read_text(encoding="utf-8")).css(".md-nav--primary a[href]")
    listed = {(node.attributes["href"] or "").removeprefix("./").removesuffix(".html") for node in menu}
    docs = ROOT / "docs"
    written = {relative(docs, page).removesuffix(".md") for page in docs.rglob("*.md")}

    assert len(written) > 40
    assert written - listed == set()
