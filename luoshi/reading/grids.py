"""A draft: its text, and the tables in it with where each cell stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from luoshi.reading import documents, units
from luoshi.reading.folding import fold
from luoshi.reading.sheets import sheet_rows
from luoshi.reading.tables import TAB
from luoshi.reading.verdict import Cell

_NUMBER = re.compile(
    r"(?P<sign>[-+])?(?P<value>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,12})?|\d{1,18}(?:\.\d{1,12})?)(?P<unit>[^\d.,-]{0,5})"
)
_UNIT = re.compile(r"(?:\(|_|单位:?)(?P<unit>[^()_]{1,6})\)?$|单位: ?(?P<told>[^\s()]{1,6})")
_TOTAL = re.compile(r"合计|总计|共计|小计")


@dataclass(frozen=True, slots=True)
class Square:
    """A cell: its folded words, where they start in the draft's text, and its place."""

    words: str
    start: int
    cell: Cell

    @property
    def number(self) -> tuple[Decimal, str] | None:
        """Its value and the unit written behind it, where it holds a number and nothing else."""
        found = _NUMBER.fullmatch(self.words)
        if found is None or (found["unit"] and not units.after(found["unit"], 0)):
            return None
        value = Decimal(found["value"].replace(",", ""))
        return -value if found["sign"] == "-" else value, found["unit"]


@dataclass(frozen=True)
class Grid:
    """A table: what stands above it, and its rows. `sheet` where it comes from a workbook."""

    title: str
    rows: Sequence[Sequence[Square]]
    sheet: bool = False

    @cached_property
    def body(self) -> Sequence[Sequence[Square]]:
        return self.rows[self._first :]

    @cached_property
    def _first(self) -> int:
        """The first row that holds a number beside its words."""
        for at, row in enumerate(self.rows):
            if any(one.number for one in row[1:]):
                return at
        return len(self.rows)

    @cached_property
    def heads(self) -> dict[int, str]:
        """Column → what stands above it, from the outermost heading inwards, the unit left out."""
        return {column: bare(words) for column, words in self._above.items()}

    @cached_property
    def measures(self) -> dict[int, str]:
        """Column → the unit its heading or the table's title names; a rate is in %."""
        title = unit_in(self.title)
        rates = {column: "%" if is_rate(words) else title for column, words in self.heads.items()}
        return {column: unit_in(words) or rates[column] for column, words in self._above.items()}

    @cached_property
    def _above(self) -> dict[int, str]:
        wide = max((len(row) for row in self.rows), default=0)
        said: dict[int, list[str]] = {column: [] for column in range(1, wide + 1)}
        headings = self.rows[: self._first]
        for depth, row in enumerate(headings):
            words = ""
            for column in range(1, wide + 1):
                own = row[column - 1].words if column <= len(row) else ""
                words = own or (words if depth < len(headings) - 1 else "")
                if words and words not in said[column]:
                    said[column].append(words)
        return {column: "".join(several) for column, several in said.items()}

    @cached_property
    def labels(self) -> Sequence[str]:
        """The words of each row of the body beside its numbers."""
        return [" ".join(one.words for one in row if one.words and one.number is None) for row in self.body]


def is_rate(head: str) -> bool:
    """Whether a column holds percentages by its heading."""
    return bool(re.search(r"率$|同比|增幅|增长$|占比|比重|下降$", head)) and "百分点" not in head


def is_order(head: str) -> bool:
    """Whether a column only counts rows or places."""
    return bool(re.fullmatch(r"序号|编号|名次|排名|位次|.*排名|.*位次|No\.?", head.strip()))


def is_total(label: str) -> bool:
    return bool(_TOTAL.search(label))


def bare(words: str) -> str:
    """A heading without the unit it names."""
    return _UNIT.sub("", words)


def unit_in(words: str) -> str:
    """The unit a heading names: 到位资金(万元), 项目_个, 单位:万元; empty where it names none."""
    found = _UNIT.search(words)
    said = (found["unit"] or found["told"]) if found else ""
    known = units.after(said, 0) if said else None
    return said if said in units.SHARES or (known is not None and known[1] == len(said)) else ""


@dataclass(frozen=True)
class Draft:
    """A text with its tables; a row of a table is a line of it, with tabs between cells."""

    text: str
    grids: tuple[Grid, ...] = ()

    @property
    def running(self) -> str:
        """The text without its tables, of the same length."""
        return "".join(" " * len(one) if TAB in one else one for one in self.text.splitlines(keepends=True))


def opened(name: str, content: bytes) -> Draft:
    """The draft in a file; InputError where it cannot be read."""
    document = documents.of_content(name, content)
    if document.form not in ("xlsx", "xls"):
        return pasted(document.text)
    rows, at, text = sheet_rows(name, content), 0, []
    sheets: dict[str, list[list[Square]]] = {}
    for sheet, number, cells in rows:
        sheets.setdefault(sheet, []).append(_squares(cells, at, sheet, number))
        text.append(TAB.join(cells))
        at += len(text[-1]) + 1
    return Draft("\n".join(text), tuple(_of_sheet(name, several) for name, several in sheets.items()))


def _of_sheet(name: str, rows: list[list[Square]]) -> Grid:
    """Lines of one cell above the headings are the table's title."""
    first = next((at for at, row in enumerate(rows) if len(row) > 1), len(rows))
    title = " ".join([name, *(row[0].words for row in rows[:first])])
    return Grid(title, [row for row in rows[first:] if len(row) > 1], sheet=True)


def pasted(text: str) -> Draft:
    """A draft as it was typed; lines with tabs that follow one another are a table."""
    return Draft(text, tuple(_in_text(text.splitlines(keepends=True))))


def _in_text(lines: Iterable[str]) -> Iterator[Grid]:
    grid, at, count, title = Grid("", ()), 0, 0, ""
    for line in lines:
        words = line.rstrip("\r\n")
        if TAB in words:
            count += not grid.rows
            row = _squares(words.split(TAB), at, f"{count}", len(grid.rows) + 1)
            grid = replace(grid, title=title, rows=(*grid.rows, row))
        else:
            if grid.rows:
                yield grid
            grid, title = Grid("", ()), fold(words.strip()) or title
        at += len(line)
    if grid.rows:
        yield grid


def _squares(cells: Sequence[str], at: int, sheet: str, row: int) -> list[Square]:
    made = []
    for column, cell in enumerate(cells, start=1):
        lead = len(cell) - len(cell.lstrip())
        made.append(Square(fold(cell.strip()), at + lead, Cell(sheet, row, column)))
        at += len(cell) + 1
    return made
