"""The captures folder: one file per run, under a temporary name while it is written, so that no reader finds a torn one.

A crash leaves the file under its temporary name. The next run truncates it after the last complete record and renames it. A
file that is being written is locked; other files in the folder are not changed.
"""

import errno
import fcntl
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from factcheck import __version__
from factcheck.atomic_files import PART, make_folders, sync_folder
from factcheck.errors import DeskError
from factcheck.file_modes import private
from factcheck.verifier.http.exchange_log import Exchange
from factcheck.warc.records import Earlier, group, sha256, warcinfo
from factcheck.warc.recovery import last_complete_record

FREE_BYTES_MIN = 1_000_000
OPEN_SUFFIX = ".open"
"""The suffix of a file that is being written."""
_OURS = re.compile(r"factcheck-\d{8}T\d{6}Z-r\d{6,}-\d{5}(?:-p\d+)?\.warc\.gz")


class CaptureError(DeskError):
    """A capture could not be written: the message names the folder or the disk."""


@dataclass(frozen=True, slots=True)
class WarcLocation:
    """The position and digest of one capture's records."""

    file: str
    offset: int
    length: int
    digest: str
    payload_digest: str | None
    at: datetime
    earlier: Earlier | None = None


def is_ours(name: str) -> bool:
    """Return whether a name has the form of our capture files, which excludes every other path."""
    return _OURS.fullmatch(name) is not None


def is_left_over(name: str) -> bool:
    """Return whether a name is that of a file whose rewriting was interrupted."""
    return name.endswith(PART) and is_ours(name.removesuffix(PART))


def is_in_use(path: Path) -> bool:
    """Return whether a run is writing a file, by the file's lock."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def find(folder: Path, name: str) -> Path:
    """Return the path of a file: its name, or its temporary name while it is written."""
    path = folder / name
    return path if path.exists() else path.with_name(name + OPEN_SUFFIX)


def is_full(folder: Path) -> bool:
    """Return whether the disk under a folder has no space for the log of a small change."""
    return shutil.disk_usage(folder).free < FREE_BYTES_MIN


def complaint(folder: Path, error: OSError) -> str:
    """Return the message for an error of the disk."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"the disk under {folder} is full: a capture was not written, and its check not recorded; make room"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"captures cannot be written to {folder}: {error.strerror}; make it writable, or set captures.folder"
    return f"captures cannot be written to {folder}: {error.strerror}"


def prepare(folder: Path, known_end: Callable[[str], int]) -> list[str]:
    """Prepare the folder for a run, and return a message for each file that a crash had left incomplete.

    ``known_end`` returns the end of the records of a file that the database knows. Raises CaptureError.
    """
    try:
        make_folders(folder)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "it is not writable")
        return [
            message
            for path in sorted(folder.glob("factcheck-*" + OPEN_SUFFIX))
            if (message := _recover(path, known_end))
        ]
    except OSError as error:
        raise CaptureError(complaint(folder, error)) from None


def _recover(path: Path, known_end: Callable[[str], int]) -> str | None:
    name = path.name.removesuffix(OPEN_SUFFIX)
    target = path.with_name(name)
    if not is_ours(name) or target.exists():
        return None
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        if not path.exists():
            return None
        size = os.fstat(file.fileno()).st_size
        known = known_end(name)
        if known > size:
            return f"{path} ends at {size:,}, and captures are recorded up to {known:,}: run captures verify"
        end = last_complete_record(file, known)
        if end < size:
            file.truncate(end)
        os.fsync(file.fileno())
        path.rename(target)
    sync_folder(path.parent)
    return (
        f"{target}: a run had been interrupted; {size - end:,} bytes of an incomplete record were removed"
        if end < size
        else None
    )


class RunFiles:
    """The files of one run. Threads can share it; use it as a context manager."""

    def __init__(self, folder: Path, run_id: int, clock: Callable[[], datetime], rotate_at: int) -> None:
        self.folder, self.run_id, self.clock, self.rotate_at = folder, run_id, clock, rotate_at
        self.lock = threading.Lock()
        self.file: _OpenFile | None = None
        self.number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, exchanges: list[Exchange], earlier: dict[str, Earlier]) -> WarcLocation:
        """Write the records of a capture, and return their location; they are durable after ``sync``. Raises CaptureError."""
        with self.lock:
            try:
                if self.file is not None and self.file.size >= self.rotate_at:
                    self._end()
                if self.file is None:
                    self.file = self._begin()
                made = group(exchanges, self.file.info, earlier)
                offset = self.file.append(made.data)
            except OSError as error:
                raise CaptureError(complaint(self.folder, error)) from error
            return WarcLocation(
                self.file.name,
                offset,
                len(made.data),
                sha256(made.data),
                made.payload_digest,
                made.at,
                made.earlier,
            )

    def sync(self) -> None:
        """Make everything that was written durable. Raises CaptureError."""
        with self.lock:
            try:
                if self.file is not None:
                    self.file.sync()
            except OSError as error:
                raise CaptureError(complaint(self.folder, error)) from error

    def close(self) -> None:
        """End the current file, and rename it. Raises CaptureError."""
        with self.lock:
            try:
                self._end()
            except OSError as error:
                raise CaptureError(complaint(self.folder, error)) from error

    def _begin(self) -> "_OpenFile":
        for name in self._names():
            path = self.folder / (name + OPEN_SUFFIX)
            if (self.folder / name).exists():
                continue
            try:
                return _OpenFile(path, name, self.clock())
            except FileExistsError:
                continue
        raise AssertionError("names without end")

    def _names(self) -> Iterator[str]:
        while True:
            self.number += 1
            yield f"factcheck-{self.clock():%Y%m%dT%H%M%SZ}-r{self.run_id:06}-{self.number:05}.warc.gz"

    def _end(self) -> None:
        if self.file is not None:
            file, self.file = self.file, None
            file.end()


class _OpenFile:
    """A file that is being written: it is locked, and begins with its warcinfo record."""

    def __init__(self, path: Path, name: str, at: datetime) -> None:
        self.path, self.name = path, name
        self.handle = open(path, "xb", buffering=0, opener=private)  # noqa: SIM115
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.size = self.synced = 0
            fields = {"software": f"factcheck/{__version__}", "format": "WARC File Format 1.1"}
            record, self.info = warcinfo(name, at, fields)
            self.append(record)
            sync_folder(path.parent)
        except BaseException:
            self.handle.close()
            path.unlink()
            raise

    def append(self, data: bytes) -> int:
        """Append bytes, and return their offset; a partial write is removed again."""
        offset, rest = self.size, memoryview(data)
        try:
            while rest:
                rest = rest[self.handle.write(rest) :]
        except OSError:
            self.handle.truncate(offset)
            self.handle.seek(offset)
            raise
        self.size += len(data)
        return offset

    def sync(self) -> None:
        """Make what was written durable."""
        if self.synced < self.size:
            size = self.size
            os.fsync(self.handle.fileno())
            self.synced = size

    def end(self) -> None:
        """Make the file durable, and rename it."""
        with self.handle:
            self.sync()
            self.path.rename(self.path.with_name(self.name))
        sync_folder(self.path.parent)
