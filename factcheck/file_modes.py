"""Modes of the files and folders that factcheck makes.

A folder is shared when its group is inherited (set-group-ID) and may write to it: new files in it belong to that group (0660,
folders 2770). Everywhere else, new files belong to their owner alone (0600, folders 0700). The umask is ignored, so a shell
and a timer make the same files. The mode of an existing file does not change.
"""

import os
import stat
import threading
from pathlib import Path

_UMASK = threading.Lock()
"""Guards the umask, which belongs to the whole process."""


def is_shared(folder: Path) -> bool:
    """Return whether accounts share a folder by its group; False for a folder that does not exist."""
    try:
        mode = folder.stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def private(name: str, flags: int) -> int:
    """Open a file as the ``opener`` of ``open``: a new file is private, or its group's in a shared folder.

    Raises OSError as ``os.open`` does.
    """
    if not flags & os.O_CREAT:
        return os.open(name, flags)
    try:
        handle = os.open(name, flags | os.O_EXCL, 0o600)
    except FileExistsError:
        if flags & os.O_EXCL:
            raise
        return os.open(name, flags, 0o600)
    try:
        if is_shared(Path(name).parent):
            os.fchmod(handle, 0o660)
    except OSError:
        os.close(handle)
        raise
    return handle


def make_file(path: Path) -> bool:
    """Make an empty file for a library that opens files by name, and return whether it was missing.

    Raises OSError.
    """
    try:
        os.close(private(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing. Raises OSError."""
    if path.is_dir():
        return
    make_folder(path.parent)
    shared = is_shared(path.parent)
    with _UMASK:
        # mkdir passes set-group-ID on, and chmod may be forbidden to set it (systemd's RestrictSUIDSGID).
        previous = os.umask(0o007 if shared else 0o077)
        try:
            path.mkdir(0o770 if shared else 0o700)
        except FileExistsError:
            if not path.is_dir():
                raise
        finally:
            os.umask(previous)


def others_can_read(path: Path) -> bool:
    """Return whether every account of the machine can read a file or folder, by its modes."""
    try:
        whole = path.resolve()
        readable = whole.stat().st_mode & stat.S_IROTH
        return bool(readable) and all(each.stat().st_mode & stat.S_IXOTH for each in whole.parents)
    except OSError:
        return False
