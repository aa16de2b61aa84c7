"""Several processes as one: they are started together, and end together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

GRACE = 10
"""Seconds a process has to end by itself."""


def together(*commands: list[str]) -> int:
    """Run commands until one of them ends or somebody stops us; then all end. The exit status is that
    of the one that ended first, 0 when we were stopped."""
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    sys.stdout.flush()
    running = [subprocess.Popen(command) for command in commands]
    try:
        while not stopped and all(one.poll() is None for one in running):
            time.sleep(0.2)
    finally:
        ended = next((one.returncode for one in running if one.poll() is not None), 0)
        for one in running:
            _end(one)
    return 0 if stopped else ended


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
