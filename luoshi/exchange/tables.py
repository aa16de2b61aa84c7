"""A grid as the table that people see in it: where its heading is, which rows are rows, what its totals say.

Pure. Offices write titles above the heading, headings of two or three lines with merged cells, 单位：万元
beside the title, 小计 between rows and 合计 above or below them, 同上 for what the row above says, and
below everything who filled it in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.exchange import cells
from luoshi.exchange.books import Grid
from luoshi.exchange.headings import LINES, Heading, Unknown, Vocabulary, plain
from luoshi.kernel.money import PLACES

SEARCHED = 20
"""Among so many first rows the heading is looked for."""
SHORT = 20
"""Characters of a heading; what is longer is a sentence."""
_COLON = re.compile(r"(?<!其中)[:：]\s*\S")
DEEPEST = 3
"""Lines of a heading."""
_WHOLE = re.compile(r"^(?:合计|总计|总和|共计|全[省市州县区])$")
_PART = re.compile(r"小计$")
_OF_WHICH = re.compile(r"^其中")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表人|填报人|制表|审核人?|复核|单位负责人|负责人|联系电话|填表日期|填报日期)[:：]"
)
_MEASURED = re.compile(r"(?:金额)?单位[:：]?(?:人民币)?(亿元|万元|元)")
_YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True)
class Line:
    """A row below the heading: its number from 0, its cells with what merged cells and 同上 repeat."""

    number: int
    cells: Sequence[Any]


@dataclass(frozen=True)
class Total:
    """A 合计 or 小计 row, and the rows it may sum, by place among the lines (小计: before it, or after)."""

    line: Line
    of: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Table:
    """What was found in a grid. `columns` by place: what each heading means, None where nothing."""

    grid: Grid
    top: int
    depth: int
    headings: tuple[str, ...]
    columns: tuple[Heading | Unknown | None, ...]
    lines: list[Line]
    totals: tuple[Total, ...]
    unit: str
    """The money unit that is said above the table, empty where none is."""
    year: int
    """The year that is said above the table, 0 where none is."""

    def forget(self, number: int) -> None:
        """Let go of the cells of one of the lines."""
        line = self.lines[number]
        self.grid.rows[line.number] = []
        self.lines[number] = Line(line.number, ())

    @property
    def understood(self) -> dict[int, Heading]:
        """Place → heading of the columns that fill a field."""
        return {place: one for place, one in enumerate(self.columns) if isinstance(one, Heading)}


def find(grid: Grid, words: Vocabulary, at: int | None = None) -> Table | None:
    """The table in a grid; None where no heading is understood. Of two headings of which as much is
    understood the one over more columns is it, then the one of more lines that are no titles or notes.
    `at`: the row in which somebody says that the heading begins."""
    best, most = None, (0, 0, -DEEPEST)
    for top in _tops(grid, at):
        for depth in range(1, DEEPEST + 1):
            if top + depth > len(grid.rows) or (depth > 1 and not _goes_on(grid, top, depth)):
                break
            headings = _headings(grid, top, depth)
            columns = tuple(words.meaning(one) for one in headings)
            keys = {one.key for one in columns if isinstance(one, Heading)}
            lines = all(_is_heading(grid.rows[top + step]) for step in range(depth))
            found = (len(keys), sum(map(bool, headings)), depth if lines else -depth)
            if keys and found > most:
                best, most = (top, depth, headings, columns), found
    return None if best is None else _table(grid, *best)


def guess(grid: Grid, words: Vocabulary, at: int | None = None) -> Table | None:
    """The table whose heading means nothing yet, for somebody to say what it means: the widest of the first
    rows that look like a heading, or the row that was said. None where there is no such row."""
    looks = {
        top: _headings(grid, top, 1)
        for top in _tops(grid, at)
        if at is not None or _is_heading(grid.rows[top])
    }
    if not looks:
        return None
    top = max(looks, key=lambda one: (sum(map(bool, looks[one])), -one))
    return _table(grid, top, 1, looks[top], tuple(words.meaning(one) for one in looks[top]))


def _tops(grid: Grid, at: int | None) -> range:
    """Rows in which a heading may begin."""
    return range(min(SEARCHED, len(grid.rows))) if at is None else range(at, min(at + 1, len(grid.rows)))


def _is_heading(row: Sequence[Any]) -> bool:
    """Whether a row may be a line of a heading: several short texts and nothing else; a title is one, a
    note has a colon."""
    if any(cell is not None and not isinstance(cell, str) for cell in row):
        return False
    texts = {
        plain(cell) for cell in row if isinstance(cell, str) and cell.strip() and not _COLON.search(cell)
    }
    return len([one for one in texts if one and len(one) <= SHORT]) > 1


def _goes_on(grid: Grid, top: int, depth: int) -> bool:
    """Whether the next row still belongs to the heading: no cell of it is a number or a date."""
    row = grid.rows[top + depth - 1]
    return any(not cells.is_empty(cell) for cell in row) and all(
        cell is None or isinstance(cell, str) for cell in row
    )


def _headings(grid: Grid, top: int, depth: int) -> tuple[str, ...]:
    """The lines of each column's heading, merged cells filled, joined from top to bottom."""
    rows = [_filled(grid, top + step) for step in range(depth)]
    width = max((len(row) for row in rows), default=0)
    return tuple(_joined(row[place] if place < len(row) else None for row in rows) for place in range(width))


