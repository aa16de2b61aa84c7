"""What has to have reached the disk before it is relied on, and what one process alone may touch."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def is_full(error: OSError) -> bool:
    """Whether there was no room left for what was to be written."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def flush(path: Path) -> None:
    """Let what was written to a file, or what a folder says of its files, reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(target: Path, content: bytes) -> None:
    """Write a file in a folder that is there, whole or not at all, whoever else writes the same."""
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink()  # a full disk is not to keep the half of a file
        raise
    flush(target.parent)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold a file or a folder that is there; yields False while somebody else holds it. The system lets go of
    it when a process ends, however it ends: no clock and no leftover tells of one that is dead."""
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
