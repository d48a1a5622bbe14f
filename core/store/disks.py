"""Whether a project may live on a disk: SQLite needs locks that hold, and one computer's memory.

On a network file system without working locks two programs damage a project; with them its log of
changes (WAL) still holds for the programs of one computer only: see sqlite.org/wal.html.
"""

import os
import struct
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path, PureWindowsPath

import psutil

from core.errors import UserError
from core.store.lock_call import acquire

_KINDS = """
nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs afpfs webdav davfs davfs2 fuse.davfs2 9p afs ncpfs lustre
gpfs beegfs ceph fuse.ceph glusterfs fuse.glusterfs fuse.sshfs sshfs fuse.s3fs fuse.rclone
fuse.goofys fuse.gcsfuse pvfs2 orangefs panfs vboxsf prl_fs fuse.vmhgfs-fuse
"""
_NETWORK = frozenset(_KINDS.split())
_ELSEWHERE = (
    "Keep it on this computer's own disk; shards and their results may be on the network (see "
    "docs/cluster.md)."
)


def doubt(folder: Path) -> str:
    """Say why a project should not live in a folder that is there; nothing where it may."""
    if not locks_hold(folder):
        return (
            f"The disk of {folder} does not keep two programs apart (its locks do nothing), so "
            f"a project there can be damaged. {_ELSEWHERE}"
        )
    kind = network_kind(folder)
    if kind:
        return (
            f"{folder} is on a network disk ({kind}): a project there may be open on one computer "
            f"at a time only, or it can be damaged. {_ELSEWHERE}"
        )
    return ""


def refuse_without_locks(folder: Path) -> None:
    """Raise UserError where a new project would be without the protection of locks."""
    if not locks_hold(folder):
        raise UserError(f"No project can be made in {folder}. {doubt(folder)}")


def network_kind(folder: Path) -> str:
    """Return the kind of network disk that a folder is on; empty for this computer's own."""
    path = Path(os.path.realpath(folder))
    if os.name == "nt" and PureWindowsPath(path).drive.startswith("\\\\"):
        return "Windows share"
    mounts = [
        mount
        for mount in psutil.disk_partitions(all=True)
        if path == Path(mount.mountpoint) or path.is_relative_to(mount.mountpoint)
    ]
    if not mounts:
        return ""
    nearest = max(mounts, key=lambda mount: len(mount.mountpoint))
    is_remote = nearest.fstype.lower() in _NETWORK or "remote" in nearest.opts.split(",")
    return nearest.fstype or "network drive" if is_remote else ""


def locks_hold(folder: Path) -> bool:
    """Tell whether a file that one has locked cannot be locked by another, in each way there is.

    Where nothing can be written nothing can be tried: then nothing is wrong with the locks.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".locks-", suffix=".try", dir=folder)
    except OSError:
        return True
    try:
        with closing(os.fdopen(handle, "r+b")) as one, Path(name).open("r+b") as other:
            return all(_excludes(lock, one.fileno(), other.fileno()) for lock in _WAYS)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def _excludes(lock: Callable[[int], None], one: int, other: int) -> bool:
    try:
        lock(one)
    except OSError:
        return False
    try:
        lock(other)
    except OSError:
        return True
    return False


_WAYS: tuple[Callable[[int], None], ...] = (acquire,)

if os.name == "posix":
    import fcntl

    if hasattr(fcntl, "F_OFD_SETLK"):
        # Of a span, as SQLite's are; these belong to the open file, not to the process, so that
        # one process can try whether they hold.
        def _lock_span(file: int) -> None:
            wish = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, wish)

        _WAYS = (acquire, _lock_span)
