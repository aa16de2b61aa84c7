"""How far long work is, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

from luoshi.kernel.progress import Tell


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar that goes away when the work is done."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("读取", total=None)
        yield lambda step, done, total: bar.update(task, description=step, completed=done, total=total)
