"""A reviewer's own editor, for words that need room."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from factcheck.errors import InputError


def command() -> list[str]:
    """Return the editor's command. Raises InputError where none is named."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named:
        raise InputError("no editor is named: set VISUAL or EDITOR, or press n for one line")
    try:
        return shlex.split(named)
    except ValueError as error:
        raise InputError(f"the editor {named!r} cannot be called: {error}") from None


def written(about: str) -> str:
    """Return what was written in the editor; lines that begin with # are not part of it.

    Raises InputError where the editor cannot be called, or says that it failed: then nothing counts.
    """
    called = command()
    with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
        path = Path(folder) / "note.txt"
        path.write_text(f"\n# {about}\n# Lines that begin with # are left out. An empty note is none.\n", "utf-8")
        try:
            done = subprocess.run([*called, str(path)], check=False)  # noqa: S603
        except OSError as error:
            raise InputError(f"the editor {called[0]} cannot be called: {error.strerror}") from None
        if done.returncode:
            raise InputError(f"the editor {called[0]} ended with {done.returncode}: nothing was noted")
        lines = path.read_text("utf-8", errors="replace").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip()
