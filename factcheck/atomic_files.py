"""Atomic writes of files: a file has its name only when it is complete.

A file is written under another name (with the suffix ``.part``), made durable (fsync), and renamed; then the folder is made
durable, too, so that a power cut cannot undo the rename (rename(2), fsync(2)). The next writer of the same file overwrites
a part that a killed program left.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from factcheck.file_modes import make_folder, private

PART = ".part"
"""The suffix of a file that is being written."""
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP}


def part_of(path: Path) -> Path:
    """Return the path of a file while it is being written."""
    return path.with_name(path.name + PART)


@contextmanager
def written_aside(path: Path, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """Yield an empty file to write, and rename it to ``path`` at the end, where it replaces an existing file.

    A library can write it by its name, which is that of :func:`part_of`. Where the block raises, ``path`` is not changed.

    Args:
        path: The path of the complete file.
        mode: Its permission bits; without, those of :mod:`factcheck.file_modes`.

    Raises:
        OSError: It cannot be written.
        BlockingIOError: Another program is writing the same file.
    """
    part = part_of(path)
    with _opened(part) as file:
        try:
            yield file
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def _opened(part: Path) -> BinaryIO:
    """Return the open file, empty, with a lock that ends with this process."""
    while True:
        file = os.fdopen(private(str(part), os.O_RDWR | os.O_CREAT), "r+b")
        try:
            _lock(file)
            if _is_still(file, part):
                file.truncate(0)
                return file
        except BaseException:
            file.close()
            raise
        file.close()  # another program renamed or removed it while we waited for the lock


def _lock(file: BinaryIO) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BlockingIOError(errno.EWOULDBLOCK, "another program is writing it") from None
    except OSError:
        return  # a file system without locks: two programs that write the same file are rare


def _is_still(file: BinaryIO, part: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), part.stat())
    return False


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where its file system supports that. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(handle)


def make_folders(folder: Path) -> None:
    """Make a folder and those above it that are missing, each durable in the one above. Raises OSError."""
    if not folder.is_dir():
        make_folders(folder.parent)
        make_folder(folder)
        sync_folder(folder.parent)
