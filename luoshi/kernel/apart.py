"""Work on what somebody sent, done by a child process with so much memory and so many seconds.

A few kilobytes can unfold to gigabytes in a library that we do not write, and end the process that calls it.
Here only the child ends. A start of Python is what it costs: a tenth of a second.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

MEMORY, SECONDS = 1 << 30, 60
"""Bytes and seconds that a piece of work may take."""
_CHILD = """
import importlib, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
work = getattr(importlib.import_module(sys.argv[3]), sys.argv[4])
sys.stdout.buffer.write(work(sys.stdin.buffer.read(), *sys.argv[5:]))
"""


class NotDone(Exception):
    """The work came to no end: the content is broken, or asks for more than there is."""


def done(work: Callable[..., bytes], content: bytes, *words: str) -> bytes:
    """What `work`, a function at the top of a module, makes of the content. Raises NotDone."""
    told = [str(MEMORY), str(SECONDS), work.__module__, work.__name__, *words]
    try:
        child = subprocess.run(
            [sys.executable, "-c", _CHILD, *told],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise NotDone from fault
    if child.returncode:
        raise NotDone(child.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])
    return child.stdout
