"""The cells of a table as claims: the heading and the row's words say the indicator, unit, months and kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.kernel.numbers import half_up
from luoshi.reading import months
from luoshi.reading.claims import OWN, TO_DATE, Claim, aspect_of, unexplained
from luoshi.reading.comparing import Printed
from luoshi.reading.grids import Grid, Square, bare, is_order, is_total, unit_in
from luoshi.reading.matched import checked
from luoshi.reading.months import Span
from luoshi.reading.values import Number, plain
from luoshi.reading.verdict import Checked
from luoshi.reading.vocabulary import Mention, Vocabulary


@dataclass(frozen=True, slots=True)
class _Said:
    """What a heading, a row's words or a title name."""

    words: str
    mentions: list[Mention]
    span: Span | None

    @property
    def indicators(self) -> tuple[str, ...]:
        return next((one.indicators for one in self.mentions if one.indicators), ())

    @property
    def units(self) -> tuple[str, ...]:
        return next((one.units for one in self.mentions if one.units), ())

    @property
    def odd(self) -> str:
        return unexplained(self.words, 0, len(self.words), self.mentions)


def of_cells(grid: Grid, vocabulary: Vocabulary, months_meant: Span) -> Iterator[Checked]:
    """The state of every number in the body of a table but for those that only count rows or places.
    `months_meant` are those of the draft's title, where the table names none."""
    title = _said(grid.title, vocabulary, months_meant)
    span = title.span or months_meant
    heads = {column: _said(words, vocabulary, span) for column, words in grid.heads.items()}
    rows = [(_said(bare(words), vocabulary), unit_in(words)) for words in grid.labels]
    by_unit = any(said.units for said, _unit in rows)
    for row, (said, told) in zip(grid.body, rows, strict=True):
        for square in row:
            head = heads[square.cell.column]
            if square.number and not is_order(head.words):
                measure = grid.measures[square.cell.column] or told
                claim = _claim(square, (head, said, title), span, vocabulary, measure)
                yield _checked(_at_home(claim, said, vocabulary, by_unit), grid, vocabulary, square)


def _at_home(claim: Claim, row: _Said, vocabulary: Vocabulary, by_unit: bool) -> Claim:
    """A row that names no unit is the home's where none does. A total may be: of what rows, nobody said."""
    home = (vocabulary.book.home,)
    if claim.units or (by_unit and not is_total(row.words)):
        return claim
    return replace(claim, units=home, odd=row.words if by_unit else claim.odd)


def _said(words: str, vocabulary: Vocabulary, current: Span | None = None) -> _Said:
    found = vocabulary.mentions(words, 0, len(words))
    latest = vocabulary.book.latest
    spans = list(months.said(words, min(current.last, latest) if current else latest, current))
    for one in spans:
        if not any(other.start < one.end and one.start < other.end for other in found):
            found.append(Mention(one.start, one.end, span=one.span))
    return _Said(words, sorted(found, key=lambda one: one.start), spans[-1].span if spans else None)


def _claim(
    square: Square, said: tuple[_Said, _Said, _Said], span: Span, vocabulary: Vocabulary, measure: str
) -> Claim:
    """The indicator is the heading's, else the row's, else the title's; `measure` is the unit they name."""
    head, row, title = said
    named = next((one for one in said if one.indicators), title)
    assert square.number is not None
    value, unit = square.number
    indicators = named.indicators
    told = unit or measure or _measure(indicators, vocabulary)
    end = square.start + len(square.words)
    number = Number(square.start, end, plain(abs(value)), None, told, False, end)
    words = head.words + "增长" * head.words.endswith("同比")
    odd = head.odd if named is not row else head.odd + row.odd
    return Claim(
        number, Printed(value, told), aspect_of(words, number), indicators, head.units or row.units, head.span or span,
        odd, bool(OWN.search(head.words)), bool(TO_DATE.search(head.words)), "下降" in words and value > 0,
    )  # fmt: skip


def _measure(indicators: Sequence[str], vocabulary: Vocabulary) -> str:
    return vocabulary.book.indicators[indicators[0]].measure if indicators else ""


def _checked(claim: Claim, grid: Grid, vocabulary: Vocabulary, square: Square) -> Checked:
    """A workbook keeps 68.8 % as 0.688: of a percentage either spelling is read."""
    text = f"{'':{claim.number.start}}{square.words}"
    found = checked(claim, text, vocabulary.book, square.cell)
    if found.state == "right" or not (grid.sheet and claim.printed.unit == "%"):
        return found
    again = checked(replace(claim, printed=hundredfold(claim.printed)), text, vocabulary.book, square.cell)
    return again if again.state == "right" else found


def hundredfold(said: Printed) -> Printed:
    """A share of one as a percentage: 0.6875 is 68.75 %."""
    value = half_up(said.value * Decimal(100), max(0, said.places - 2))
    return Printed(value, said.unit, said.hedge)
