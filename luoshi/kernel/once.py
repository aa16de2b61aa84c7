"""Asking the same question once while something is only looked at: a page, never a change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def looking() -> Iterator[None]:
    """While this holds, functions marked `once` answer from memory what they answered before. Whoever
    changes something must not stand inside."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(asked: Callable[P, R]) -> Callable[P, R]:
    """Mark a question whose answer holds while somebody looks; arguments must be hashable, and whoever
    asks must not change the answer."""

    @wraps(asked)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _answers.get()
        if known is None:
            return asked(*args, **kwargs)
        key = (asked, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = asked(*args, **kwargs)
        found: R = known[key]
        return found

    return ask
