"""Network shares: file systems on which SQLite's locks and its log do not work between machines."""

import fcntl
import tempfile
from contextlib import suppress
from pathlib import Path

SHARE_TYPES = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs ncpfs afs 9p ceph glusterfs lustre fuse.sshfs fuse.glusterfs fuse.rclone"
    " fuse.s3fs fuse.davfs davfs beegfs ocfs2 gfs2 drvfs vboxsf prl_fs fuse.vmhgfs-fuse".split()
)
"""Network file systems, by their names in the list of mounts."""
MOUNTS_FILE = Path("/proc/self/mountinfo")


def network_share(path: Path, mounts: str) -> str | None:
    """Return the network file system of a path, or None where it is on a local disk.

    ``mounts`` is the content of Linux's ``/proc/self/mountinfo`` (proc_pid_mountinfo(5)).
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        where, words = fields.split(" "), rest.split(" ")
        if len(where) < 5:
            continue
        mounted = Path(_unescaped(where[4]))
        if path.is_relative_to(mounted) and len(mounted.parts) >= best:
            best, kind = len(mounted.parts), words[0]
    return kind if kind in SHARE_TYPES else None


def _unescaped(word: str) -> str:
    for sign in (" ", "\t", "\n", "\\"):
        word = word.replace(f"\\{ord(sign):03o}", sign)
    return word


def share_of(path: Path) -> str | None:
    """Return the network file system of a path, by this machine's mounts."""
    if not MOUNTS_FILE.is_file():
        return None
    return network_share(path.resolve(), MOUNTS_FILE.read_text(encoding="utf-8", errors="replace"))


def lock_complaint(path: Path, why: str) -> str:
    """Return the message for a file that cannot be locked; ``why`` is the system's reason."""
    kind = None
    with suppress(OSError):
        kind = share_of(path)
    where = f"it is on a network share ({kind})" if kind else "its file system has no locks: a network share, probably"
    return f"{path} cannot be locked ({why}): {where}; move the desk to a local disk"


def lock_failure(folder: Path) -> str | None:
    """Return the reason why files of a folder cannot be locked as SQLite does (fcntl(2)), or None.

    None means that locks work or could not be tried. The test uses a file of its own: to open and close the database itself
    would drop this process's locks on it.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                return error.strerror or str(error)
    except OSError:
        return None
    return None
