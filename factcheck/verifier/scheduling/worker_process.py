"""The program of a worker process: it takes calls from a socket and writes their results to it.

It loads nothing but what the calls need.
"""

import os
import pickle
import select
import signal
import socket
import struct
import threading
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from factcheck.verifier.scheduling.malloc import limit_malloc_arenas

WORKER_NICENESS = 5
"""Niceness of the workers: a reviewer's keystrokes on the same machine come first."""
SIZE = struct.Struct("!I")
"""The length of the pickled call or result that follows."""


def serve(number: int) -> None:
    """Serve calls from a socket until it closes. This runs in the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(WORKER_NICENESS)
    limit_malloc_arenas()
    threading.Thread(target=_exit_when_closed, args=(number,), daemon=True).start()
    with socket.socket(fileno=number) as channel, channel.makefile("rb") as calls, channel.makefile("wb") as results:
        work = _receive(calls)
        _send_result(results, (False, None))
        while given := _receive(calls):
            _send_result(results, _run(work, given))


def _exit_when_closed(number: int) -> None:
    """Exit when the other end of the socket closes, for whatever reason and whatever is running."""
    watch = select.poll()
    watch.register(number, 0)
    watch.poll()
    os._exit(0)


def _run(work: Callable[..., Any], given: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return False, work(*given)
    except Exception as error:  # noqa: BLE001  it is the asker's
        error.add_note(traceback.format_exc())
        return True, error


def _receive(stream: BinaryIO) -> Any:
    head = stream.read(SIZE.size)
    return pickle.loads(stream.read(SIZE.unpack(head)[0])) if len(head) == SIZE.size else None  # noqa: S301


def _send_result(stream: BinaryIO, result: tuple[bool, Any]) -> None:
    packed = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    stream.write(SIZE.pack(len(packed)))
    stream.write(packed)
    stream.flush()
