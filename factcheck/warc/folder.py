"""The folder of captures: one file a run, which bears another name while it is written, so that no reader meets a torn one.

A crash leaves the file under that other name. The next run finds it, cuts what is no whole record off its end, and gives it
the name it was to have. A file that is being written is locked; nothing else in the folder is touched.
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
from factcheck.warc.recovery import whole_until

FREE_BYTES_MIN = 1_000_000
OPEN = ".open"
"""What the name of a file ends with while it is written."""
_OURS = re.compile(r"factcheck-\d{8}T\d{6}Z-r\d{6,}-\d{5}(?:-p\d+)?\.warc\.gz")


class CaptureError(DeskError):
    """A capture could not be written: the message names the folder or the disk."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where the records of one look are, and what their bytes hash to."""

    file: str
    offset: int
    length: int
    digest: str
    payload_digest: str | None
    at: datetime
    earlier: Earlier | None = None


def is_ours(name: str) -> bool:
    """Return whether a name is one that we give to files, and leads nowhere else."""
    return _OURS.fullmatch(name) is not None


def is_left_over(name: str) -> bool:
    """Return whether a name is that of a file whose rewriting was cut off."""
    return name.endswith(PART) and is_ours(name.removesuffix(PART))


def is_in_use(path: Path) -> bool:
    """Return whether a run is writing a file: it holds the file's lock."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def find(folder: Path, name: str) -> Path:
    """Return where the file of a name is: under the name it has while it is written, where it has no other."""
    path = folder / name
    return path if path.exists() else path.with_name(name + OPEN)


def is_full(folder: Path) -> bool:
    """Return whether the disk under a folder has no room for the log of a small change."""
    return shutil.disk_usage(folder).free < FREE_BYTES_MIN


def complaint(folder: Path, error: OSError) -> str:
    """Return the sentence for what the disk said."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"the disk under {folder} is full: a capture was not written, and its look not recorded; make room"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"captures cannot be written to {folder}: {error.strerror}; make it writable, or set captures.folder"
    return f"captures cannot be written to {folder}: {error.strerror}"


def prepare(folder: Path, whole_to: Callable[[str], int]) -> list[str]:
    """Make the folder ready for a run, and return a sentence for each file that a crash had left torn.

    ``whole_to`` gives up to where records of a file are known to be whole. Raises CaptureError.
    """
    try:
        make_folders(folder)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "it is not writable")
        return [told for path in sorted(folder.glob("factcheck-*" + OPEN)) if (told := _mend(path, whole_to))]
    except OSError as error:
        raise CaptureError(complaint(folder, error)) from None


def _mend(path: Path, whole_to: Callable[[str], int]) -> str | None:
    name = path.name.removesuffix(OPEN)
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
        known = whole_to(name)
        if known > size:
            return f"{path} ends at {size:,}, and captures are recorded up to {known:,}: run captures verify"
        end = whole_until(file, known)
        if end < size:
            file.truncate(end)
        os.fsync(file.fileno())
        path.rename(target)
    sync_folder(path.parent)
    return (
        f"{target}: a run had been cut off; {size - end:,} bytes that are no whole record were cut"
        if end < size
        else None
    )


class RunFiles:
    """The files of one run. Threads may share it; use it as a context manager."""

    def __init__(self, folder: Path, run_id: int, clock: Callable[[], datetime], rotate_at: int) -> None:
        self.folder, self.run_id, self.clock, self.rotate_at = folder, run_id, clock, rotate_at
        self.lock = threading.Lock()
        self.file: _OpenFile | None = None
        self.number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, exchanges: list[Exchange], earlier: dict[str, Earlier]) -> Span:
        """Write the records of a look, and return where they are: on the disk after ``sync``. Raises CaptureError."""
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
            return Span(
                self.file.name,
                offset,
                len(made.data),
                sha256(made.data),
                made.payload_digest,
                made.at,
                made.earlier,
            )

    def sync(self) -> None:
        """Return when all that was written is on the disk. Raises CaptureError."""
        with self.lock:
            try:
                if self.file is not None:
                    self.file.sync()
            except OSError as error:
                raise CaptureError(complaint(self.folder, error)) from error

    def close(self) -> None:
        """End the file under way, and give it its name. Raises CaptureError."""
        with self.lock:
            try:
                self._end()
            except OSError as error:
                raise CaptureError(complaint(self.folder, error)) from error

    def _begin(self) -> "_OpenFile":
        for name in self._names():
            path = self.folder / (name + OPEN)
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
    """A file under way: locked, and begun with its warcinfo record."""

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
        """Write, and return where; what could be written in part only is taken back."""
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
        """Return when what was written is on the disk."""
        if self.synced < self.size:
            size = self.size
            os.fsync(self.handle.fileno())
            self.synced = size

    def end(self) -> None:
        """Give the file its name."""
        with self.handle:
            self.sync()
            self.path.rename(self.path.with_name(self.name))
        sync_folder(self.path.parent)
