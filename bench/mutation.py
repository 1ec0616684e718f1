"""Mutation testing: a seeded sample of small faults in the modules that decide or write, and whether tests notice each.

`.ci/mutation.toml` names the modules and their nearest tests; cosmic-ray makes the faults (`pip install -e '.[mutation]'`).
Each fault is made in a copy of the repository, so the working tree stays as it is.

    python -m bench.mutation --sample 400 --seed 1 --jobs 2 | tee report.txt
    python -m bench.mutation --sample 400 --seed 1 --jobs 2 --again report.txt
"""

import argparse
import ast
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from queue import SimpleQueue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / ".ci" / "mutation.toml"
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", ".hypothesis", "*.egg-info")
EQUIVALENT = re.compile(
    r"RemoveDecorator|Replace\w+_(Eq_Is|NotEq_IsNot|Is_Eq|IsNot_NotEq)$"
    r"|ReplaceBinaryOperator_\w+_(Pow|Mod|LShift|RShift|FloorDiv|BitXor)$"
)
"""Operators that mostly change nothing that can be seen (`is` for `==`), or that crash at once."""

GRACE_SECONDS = 20
KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: an operator of cosmic-ray, applied at one of its places in a module."""

    module: Path
    line: int
    operator: str
    occurrence: int
    tests: tuple[tuple[Path, ...], ...]
    """Test files, those that are named after the module before the others of its group."""

    @property
    def name(self) -> str:
        """The place and the operator."""
        return f"{self.module}:{self.line} {self.operator.removeprefix('core/')}"

    def code(self) -> str:
        """Return the module with the fault in it."""
        source = (ROOT / self.module).read_text(encoding="utf-8")
        return str(mutate_code(source, get_operator(self.operator)(), self.occurrence))


def matches(globs: Sequence[str]) -> list[Path]:
    """Return the paths below the root that globs match, in the order of the globs. A glob without a match ends the program."""
    found: list[Path] = []
    for glob in globs:
        paths = sorted(ROOT.glob(glob))
        if not paths:
            sys.exit(f"{CONFIGURATION.name}: nothing matches {glob!r}")
        found += [path.relative_to(ROOT) for path in paths]
    return list(dict.fromkeys(found))


def without_effect(source: str) -> set[int]:
    """Return the lines of annotations, decorators and docstrings: no test could notice a fault there."""
    tree = ast.parse(source)
    nodes: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            nodes += [node.returns, *node.decorator_list, *(each.annotation for each in named if each)]
        elif isinstance(node, ast.ClassDef):
            nodes += node.decorator_list
        elif (isinstance(node, ast.AnnAssign) and node.value is None) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            nodes.append(node)
    placed = [node for node in nodes if isinstance(node, ast.expr | ast.stmt)]
    return {line for node in placed for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def mutants(module: Path, tests: tuple[tuple[Path, ...], ...]) -> Iterator[list[Mutant]]:
    """Yield the faults of a module, grouped by place."""
    source = (ROOT / module).read_text(encoding="utf-8")
    left_out, nodes = without_effect(source), list(ast_nodes(get_ast(source)))
    places: dict[Position, list[Mutant]] = {}
    for name in operator_names():
        if EQUIVALENT.search(name) or get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        starts = (start for node in nodes for start, _ in operator.mutation_positions(node))
        for occurrence, start in enumerate(starts):
            if start[0] not in left_out:
                places.setdefault(start, []).append(Mutant(module, start[0], name, occurrence, tests))
    yield from places.values()


def nearest_first(module: Path, tests: Sequence[Path]) -> tuple[tuple[Path, ...], ...]:
    """Return the test files of a group: those that are named after the module (or its package), then the others."""
    files = [file for path in tests for file in (sorted(path.rglob("test_*.py")) if path.is_dir() else [path])]
    name = module.parent.name if module.stem == "__init__" else module.stem
    nearest = [file for file in files if name in file.stem]
    others = [file for file in files if file not in nearest]
    return tuple(tuple(stage) for stage in (nearest, others) if stage)


def sample(count: int, seed: int, only: str | None) -> list[Mutant]:
    """Return so many faults at as many places, chosen by a seed."""
    places: list[list[Mutant]] = []
    for group in tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["group"]:
        code, tests = matches(group["code"]), tuple(matches(group["tests"]))
        if only is None or only in {group["name"], *map(str, code)}:
            modules = [module for module in code if only in {None, group["name"], str(module)}]
            places += [place for module in modules for place in mutants(module, nearest_first(module, tests))]
    chance = random.Random(seed)
    chosen = chance.sample(places, min(count, len(places)))
    return [chance.choice(place) for place in chosen]


def stop(tests: "subprocess.Popen[bytes]") -> None:
    """End a test run that takes too long: at an interrupt it ends its own children; at a kill it cannot."""
    tests.send_signal(signal.SIGINT)
    try:
        tests.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        tests.kill()


def outcome(copy: Path, mutant: Mutant, seconds: float) -> str:
    """Run the nearest tests against a fault in a copy of the repository; return the outcome."""
    path = copy / mutant.module
    sound = path.read_text(encoding="utf-8")
    path.write_text(mutant.code(), encoding="utf-8")
    try:
        became = (after_tests(copy, stage, seconds) for stage in mutant.tests)
        return next((each for each in became if each != SURVIVED), SURVIVED)
    finally:
        path.write_text(sound, encoding="utf-8")


def after_tests(copy: Path, files: Sequence[Path], seconds: float) -> str:
    """Run test files in a copy of the repository; return the outcome of the fault in it."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *map(str, files)]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as tests:
        try:
            return KILLED if tests.wait(seconds) else SURVIVED
        except subprocess.TimeoutExpired:
            stop(tests)
            return TIMEOUT


