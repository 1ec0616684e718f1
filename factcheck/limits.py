"""Limits that the machine sets for this process: memory, threads, open files, the size of a file.

When one of them is reached, the current check proves nothing: no link is dead because this process cannot open a socket.
"""

import errno
import os
import resource
from collections.abc import Iterator
from pathlib import Path

from factcheck.errors import DeskError

MEMORY = "there is not enough memory; raise the limit (ulimit -v), or close other programs"
THREADS = "no further thread or process can be started; raise the limit (ulimit -u), or close other programs"
FILES = "no further file or connection can be opened; raise the limit (ulimit -n)"
FILE_SIZE = "a file has reached the largest size it may have; raise the limit (ulimit -f)"
DISK = "the disk is full; make room"
_SENTENCES = {
    errno.ENOMEM: MEMORY,
    errno.ENOBUFS: MEMORY,
    errno.EMFILE: FILES,
    errno.ENFILE: FILES,
    errno.EFBIG: FILE_SIZE,
    errno.ENOSPC: DISK,
    errno.EDQUOT: DISK,
}
_LOADER_SENTENCES = {
    "failed to map segment": MEMORY,
    "annot allocate memory": MEMORY,
    "cannot create shared object": MEMORY,
    "Too many open files": FILES,
}
"""Words of the dynamic linker in an ImportError, which carries no number."""

FILES_RESERVED = 40
"""Descriptors for the database, the captures, the processes that read pages, and modules that are loaded late."""
FILES_PER_FETCH = 4
"""Descriptors of one fetch: its connection, one that is kept for reuse, and two while a name is resolved."""
FILES_SHORT = 16
"""Free descriptors below which a failed connection says nothing of the other side."""
IDLE_MAX = 400
"""Connections that are kept for reuse at most."""


class Exhausted(DeskError):
    """The machine gives this process no more of something it needs."""


def shortage(error: BaseException) -> str | None:
    """Return what the machine refused, in one sentence; None: the error, and what it was raised from, is something else."""
    return next(filter(None, map(_sentence, _chain(error))), None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error and all it was raised from, as its traceback would show them."""
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


def _sentence(error: BaseException) -> str | None:
    match error:
        case MemoryError():
            return MEMORY
        case ImportError():
            return next((told for sign, told in _LOADER_SENTENCES.items() if sign in str(error)), None)
        case RuntimeError():
            return _of_threads() if "can't start new thread" in str(error) else None
        case OSError(errno=errno.EAGAIN):
            return _of_threads()
        case OSError() if told := _SENTENCES.get(error.errno or 0):
            named = error.filename if isinstance(error.filename, str) else None
            return f"{named}: {told}" if named else told
    return None


def _of_threads() -> str:
    """Return why no thread can be started: the system does not tell a limit on their number from one on memory."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return THREADS if limit == resource.RLIM_INFINITY else f"no further thread or process can be started: {MEMORY}"


def files_left() -> int | None:
    """Return how many descriptors this process may still open; None: the system does not tell, or sets no limit."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return None
    try:
        return limit - len(os.listdir("/dev/fd"))  # noqa: PTH208  a Path for each costs ten times as much
    except OSError as error:
        return 0 if error.errno in {errno.EMFILE, errno.ENFILE} else None


def files_are_short() -> bool:
    """Return whether hardly a descriptor is left: what failed now may have failed for the want of one."""
    left = files_left()
    return left is not None and left < FILES_SHORT


def fitting_fetches(wanted: int) -> int:
    """Return how many fetches may run at once, ``wanted`` at most. Raises Exhausted where not even one may.

    The soft limit of open files is raised first, as far as is needed and the hard limit allows (getrlimit(2)).
    """
    _raise_file_limit(FILES_RESERVED + FILES_PER_FETCH * wanted + IDLE_MAX)
    left = files_left()
    if left is None:
        return wanted
    fitting = min(wanted, (left - FILES_RESERVED) // FILES_PER_FETCH)
    if fitting < 1:
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        raise Exhausted(f"this process may open only {limit} files; raise the limit (ulimit -n), 256 are enough")
    return fitting


def fetches_note(wanted: int) -> str | None:
    """Return a sentence where fewer fetches run at once than are wanted; None: all of them may. Raises Exhausted."""
    fitting = fitting_fetches(wanted)
    if fitting == wanted:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return f"{fitting} instead of {wanted} sources are fetched at once: this process may open only {limit} files (ulimit -n)"


def fitting_idle_connections(fetches: int) -> int:
    """Return how many connections may be kept for reuse beside so many fetches."""
    left = files_left()
    if left is None:
        return IDLE_MAX
    return max(0, min(IDLE_MAX, left - FILES_RESERVED - (FILES_PER_FETCH - 1) * fetches))


def _raise_file_limit(free: int) -> None:
    """Raise the soft limit of open files until so many are free, as far as the hard limit allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    left = files_left()
    if left is None or left >= free:
        return
    wanted = soft + free - left
    raised = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if raised > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))


def file_size_limit(path: Path) -> int | None:
    """Return the limit on the size of files, where a file has all but reached it; None: it has not."""
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if limit == resource.RLIM_INFINITY:
        return None
    try:
        return limit if path.stat().st_size + 65_536 >= limit else None
    except OSError:
        return None
