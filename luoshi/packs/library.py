"""The packs that ship with the product."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from luoshi.kernel.errors import InputError, SiteError
from luoshi.packs.compile import load
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Pack

SHIPPED = ("supervision", "investment", "innovation", "service", "appeals", "quality", "union")
"""In the order in which they build on one another."""


def folder(key: str) -> Path:
    """Where a shipped pack's files are."""
    if key not in SHIPPED:
        raise InputError(f"没有随软件提供的台账包“{key}”", hint=suggestion(key, SHIPPED))
    return Path(str(files("luoshi.library") / key))


@cache
def shipped() -> dict[str, Pack]:
    """Every shipped pack by key, compiled."""
    packs: dict[str, Pack] = {}
    for key in SHIPPED:
        compiled = load(folder(key), packs)
        if compiled.pack is None:
            raise SiteError(f"随软件提供的台账包“{key}”有误：{compiled.issues[0]}")
        packs[key] = compiled.pack
    return packs
