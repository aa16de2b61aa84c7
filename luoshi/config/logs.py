"""Logs as JSON lines that name nobody.

A message keeps its template and the whole numbers put into it; every other value is left out, and so is what
an exception says: of it the kind and the places in the program stay. Names, telephones, passwords, search
words and addresses with secrets reach a log as values only, so none is in it.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

FIELDS = ("view", "method", "status", "ms")
"""What `web.watching` says of a request."""


class Nameless(logging.Formatter):
    """A line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "event": _event(record),
        }  # fmt: skip
        said |= {key: getattr(record, key) for key in FIELDS if hasattr(record, key)}
        if record.exc_info and record.exc_info[0] is not None:
            said["error"] = record.exc_info[0].__name__
            said["where"] = [
                f"{one.filename.rpartition('site-packages/')[2]}:{one.lineno} {one.name}"
                for one in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(said, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    """The message with numbers in their places and … for the rest; a message without a template may hold
    anything, so of it stays where it came from."""
    if not record.args:
        ours = record.name.startswith("luoshi.")
        return str(record.msg) if ours else f"{record.module}.{record.funcName}"
    if not isinstance(record.args, tuple):
        return f"{record.module}.{record.funcName}"
    kept = tuple(one if type(one) is int else "…" for one in record.args)
    try:
        return str(record.msg) % kept
    except (TypeError, ValueError):
        return str(record.msg)


def logging_of(kind: str) -> dict[str, Any]:
    """Django's LOGGING: `json` for machines, else plain lines of warnings for a terminal."""
    as_json = kind == "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": "luoshi.config.logs.Nameless"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "plain"},
        },
        "loggers": {
            "luoshi.requests": {"level": "INFO" if as_json else "WARNING"},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }  # fmt: skip