def judged(chosen: Sequence[Mutant], jobs: int, seconds: float) -> list[str]:
    """Return the outcome of each fault; several are tested at a time, each in a copy of its own."""
    with tempfile.TemporaryDirectory() as folder:
        free: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            free.put(Path(shutil.copytree(ROOT, Path(folder) / str(number), ignore=NOT_COPIED)))

        def one(mutant: Mutant) -> str:
            copy = free.get()
            try:
                became = outcome(copy, mutant, seconds)
            finally:
                free.put(copy)
            print(f"{became:8} {mutant.name}", flush=True)
            return became

        with ThreadPoolExecutor(jobs) as pool:
            return list(pool.map(one, chosen))


def difference(mutant: Mutant) -> str:
    """Return the changed lines of a fault."""
    sound = (ROOT / mutant.module).read_text(encoding="utf-8").splitlines()
    lines = unified_diff(sound, mutant.code().splitlines(), lineterm="", n=0)
    return "\n".join(f"    {line}" for line in list(lines)[3:])


def report(chosen: Sequence[Mutant], became: Sequence[str]) -> None:
    """Print a table by module, and the faults that no test noticed."""
    print(f"\n{'module':52} {KILLED:>8} {TIMEOUT:>8} {SURVIVED:>8}")
    counts = Counter((mutant.module, what) for mutant, what in zip(chosen, became, strict=True))
    for module in sorted({mutant.module for mutant in chosen}):
        print(f"{module!s:52} " + " ".join(f"{counts[module, what]:8}" for what in (KILLED, TIMEOUT, SURVIVED)))
    total = Counter(became)
    print(f"{'all':52} " + " ".join(f"{total[what]:8}" for what in (KILLED, TIMEOUT, SURVIVED)))
    decided = total[KILLED] + total[SURVIVED]
    print(f"\n{total[KILLED] / max(decided, 1):.1%} of {decided} faults were noticed")
    if total[TIMEOUT]:
        print(f"{total[TIMEOUT]} are undecided: an endless loop, or a machine that needs more than --seconds")
    for mutant, what in zip(chosen, became, strict=True):
        if what != KILLED:
            print(f"\n{what} {mutant.name}\n{difference(mutant)}")


def main() -> None:
    """Read the command line, run the sample, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=400, help="number of faults (default: 400)")
    parser.add_argument("--seed", type=int, default=1, help="seed that chooses them (default: 1)")
    parser.add_argument("--jobs", type=int, default=2, help="faults tested at a time (default: 2)")
    parser.add_argument("--seconds", type=float, default=180, help="time limit of one fault's tests (default: 180)")
    parser.add_argument("--only", help="one group or one module of .ci/mutation.toml")
    parser.add_argument(
        "--again", type=Path, help="earlier report: only the faults that it lists as not killed are tested"
    )
    given = parser.parse_args()
    chosen = sample(given.sample, given.seed, given.only)
    if given.again is not None:
        lines = given.again.read_text(encoding="utf-8").splitlines()
        left = {line.partition(" ")[2].strip() for line in lines if line.startswith((SURVIVED, TIMEOUT))}
        chosen = [mutant for mutant in chosen if mutant.name in left]
    report(chosen, judged(chosen, given.jobs, given.seconds))


if __name__ == "__main__":
    main()
