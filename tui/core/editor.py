"""The reviewer's own editor, for long notes."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from factcheck.errors import InputError


def editor_command() -> list[str]:
    """Return the command of the editor. Raises InputError where none is set."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError as error:
        raise InputError(f"the editor {named!r} cannot be started: {error}") from None
    if not command:
        raise InputError("no editor is set: set VISUAL or EDITOR, or add a note of one line")
    return command


def text_from_editor(subject: str, text: str = "") -> str:
    """Open the editor on a text and return what it became; lines that begin with # are left out.

    Raises InputError where the editor cannot be started or fails: then nothing counts.
    """
    command = editor_command()
    try:
        with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
            path = Path(folder) / "note.txt"
            path.write_text(
                f"{text}\n# {subject}\n# Lines that begin with # are left out. An empty note is not stored.\n", "utf-8"
            )
            _run([*command, str(path)])
            lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"no note was added: {error.strerror}: {error.filename}") from None
    return "\n".join(line for line in lines if not line.startswith("#")).strip()


def _run(command: list[str]) -> None:
    """Run the editor. Raises InputError where it cannot be started or fails."""
    try:
        done = subprocess.run(command, check=False)  # noqa: S603
    except OSError as error:
        raise InputError(f"the editor {command[0]} cannot be started: {error.strerror}") from None
    if done.returncode:
        raise InputError(f"the editor {command[0]} exited with status {done.returncode}: no note was added")
