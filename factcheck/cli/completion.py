"""Completion in shells: the line that a shell wants completed, and the shells that have a script."""

import os
import shlex

import shellingham

from factcheck.errors import InputError

FLAGS = frozenset({"--install-completion", "--show-completion"})
SHELLS = ("bash", "zsh", "fish")
_INSTRUCTION = "_FACTCHECK_COMPLETE"
"""The variable in which a shell's script asks for completions (Typer, "CLI Option autocompletion")."""
_LINES = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
"""The variables with the line that is completed: of bash, and of other shells."""


def completed_line() -> list[str] | None:
    """Return the words of the line that a shell wants completed, or None: the program is called to run."""
    if _INSTRUCTION not in os.environ:
        return None
    line = next((os.environ[name] for name in _LINES if name in os.environ), "")
    try:
        words = shlex.split(line)
    except ValueError:  # a quotation mark is still open
        words = line.split()
    return words[1:]


def require_known_shell() -> None:
    """Raise InputError unless the shell that called the program has a completion script."""
    try:
        name, _ = shellingham.detect_shell()
    except shellingham.ShellDetectionFailure:
        name = ""
    if name not in SHELLS:
        found = f"{name} has none" if name else "no shell was found that called the program"
        raise InputError(f"completion scripts exist for {', '.join(SHELLS)}: {found}; call it from one of them")
