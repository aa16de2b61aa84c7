"""Task tables (任务分解表): rows become tasks by the headings above them.

In the text a row of a table is a line with tabs between its cells, as spreadsheets copy and as `documents`
writes what it takes out of xlsx, docx and html. A heading that names the task and whose it is or by when
begins such a table; it ends with a sentence outside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

TAB = "\t"
_LINE = re.compile(r"[^\n]+")
_HEADINGS: Mapping[str, re.Pattern[str]] = {
    "task": re.compile(
        r"(?:具体|重点|主要|目标|工作|督办|年度|细化|重点工作|分解)*(?:任务|工作|事项|目标|措施|要求)(?:内容|事项|名称|目标|分解|及要求|要点|举措)?"
        r"|(?:主要|具体)内容|内容|工作举措|立项内容"
    ),
    "owner": re.compile(
        r"(?:第一)?(?:牵头|责任|主办|承办|主责|牵头组织实施|实施|落实|牵头责任)(?:单位|部门|科室|处室)(?:\([^()]*\))?"
    ),
    "support": re.compile(r"(?:配合|协办|参与|协同|责任配合|责任\(配合\)|配合责任)(?:单位|部门|科室|处室)"),
    "deadline": re.compile(
        r"(?:完成|办结|落实|整改)?(?:时限|时间|期限|节点)(?:要求|节点)?|完成日期|进度要求"
    ),
}
_SEPARATORS = re.compile(r"[、，,;；/\s]+")
_LONGEST_HEAD = 30
"""Characters of a line between rows that heads those below it (一、产业发展); a longer one ends the table."""
_NUMBERED = re.compile(r"[\d一二三四五六七八九十().、（）]*")


@dataclass(frozen=True, slots=True)
class Row:
    """A row's task: where its words stand, and what the cells beside them say as written."""

    start: int
    end: int
    owner: tuple[str, ...]
    support: tuple[str, ...]
    deadline: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a task table: its heading, a row, or what only heads rows."""

    start: int
    end: int
    row: Row | None


def lines(text: str) -> list[Line]:
    """The lines of all task tables in text order."""
    return list(_lines(text)) if TAB in text else []


def without(folded: str, found: Sequence[Line]) -> str:
    """The folded text with the lines of task tables blank but for the tasks themselves, of the same length."""
    made, at = [], 0
    for line in found:
        row = line.row or Row(line.end, line.end, (), (), None)
        blank = " " * (row.start - line.start), " " * (line.end - row.end)
        made += [folded[at : line.start], blank[0], folded[row.start : row.end], blank[1]]
        at = line.end
    return "".join([*made, folded[at:]])


def _lines(text: str) -> Iterator[Line]:
    columns: Mapping[str, int] = {}
    for line in _LINE.finditer(text):
        words = line[0]
        if TAB not in words:
            columns = columns if len(words) <= _LONGEST_HEAD else {}
            continue
        cells = words.split(TAB)
        if heading := _meanings(cells):
            columns = heading
            yield Line(*line.span(), None)
        elif columns:
            yield Line(*line.span(), _row(line.start(), cells, columns))


def _meanings(cells: Sequence[str]) -> Mapping[str, int]:
    """What columns mean, where the cells are the heading of a task table; the first of a kind counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        said = re.sub(r"\s", "", cell).replace("（", "(").replace("）", ")")
        for key, meant in _HEADINGS.items():
            if key not in found and meant.fullmatch(said):
                found[key] = place
                break
    return found if "task" in found and {"owner", "deadline"} & found.keys() else {}


def _row(start: int, cells: Sequence[str], columns: Mapping[str, int]) -> Row | None:
    """None for a line that only heads others (一、产业发展): it says nothing beside its words."""

    def said(key: str) -> str:
        place = columns.get(key, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    task = cells[columns["task"]] if columns["task"] < len(cells) else ""
    beside = [
        cell
        for place, cell in enumerate(cells)
        if place != columns["task"] and not _NUMBERED.fullmatch(cell.strip())
    ]
    if not task.strip() or not beside:
        return None
    at = start + sum(len(cell) + 1 for cell in cells[: columns["task"]]) + len(task) - len(task.lstrip())
    return Row(
        at, at + len(task.strip()), _names(said("owner")), _names(said("support")), said("deadline") or None
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in _SEPARATORS.split(cell.strip()) if one))
