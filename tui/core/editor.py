"""The reviewer's own editor, for long notes."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from factcheck.errors import InputError


def editor_command() -> list[str]:
    """Return the command of the editor. Raises InputError where none is set."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named:
        raise InputError("no editor is set: set VISUAL or EDITOR, or add a note of one line")
    try:
        return shlex.split(named)
    except ValueError as error:
        raise InputError(f"the editor {named!r} cannot be started: {error}") from None


def text_from_editor(subject: str) -> str:
    """Open the editor and return the text; lines that begin with # are left out.

    Raises InputError where the editor cannot be started or fails: then nothing counts.
    """
    command = editor_command()
    with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
        path = Path(folder) / "note.txt"
        path.write_text(
            f"\n# {subject}\n# Lines that begin with # are left out. An empty note is not stored.\n", "utf-8"
        )
        try:
            done = subprocess.run([*command, str(path)], check=False)  # noqa: S603
        except OSError as error:
            raise InputError(f"the editor {command[0]} cannot be started: {error.strerror}") from None
        if done.returncode:
            raise InputError(f"the editor {command[0]} exited with status {done.returncode}: no note was added")
        lines = path.read_text("utf-8", errors="replace").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip()
