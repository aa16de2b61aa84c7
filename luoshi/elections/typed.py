"""Rolls, candidates and counts as they are typed, a line for each, or as they stand in a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from luoshi.elections.actions import Named
from luoshi.elections.rolls import Line
from luoshi.kernel.errors import InputError, Problem

_GAP = re.compile(r"[,，\t]|\s{1,}")
_HEADS: Mapping[str, str] = {
    "姓名": "name", "单位": "branch", "分会": "branch", "所在单位": "branch", "会员证号": "card",
    "证号": "card", "登录名": "login",
}  # fmt: skip
_SEARCHED = 20
"""Among so many first rows of a table the heading is looked for."""


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, [one.strip() for one in _GAP.split(line.strip())]


def roll(text: str) -> list[Line]:
    """A person a line: name, unit, member card, log-in; what is left out is empty."""
    made = []
    for number, parts in _lines(text):
        if len(parts) > 4:
            raise _unread("名册", number, "写作：姓名 单位 会员证号 登录名")
        made.append(Line(*parts))
    return made


def roll_of_rows(rows: Iterable[Sequence[Any]]) -> list[Line]:
    """A roll from the rows of a table: its heading names 姓名, perhaps 单位, 会员证号 and 登录名."""
    kept = [["" if one is None else _text(one) for one in row] for row in rows]
    top = next((at for at, row in enumerate(kept[:_SEARCHED]) if "姓名" in row), None)
    if top is None:
        raise InputError(problems=[Problem("没有“姓名”一列", "第一行写：姓名 单位 会员证号", field="文件")])
    columns = {_HEADS[head]: place for place, head in enumerate(kept[top]) if head in _HEADS}
    return [
        Line(**{key: row[place] for key, place in columns.items()})
        for row in kept[top + 1 :]
        if row[columns["name"]]
    ]


def _text(value: Any) -> str:
    """A cell as it is read: a card's number that the sheet took for a number has no point."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()


def named(text: str) -> list[Named]:
    """A candidate a line: name, and what stands beside it."""
    return [Named(parts[0], " ".join(parts[1:])) for _number, parts in _lines(text)]


def counts(text: str, field: str) -> dict[str, int]:
    """A name a line with how many: recommendations, votes for who was written in, members of branches."""
    made: dict[str, int] = {}
    for number, parts in _lines(text):
        if len(parts) != 2 or not parts[1].isdecimal() or parts[0] in made:
            raise _unread(field, number, "写作：名称 数量，每个名称一行")
        made[parts[0]] = int(parts[1])
    return made


def _unread(field: str, number: int, right: str) -> InputError:
    return InputError(problems=[Problem(f"第 {number} 行读不懂", right, field=field)])
