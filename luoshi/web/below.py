"""Sentences made below the pages, which are Chinese (docs/decisions/0012), in the reader's language.

They are made with what differs put in (“5.3亿”不是日期), so they are known by what stays the same: the
English of each is in locale/below.yaml. What was put in is said in English where it is such a sentence
itself, or a label of a pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel

from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.kernel.language import language
from luoshi.ledgers import queries
from luoshi.packs.spec import Label

_CATALOGUE = Path(__file__).with_name("locale") / "below.yaml"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_GAP = "{}"


def said(text: str) -> str:
    """A sentence as its reader understands it; as it is where nobody has said it in English."""
    return _english(text) if language() == "en" and _HAN.search(text) else text


def told(fault: LuoshiError) -> str:
    """What is wrong and what would be right, in a line; each problem in one of its own."""
    if language() != "en":
        return str(fault)
    if isinstance(fault, InputError) and fault.problems:
        return "\n".join(problem(one) for one in fault.problems)
    message, hint = said(fault.message), said(fault.hint)
    return f"{message} ({hint})" if hint else message


def problem(one: Problem) -> str:
    """A problem with its place."""
    if language() != "en":
        return str(one)
    column = said(one.column or one.field)
    places = [one.file] if one.file else []
    places += [f"sheet “{one.sheet}”"] if one.sheet else []
    places += [f"line {one.line}"] if one.line is not None else []
    places += [f"row {one.row}"] if one.row is not None else []
    places += [f"“{column}”"] if column else []
    what = f"{', '.join(places)}: {said(one.what)}" if places else said(one.what)
    return f"{what}; should be: {said(one.right)}" if one.right else what


def _english(text: str) -> str:
    known, labels = _sentences(), _labels(queries.digests())
    if text in known or text in labels:
        return known.get(text) or labels[text]
    for pattern, english in _patterns():
        if found := pattern.fullmatch(text):
            return english.format(*(said(one) for one in found.groups()))
    parts = text.split("、")
    return ", ".join(labels[one] for one in parts) if all(one in labels for one in parts) else text


@cache
def _sentences() -> Mapping[str, str]:
    with _CATALOGUE.open(encoding="utf-8") as source:
        return dict(yaml.load(source, Loader=yaml.CSafeLoader))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The sentences in which something differs, those that say most first."""
    gaps = sorted((one for one in _sentences() if _GAP in one), key=lambda one: -len(one.replace(_GAP, "")))
    return [
        (re.compile("(.+?)".join(map(re.escape, one.split(_GAP))), re.DOTALL), _sentences()[one])
        for one in gaps
    ]


@lru_cache(maxsize=8)
def _labels(_packs: frozenset[str]) -> Mapping[str, str]:
    """Chinese → English of every label in a set of packs."""
    return {one.zh: one.en for pack in queries.packs().values() for one in _within(pack) if one.en}


def _within(part: object) -> Iterator[Label]:
    if isinstance(part, Label):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _within(getattr(part, name))
    elif isinstance(part, Mapping):
        for one in part.values():
            yield from _within(one)
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _within(one)
