"""That the worker lives: it touches a file of the site's every few seconds."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

LATE = 120.0
"""Seconds after which a worker that did not touch its file is not there."""


def beat() -> None:
    """Say that the worker lives."""
    Path(settings.BEAT).touch()


def age() -> float | None:
    """Seconds since the worker last said so; None when it never did."""
    try:
        return max(0.0, time.time() - Path(settings.BEAT).stat().st_mtime)
    except FileNotFoundError:
        return None