def _joined(parts: Iterator[Any]) -> str:
    """What differs, from top to bottom: 总投资 / 其中：固定资产."""
    said: list[str] = []
    for part in parts:
        text = "" if cells.is_empty(part) else re.sub(r"\s*\n\s*", "", str(part)).strip()
        if text and (not said or plain(text) != plain(said[-1])):
            said.append(text)
    return f" {LINES} ".join(said)


def _filled(grid: Grid, number: int) -> list[Any]:
    """A row with what a merged cell says in each of the cells that it covers."""
    row = list(grid.rows[number])
    for block in grid.merges:
        if block.top <= number <= block.bottom:
            said = grid.rows[block.top][block.left] if block.left < len(grid.rows[block.top]) else None
            row[block.left : block.right + 1] = [said] * (min(block.right + 1, len(row)) - block.left)
    return row


def _table(
    grid: Grid, top: int, depth: int, headings: tuple[str, ...], columns: tuple[Heading | Unknown | None, ...]
) -> Table:
    above = "".join(str(cell) for row in grid.rows[:top] for cell in row if isinstance(cell, str))
    said = unicodedata.normalize("NFKC", re.sub(r"\s", "", above))
    unit, year = _MEASURED.search(said), _YEAR.search(said) or _YEAR.search(grid.name)
    used = {place for place, one in enumerate(columns) if isinstance(one, Heading)} or set(
        range(len(columns))
    )
    lowest = [plain(one).split(LINES)[-1] for one in headings]
    lines, totals = _rows(grid, top + depth, used, lowest)
    return Table(
        grid, top, depth, headings, columns, lines, tuple(totals),
        unit[1] if unit and unit[1] in PLACES else "", int(year[1]) if year else 0,
    )  # fmt: skip


def _rows(grid: Grid, start: int, used: set[int], headings: Sequence[str]) -> tuple[list[Line], list[Total]]:
    """Rows that are facts, and rows that only sum them. Hidden rows are left out, and told elsewhere."""
    covered = _covered(grid, start)
    lines: list[Line] = []
    sums: list[tuple[Line, bool, int]] = []
    above: Sequence[Any] = ()
    for number in range(start, len(grid.rows)):
        row = _repeated(grid.rows[number], above, covered.get(number, {}))
        kind = _kind(row, used, headings)
        if kind is None or number in grid.hidden:
            continue
        line = Line(number, row)
        if kind == "row":
            lines.append(line)
            above = row
        else:
            sums.append((line, kind == "part", len(lines)))
    return lines, list(_totals(lines, sums))


def _covered(grid: Grid, start: int) -> Mapping[int, Mapping[int, Any]]:
    """Row → place → value, of the cells that a merged cell above them covers."""
    found: dict[int, dict[int, Any]] = {}
    for block in grid.merges:
        if block.top < start or block.left >= len(grid.rows[block.top]):
            continue
        for number in range(block.top + 1, min(block.bottom + 1, len(grid.rows))):
            for place in range(block.left, block.right + 1):
                found.setdefault(number, {})[place] = grid.rows[block.top][block.left]
    return found


def _repeated(row: Sequence[Any], above: Sequence[Any], covered: Mapping[int, Any]) -> Sequence[Any]:
    """A row with what merged cells and 同上 say of it."""
    ditto = [place for place, cell in enumerate(row) if isinstance(cell, str) and cell.strip() in cells.DITTO]
    if not ditto and not covered:
        return row
    made = list(row)
    for place in ditto:
        made[place] = above[place] if place < len(above) else None
    for place, value in covered.items():
        if place < len(made) and cells.is_empty(made[place]):
            made[place] = value
    return made


def _kind(row: Sequence[Any], used: set[int], headings: Sequence[str]) -> str | None:
    """`row`, `part` (小计), `whole` (合计), or None: empty, the heading once more, a note at the foot."""
    if not any(place < len(row) and not cells.is_empty(row[place]) for place in used):
        return None
    texts = [cell for cell in row[:3] if isinstance(cell, str) and cell.strip()]
    sums = [plain(one) for one in texts if any(sign in one for sign in "计总共全其")]
    if any(_WHOLE.match(one) for one in sums):
        return "whole"
    if any(_PART.search(one) for one in sums):
        return "part"
    first = next(cell for cell in row if not cells.is_empty(cell))
    if any(_OF_WHICH.match(one) for one in sums):
        return None  # it says of what is above how much is of a kind
    if not isinstance(first, str):
        return "row"
    if (":" in first or "：" in first) and _NOTE.match(re.sub(r"\s", "", first)):
        return None
    if plain(first) not in headings:
        return "row"
    again = sum(1 for place, cell in enumerate(row) if isinstance(cell, str) and _same(cell, headings, place))
    return None if again > 1 and again >= len(used) - 1 else "row"


def _same(cell: str, headings: Sequence[str], place: int) -> bool:
    return place < len(headings) and bool(cell.strip()) and plain(cell) == headings[place]


def _totals(lines: Sequence[Line], sums: Sequence[tuple[Line, bool, int]]) -> Iterator[Total]:
    """Each sum with the rows it may be of: all of them, or the group before or after it."""
    everything = tuple(range(len(lines)))
    for index, (line, part, at) in enumerate(sums):
        if not part:
            yield Total(line, (everything,))
            continue
        before = max((one[2] for one in sums[:index]), default=0)
        after = min((one[2] for one in sums[index + 1 :]), default=len(lines))
        groups = (tuple(range(before, at)), tuple(range(at, after)))
        yield Total(line, tuple(one for one in groups if one))
