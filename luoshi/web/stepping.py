"""A step of a course of work: a form, what it does, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from luoshi.kernel.actor import Actor

Act = Callable[[Actor, int, Mapping[str, Any]], object]


@dataclass(frozen=True)
class Step:
    """`of`: the ledger whose record's number the address names; `said` tells that it is done."""

    title: str | Promise
    button: str | Promise
    said: str | Promise
    of: str
    form: type[forms.Form]
    act: Act
