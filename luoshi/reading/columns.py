"""What a table reckons itself: totals of its rows, and rates and increases of its columns, done again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from luoshi.kernel.numbers import change, plain, ratio
from luoshi.reading.adding import said_of, summed, verdict
from luoshi.reading.cells import hundredfold
from luoshi.reading.comparing import Printed
from luoshi.reading.grids import Grid, Square, is_order, is_rate, is_total
from luoshi.reading.verdict import Checked

_WHOLE = re.compile(r"^(?:全[市县区州镇乡省旗盟]|总数)")
_NOT_ADDED = re.compile("百分点|进度|平均|人均|得分|分数")


def of_columns(grid: Grid) -> Iterator[Checked]:
    """The verdicts on a table's totals and rates."""
    yield from _totals(grid)
    for column, head in grid.heads.items():
        parts = _parts_of(grid, column) if is_rate(head) else None
        if parts:
            yield from _rates(grid, column, *parts)


def _totals(grid: Grid) -> Iterator[Checked]:
    for column, head in grid.heads.items():
        if not (is_rate(head) or is_order(head) or _NOT_ADDED.search(head)):
            yield from _totals_of(grid, column)


def _totals_of(grid: Grid, column: int) -> Iterator[Checked]:
    """小计 is of the rows since the last one; 合计 of the rows above it, at the head of a table of those
    below; 全县 may hold more than its rows, so it is told only where it is their sum."""
    every: list[Square] = []
    since: list[Square] = []
    heading: list[tuple[Square, bool]] = []
    for row, words in zip(grid.body, grid.labels, strict=True):
        label, square = re.sub(r"\s", "", words), _at(row, column)
        if square is None or label.startswith("其中"):
            continue
        if "小计" in label:
            yield from _total(square, grid, since, sure=True)
            since = []
        elif not (is_total(label) or _WHOLE.match(label)):
            every.append(square)
            since.append(square)
        elif every:
            yield from _total(square, grid, every, sure=is_total(label))
        else:
            heading.append((square, is_total(label)))
    for square, sure in heading:
        yield from _total(square, grid, every, sure=sure)


def _total(square: Square, grid: Grid, parts: Sequence[Square], *, sure: bool) -> Iterator[Checked]:
    if len(parts) < 2:
        return
    values = [_value(one) for one in parts]
    exact = sum((Fraction(one) for one in values), Fraction(0))
    how = summed(values)
    printed = Printed(_value(square), _unit(square, grid))
    found = _reckoned(square, printed, exact, how, "sum")
    if sure or found.state == "adds_up":
        yield found


def _parts_of(grid: Grid, column: int) -> tuple[int, int, bool] | None:
    """(part or now, whole or before, whether it is an increase) that a column's heading divides."""
    head = grid.heads[column]
    left = [(at, words) for at, words in grid.heads.items() if at < column and not is_rate(words)]
    if re.search(r"同比|增长|增幅|下降", head):
        before = next((at for at, words in reversed(left) if re.search("同期|上年|去年", words)), None)
        near = before is not None and before == column - 1
        return (column - 2, column - 1, True) if near and column > 2 else None
    stem = re.sub(r"^公布|率$", "", head)
    if stem.endswith("完成"):
        done = next((at for at, words in reversed(left) if re.search("完成|到位", words)), None)
        owed = next(
            (at for at, words in reversed(left) if re.search("目标|任务", words) and at != done), None
        )
        return (done, owed, False) if done and owed else None
    return _by_stem(left, stem)


def _by_stem(left: Sequence[tuple[int, str]], stem: str) -> tuple[int, int, bool] | None:
    """开工率 divides 新签约开工项目 by 新签约项目: the part's heading is the whole's with the rate's word."""
    for part, words in left:
        if stem and stem in words:
            wanted = words.replace(stem, "", 1)
            for whole, other in left:
                if other == wanted:
                    return part, whole, False
    return None


def _rates(grid: Grid, column: int, first: int, second: int, increase: bool) -> Iterator[Checked]:
    for row in grid.body:
        rate, one, other = (_at(row, at) for at in (column, first, second))
        if rate is None or one is None or other is None:
            continue
        now, of = _value(one), _value(other)
        exact = change(now, of) if increase else ratio(now, of)
        if exact is None:
            continue
        if "下降" in grid.heads[column] and _value(rate) > 0:
            exact = -exact
        printed = Printed(_value(rate), "%")
        if grid.sheet and verdict(printed, exact) != "adds_up":
            again = hundredfold(printed)
            printed = again if verdict(again, exact) == "adds_up" else printed
        how = f"{plain(now)} ÷ {plain(of)}" + " − 1" * increase
        yield _reckoned(rate, printed, exact, how, "increase" if increase else "share")


def _reckoned(square: Square, printed: Printed, exact: Fraction, how: str, rule: str) -> Checked:
    state = verdict(printed, exact)
    words, value = said_of(state, how, exact, printed)
    return Checked(
        start=square.start, end=square.start + len(square.words), text=square.words, state=state, rule=rule,
        words=words, expected=value if state == "does_not_add_up" else None, cell=square.cell,
    )  # fmt: skip


def _at(row: Sequence[Square], column: int) -> Square | None:
    found = row[column - 1] if column <= len(row) else None
    return found if found and found.number else None


def _value(square: Square) -> Decimal:
    number = square.number
    assert number is not None
    return number[0]


def _unit(square: Square, grid: Grid) -> str:
    number = square.number
    return (number[1] if number else "") or grid.measures[square.cell.column]
