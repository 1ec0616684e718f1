"""Programs that end abruptly, as by SIGKILL: nothing is cleaned up, and no buffer is flushed."""

import subprocess
import sys

from factcheck.resources import PACKAGE

KILLED = 9
_DIES = """
import os
import sys

step, number, code, *sys.argv[1:] = sys.argv[1:]
call, left = getattr(os, step), int(number)

def dies(*given, **named):
    global left
    left -= 1
    if not left:
        os._exit(9)
    return call(*given, **named)

setattr(os, step, dies)
exec(code)
"""
COMMAND = "from factcheck.cli import run; sys.exit(run(sys.argv[1:]))"


def dies_before(step: str, code: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run code in a process of its own that ends just before a system call: "replace:2" is its second ``os.replace``."""
    name, _, number = step.partition(":")
    command = [sys.executable, "-c", _DIES, name, number, code, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=PACKAGE.parent)
