"""Whether a seed file is still being written: asked of the system, which knows who has it open."""

import errno
import fcntl
import os
import signal
import sys
from functools import cache
from pathlib import Path

# Elsewhere, on network disks above all, a lease is also refused for reasons of the file system's own.
_LOCAL = frozenset({"ext2", "ext3", "ext4", "xfs", "f2fs", "btrfs", "tmpfs", "overlay"})


def is_being_written(descriptor: int, device: int) -> bool:
    """Whether a process has a file, open here, open for writing; False where its device cannot tell.

    On a local disk of Linux a read lease is refused then. Once we have it, who opens the file
    for writing waits until we close it, so that what is read in between is whole.
    """
    if sys.platform != "linux" or not can_tell(device):
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # the default, SIGIO, would end us
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:  # others mean that we may not ask: the file is not ours
        return error.errno == errno.EAGAIN
    return False


@cache
def can_tell(device: int) -> bool:
    """Whether the device, as in st_dev, holds a file system on which a refused lease means a writer."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    name = f"{os.major(device)}:{os.minor(device)}"
    kinds = {fields[2]: fields[fields.index("-") + 1] for fields in map(str.split, mounts)}
    return kinds.get(name) in _LOCAL
