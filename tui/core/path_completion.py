"""Completion of a path that is being typed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PATHS_MAX = 2_000
"""Names of a folder that are compared."""


class PathCompletion(NamedTuple):
    """The files that begin like a typed path."""

    path: str
    """The typed path, as far as all of them agree."""
    names: tuple[str, ...]
    """Their names in order; those of folders end in a slash."""


def completed_path(typed: str) -> PathCompletion:
    """Return the completion of a path. Raises OSError, RuntimeError or ValueError where its folder cannot be read."""
    folder, begun = os.path.split(str(Path(typed).expanduser()) + ("/" if typed.endswith("/") else ""))
    with os.scandir(folder or ".") as entries:
        some = [each for _, each in zip(range(PATHS_MAX), entries, strict=False)]
    names = sorted(each.name + ("/" if each.is_dir() else "") for each in some if each.name.startswith(begun))
    return PathCompletion(typed + _common_beginning(names)[len(begun) :] if names else typed, tuple(names))


def _common_beginning(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    differing = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differing, len(first))]
