"""A checked draft as it is shown: its text with coloured marks, and its numbers in groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.reading.tables import TAB
from luoshi.reading.verdict import Checked
from luoshi.web.components import Badge, Tone

STATES: Mapping[str, tuple[object, Tone]] = {
    "wrong": (gettext_lazy("与公布不一致"), "red"), "unit_slip": (gettext_lazy("单位弄错"), "red"),
    "does_not_add_up": (gettext_lazy("算不对"), "red"), "rounded": (gettext_lazy("尾数不符"), "orange"),
    "right": (gettext_lazy("与公布一致"), "green"), "adds_up": (gettext_lazy("算得对"), "green"),
    "unknown": (gettext_lazy("没有核对"), "grey"),
}  # fmt: skip
"""Every state in words; of several on one number the first here marks it."""
_RANK = {state: at for at, state in enumerate(STATES)}
_AROUND = 24
"""Characters told before and after a number."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text; with a state it is marked and leads to its verdict."""

    text: str
    state: str = ""
    number: int = 0


@dataclass(frozen=True)
class Block:
    """A line of the draft, or the rows of a table in it."""

    line: Sequence[Piece] = ()
    rows: Sequence[Sequence[Sequence[Piece]]] = ()


@dataclass(frozen=True)
class Verdict:
    """A number at the right of the page."""

    number: int
    state: Badge
    amiss: bool
    around: tuple[str, str, str]
    words: str
    place: str
    url: str
    """The figure's trace, where it was matched to one."""


@dataclass(frozen=True)
class Group:
    """Verdicts told together; only what is wrong stands open."""

    label: str
    verdicts: Sequence[Verdict]
    opened: bool = False


def blocks(text: str, found: Sequence[Checked]) -> list[Block]:
    """The draft by lines, lines with tabs gathered to tables."""
    made: list[Block] = []
    rows: list[list[list[Piece]]] = []
    for line in _lines(_pieces(text, found)):
        cells = _cells(line)
        if len(cells) > 1:
            rows.append(cells)
            continue
        if rows:
            made.append(Block(rows=rows))
            rows = []
        if line:
            made.append(Block(line=line))
    return [*made, Block(rows=rows)] if rows else made


def _pieces(text: str, found: Sequence[Checked]) -> Iterator[Piece]:
    """The text cut at its numbers; what overlaps one that is marked already is left to the list."""
    at = 0
    order = sorted(enumerate(found, start=1), key=lambda one: (one[1].start, _RANK[one[1].state]))
    for number, one in order:
        if one.start < at:
            continue
        yield Piece(text[at : one.start])
        yield Piece(text[one.start : one.end], one.state, number)
        at = one.end
    yield Piece(text[at:])


def _lines(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        for words in piece.text.splitlines(keepends=True):
            if words.strip("\r\n"):
                line.append(Piece(words.rstrip("\r\n"), piece.state, piece.number))
            if words.endswith(("\n", "\r")):
                yield line
                line = []
    yield line


def _cells(line: Sequence[Piece]) -> list[list[Piece]]:
    cells: list[list[Piece]] = [[]]
    for piece in line:
        for at, words in enumerate(piece.text.split(TAB)):
            if at:
                cells.append([])
            if words:
                cells[-1].append(Piece(words, piece.state, piece.number))
    return cells


def groups(found: Sequence[Checked], text: str) -> list[Group]:
    """What is wrong first, then what nobody could check, then what is right."""
    made = [(one, _verdict(number, one, text)) for number, one in enumerate(found, start=1)]
    made.sort(key=lambda pair: _RANK[pair[0].state] if pair[0].amiss else 0)
    told = [
        Group(_("有问题"), [said for one, said in made if one.amiss], opened=True),
        Group(_("没有核对"), [said for one, said in made if one.state == "unknown"]),
        Group(_("一致"), [said for one, said in made if one.state in ("right", "adds_up")]),
    ]
    return [one for one in told if one.verdicts]


def _verdict(number: int, one: Checked, text: str) -> Verdict:
    word, tone = STATES[one.state]
    before = text[max(0, one.start - _AROUND) : one.start].rpartition("\n")[2].replace(TAB, " ")
    after = text[one.end : one.end + _AROUND].partition("\n")[0].replace(TAB, " ")
    match = one.match
    url = reverse("figures:trace", args=[match.period, match.indicator, match.unit]) if match else ""
    return Verdict(
        number, Badge(str(word), tone), one.amiss, (before, one.text, after), one.words, _place(one), url
    )


def _place(one: Checked) -> str:
    if one.cell is None:
        return ""
    said = {"sheet": one.cell.sheet, "row": one.cell.row, "column": one.cell.column}
    return _("表 %(sheet)s，第 %(row)d 行第 %(column)d 列") % said
