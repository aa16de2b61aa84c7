"""The pattern of consecutive numbers: `NC-{year}-{n:03}` is in a year the series `NC-2026-{n:03}`, and its
seventh number is `NC-2026-007`."""

from __future__ import annotations

import re

from luoshi.kernel.errors import InputError

_PLACES = re.compile(r"\{(?P<name>\w*)(?::0(?P<width>[1-9]))?\}")


class PatternError(InputError):
    """A pattern of numbers that cannot be read."""


def shaped(pattern: str) -> str:
    """The pattern itself; `PatternError` when it has no place for the number, or one that is not known."""
    names = [one["name"] for one in _PLACES.finditer(pattern)]
    odd = next((name for name in names if name not in ("n", "year")), None)
    loose = re.search(r"[{}]", _PLACES.sub("", pattern))
    if odd is not None or loose or "{year:" in pattern:
        raise PatternError(f"编号“{pattern}”里有不认识的部分", hint="可用 {n}、{n:03}（补足三位）和 {year}")
    if names.count("n") != 1:
        raise PatternError(f"编号“{pattern}”里没有一个 {{n}}", hint="如 NC-{year}-{n:03}")
    return pattern


def series(pattern: str, year: int) -> str:
    """The series of a plan's year: the pattern with the year filled in. Numbers of one series are
    consecutive; a pattern without `{year}` is one series for ever."""
    return pattern.replace("{year}", str(year))


def written(series: str, number: int) -> str:
    """A number of a series as people read it."""
    return _PLACES.sub(lambda place: f"{number:0{place['width'] or 1}d}", series)
