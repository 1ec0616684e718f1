"""Files that take their name when they are whole, and not before: a program that is killed leaves no torn one under it.

A file is written under another name (``.part`` at its end), made durable (fsync), and renamed; then the folder is made
durable, too, so that a power cut cannot undo the rename (rename(2), fsync(2)). What a killed program left under the other
name is written over by the next that writes the same file.
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
"""Ends the name of a file that is being written."""
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP}


def part_of(path: Path) -> Path:
    """Return the name that a file has while it is written."""
    return path.with_name(path.name + PART)


@contextmanager
def written_aside(path: Path, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """Give an empty file to write, and put it at ``path`` at the end, in the place of what is there.

    A library may write it by its name, which is that of :func:`part_of`. Where the block raises, nothing is put at
    ``path``. ``mode`` are its permission bits, where they are not those of :mod:`factcheck.file_modes`. Raises OSError
    where it cannot be written, BlockingIOError while another program is writing the same file.
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
    """Return the open file, emptied, with a lock that ends with its holder."""
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
        file.close()  # another program gave it its name, or removed it, while we waited for the lock


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
    """Have the names in a folder reach the disk, where its file system can do that. Raises OSError."""
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
