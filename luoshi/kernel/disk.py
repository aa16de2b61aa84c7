"""What has to have reached the disk before it is relied on."""

from __future__ import annotations

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Let what was written to a file, or what a folder says of its files, reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
