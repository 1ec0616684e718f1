"""Resource limits of this process: memory, threads, open files, the size of a file.

Where one is exhausted, a check has no result. A link is not dead because this machine cannot open a socket.
"""

import errno
import os
import resource
from collections.abc import Iterator
from pathlib import Path

from factcheck.errors import DeskError

MEMORY_MESSAGE = "there is not enough memory; raise the limit (ulimit -v), or close other programs"
THREADS_MESSAGE = "no more threads or processes can be started; raise the limit (ulimit -u), or close other programs"
FILES_MESSAGE = "no more files or connections can be opened; raise the limit (ulimit -n)"
FILE_SIZE_MESSAGE = "a file has reached the maximum size; raise the limit (ulimit -f)"
DISK_MESSAGE = "the disk is full; make room"
_MESSAGE_BY_ERRNO = {
    errno.ENOMEM: MEMORY_MESSAGE,
    errno.ENOBUFS: MEMORY_MESSAGE,
    errno.EMFILE: FILES_MESSAGE,
    errno.ENFILE: FILES_MESSAGE,
    errno.EFBIG: FILE_SIZE_MESSAGE,
    errno.ENOSPC: DISK_MESSAGE,
    errno.EDQUOT: DISK_MESSAGE,
}
_MESSAGE_BY_LOADER_ERROR = {
    "failed to map segment": MEMORY_MESSAGE,
    "annot allocate memory": MEMORY_MESSAGE,
    "cannot create shared object": MEMORY_MESSAGE,
    "Too many open files": FILES_MESSAGE,
}
"""Messages of the dynamic linker in an ImportError, which has no error number."""

FILES_RESERVED = 40
"""Descriptors for the database, the captures, the page workers, and modules that are loaded late."""
FILES_PER_FETCH = 4
"""Descriptors of one fetch: its connection, an idle one, and two while a name is resolved."""
FILES_MIN_FREE = 16
"""With fewer free descriptors, a failed connection is not evidence about the server."""
IDLE_MAX_CONNECTIONS = 400
"""Maximum number of idle connections."""


class Exhausted(DeskError):
    """A resource that this process needs is exhausted."""


def shortage(error: BaseException) -> str | None:
    """Return the message for an exhausted resource that caused an error, or None for another cause."""
    return next(filter(None, map(_message, _chain(error))), None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and its causes, as its traceback would show them."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        context = None if each.__suppress_context__ else each.__context__
        waiting += [found for found in (*inner, each.__cause__, context) if found is not None]


def _message(error: BaseException) -> str | None:
    match error:
        case MemoryError():
            return MEMORY_MESSAGE
        case ImportError():
            return next((message for sign, message in _MESSAGE_BY_LOADER_ERROR.items() if sign in str(error)), None)
        case RuntimeError():
            return _thread_message() if "can't start new thread" in str(error) else None
        case OSError(errno=errno.EAGAIN):
            return _thread_message()
        case OSError() if message := _MESSAGE_BY_ERRNO.get(error.errno or 0):
            named = error.filename if isinstance(error.filename, str) else None
            return f"{named}: {message}" if named else message
    return None


def _thread_message() -> str:
    """Return the message where no thread can be started. The system has one error for too many threads and too little memory."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return (
        THREADS_MESSAGE
        if limit == resource.RLIM_INFINITY
        else f"no more threads or processes can be started: {MEMORY_MESSAGE}"
    )


def files_left() -> int | None:
    """Return the number of descriptors that this process can still open, or None where it is unknown or unlimited."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return None
    try:
        return limit - len(os.listdir("/dev/fd"))  # noqa: PTH208  a Path for each costs ten times as much
    except OSError as error:
        return 0 if error.errno in {errno.EMFILE, errno.ENFILE} else None


def files_are_short() -> bool:
    """Return whether so few descriptors are free that a failure can be due to that."""
    left = files_left()
    return left is not None and left < FILES_MIN_FREE


def fitting_fetches(wanted: int) -> int:
    """Return the number of fetches that can run at once, up to ``wanted``. Raises Exhausted where not even one can.

    The soft limit of open files is raised first, as far as needed and as the hard limit allows (getrlimit(2)).
    """
    _raise_file_limit(FILES_RESERVED + FILES_PER_FETCH * wanted + IDLE_MAX_CONNECTIONS)
    left = files_left()
    if left is None:
        return wanted
    fitting = min(wanted, (left - FILES_RESERVED) // FILES_PER_FETCH)
    if fitting < 1:
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        raise Exhausted(f"this process may open only {limit} files; raise the limit (ulimit -n): 256 are enough")
    return fitting


def fetches_note(wanted: int) -> str | None:
    """Return a message where fewer fetches than ``wanted`` can run at once, or None. Raises Exhausted."""
    fitting = fitting_fetches(wanted)
    if fitting == wanted:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return f"{fitting} instead of {wanted} sources are fetched at once: this process may open only {limit} files (ulimit -n)"


def fitting_idle_connections(fetches: int) -> int:
    """Return the number of idle connections that fit beside ``fetches``."""
    left = files_left()
    if left is None:
        return IDLE_MAX_CONNECTIONS
    return max(0, min(IDLE_MAX_CONNECTIONS, left - FILES_RESERVED - (FILES_PER_FETCH - 1) * fetches))


def _raise_file_limit(free: int) -> None:
    """Raise the soft limit of open files until ``free`` are free, as far as the hard limit allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    left = files_left()
    if left is None or left >= free:
        return
    wanted = soft + free - left
    raised = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if raised > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))


def file_size_limit(path: Path) -> int | None:
    """Return the limit on the size of files where a file has almost reached it, or None."""
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit == resource.RLIM_INFINITY:
        return None
    try:
        return limit if path.stat().st_size + 65_536 >= limit else None
    except OSError:
        return None
