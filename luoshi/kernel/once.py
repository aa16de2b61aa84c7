"""Asking the same question once: while something is only looked at, or, of what hardly ever changes, while
something is done."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Answers = dict[Hashable, Any]

_looked: ContextVar[Answers | None] = ContextVar("looked", default=None)
_settled: ContextVar[Answers | None] = ContextVar("settled", default=None)


@contextmanager
def looking() -> Iterator[None]:
    """While this holds, functions marked `once` or `settled` answer from memory what they answered before.
    Whoever changes something must not stand inside."""
    token = _looked.set({})
    try:
        yield
    finally:
        _looked.reset(token)


@contextmanager
def acting() -> Iterator[None]:
    """While this holds, functions marked `settled` answer from memory. An action within an action shares its
    memory; one that fails leaves none, for what it changed is undone."""
    outer = _settled.get()
    token = _settled.set({} if outer is None else outer)
    try:
        yield
    except BaseException:
        forget()
        raise
    finally:
        _settled.reset(token)


def forget() -> None:
    """Whoever changes what `settled` questions ask of says so here."""
    for known in (_looked.get(), _settled.get()):
        if known is not None:
            known.clear()


def once(asked: Callable[P, R]) -> Callable[P, R]:
    """Mark a question whose answer holds while somebody looks; arguments must be hashable, and whoever
    asks must not change the answer."""

    @wraps(asked)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        return _answer(_looked.get(), asked, *args, **kwargs)

    return ask


def settled(asked: Callable[P, R]) -> Callable[P, R]:
    """As `once`, and the answer holds through an action as well: it asks of the units' tree or of the packs,
    and each of the few actions that change those says `forget`."""

    @wraps(asked)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        looked = _looked.get()
        return _answer(_settled.get() if looked is None else looked, asked, *args, **kwargs)

    return ask


def _answer(known: Answers | None, asked: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    if known is None:
        return asked(*args, **kwargs)
    key = (asked, args, tuple(sorted(kwargs.items())))
    if key not in known:
        known[key] = asked(*args, **kwargs)
    found: R = known[key]
    return found
