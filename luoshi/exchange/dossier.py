"""What an auditor asks for: a year's records under the headings of a standard, their course, their evidence
and the figures, in one file that opens anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from io import BytesIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from luoshi.exchange.workbooks import Styles, set_up
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.language import speaking
from luoshi.kernel.periods import Period
from luoshi.kernel.progress import Tell, silent
from luoshi.ledgers import family, files, queries
from luoshi.ledgers.records import STATES, Record, Ref
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Ledger, Pack
from luoshi.periods import queries as periods
from luoshi.units import queries as units

HEADS = ("条款", "台账", "编号", "名称", "责任单位", "日期", "阶段", "经过", "佐证")
FIGURES = ("指标", "单位", "本年累计", "目标", "完成率%")

_STYLE = (
    "body{font:14px/1.6 sans-serif;margin:2em}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top}"
)
"""The index stands in a file of its own, opened with no style sheet beside it."""


@dataclass(frozen=True)
class Made:
    """How much a file holds."""

    records: int
    files: int


@dataclass(frozen=True)
class _Line:
    """A record in the index, and its files: place in the zip → digest."""

    cells: tuple[str, ...]
    evidence: Mapping[str, str]

    @property
    def order(self) -> tuple[int, ...]:
        return _order(self.cells[0])


@speaking("zh")
def write(actor: Actor, key: str, year: int, target: IO[bytes], tell: Tell = silent) -> Made:
    """Gather a plan's year of a pack: what the actor sees of records dated in it or not ended before it, by
    heading. Ledgers without `filed_under` are left out; `Missing` for a pack the site does not know."""
    packs = queries.packs()
    if key not in packs:
        raise Missing(f"没有启用台账包“{key}”", hint=suggestion(key, packs))
    pack = packs[key]
    if not _filed(pack):
        raise InputError(f"台账包“{pack.label}”没有审核资料", hint="在台账里写 filed_under")
    if not may(actor, pack):
        raise Refused(f"您不能查看“{pack.label}”的台账")
    start, end = queries.plan_year(key).span(year)
    lines = sorted(_lines(actor, pack, start, end, tell), key=lambda one: one.order)
    figures = list(_figures(actor, key, min(end, actor.today())))
    held = [pair for line in lines for pair in line.evidence.items()]
    with ZipFile(target, "w", ZIP_DEFLATED) as made:
        made.writestr("目录.xlsx", _book(lines, figures))
        made.writestr("目录.html", _page(title(pack, year), lines, figures))
        for number, (place, digest) in enumerate(held):
            tell("装入佐证文件", number, len(held))
            made.write(files.path(digest), place)
    tell("装入佐证文件", len(held), len(held))
    return Made(len(lines), len(held))


def title(pack: Pack, year: int) -> str:
    """What the file of a year is called."""
    return f"{pack.label.zh} {year}年审核资料"


def may(actor: Actor, pack: Pack) -> bool:
    """Whether a pack files anything that the actor's roles read."""
    return any(actor.is_system or queries.reach(actor, "read", one) for one in _filed(pack))


def _filed(pack: Pack) -> list[Ledger]:
    """The ledgers that are listed, by their headings."""
    found = [one for one in pack.ledgers.values() if one.filed_under]
    return sorted(found, key=lambda one: _order(str(one.filed_under)))


def _lines(actor: Actor, pack: Pack, start: date, end: date, tell: Tell) -> Iterator[_Line]:
    names, headings = units.names(), dict[Ref, str]()
    filed = sorted(_filed(pack), key=_depth)
    for number, spec in enumerate(filed):
        tell("汇总台账", number, len(filed))
        for record in queries.rows(actor, spec.name):
            heading = _heading(spec, record, headings)
            if _belongs(record, start, end):
                yield _line(actor, heading, record, names)


def _depth(spec: Ledger) -> int:
    """How many ledgers are above one: what hangs beneath a record comes after it."""
    up = family.above(spec)
    return 0 if up is None else 1 + _depth(up)


def _heading(spec: Ledger, record: Record, headings: dict[Ref, str]) -> str:
    """Under what a record is listed: its own clause where it names one (`filed_by`), else that of the record
    above, as a policy's versions under 5.2; else its ledger's. Those that differ are kept in `headings`."""
    said = record.values.get(spec.filed_by or "")
    up = family.above(spec)
    over = Ref(up.name, record.row[str(spec.parent)]) if up and record.row[str(spec.parent)] else None
    own = spec.fields[str(spec.filed_by)].choices[said].zh if said else headings.get(over) if over else None
    if own:
        headings[record.ref] = own
    return own or str(spec.filed_under)


def _order(heading: str) -> tuple[int, ...]:
    """Clauses by their numbers: 9.3 before 10.2."""
    return tuple(int(one) for one in re.findall(r"\d+", heading))


def _belongs(record: Record, start: date, end: date) -> bool:
    """Dated in the year, or earlier and not at its end when the year began."""
    began = record.day or min(record.stage_days.values(), default=record.reported_at.date())
    last = max(record.stage_days.values(), default=began)
    return began <= end and (began >= start or last >= start or record.stage not in record.spec.ends)


def _line(actor: Actor, heading: str, record: Record, names: Mapping[str, str]) -> _Line:
    spec = record.spec
    labels = {one.key: one.label.zh for one in spec.stages}
    course = "；".join(f"{day} {labels[key]}" for key, day in record.stage_days.items())
    reopened = [one for one in spec.reopens if one.count and record.values[one.count]]
    if reopened:
        course += f"；重新打开{record.values[str(reopened[0].count)]}次"
    found = queries.evidence(actor, record.ref) if spec.evidence else []
    folder = f"佐证/{_plain(heading)}/{_plain(spec.label.zh)}"
    held = {f"{folder}/{record.ref.id}-{one.id}-{_plain(one.name)}": one.sha256 for one in found}
    told = "；".join(f"{one.name}（{STATES.get(one.state, '')}）" for one in found)
    number = spec.numbered.field if spec.numbered else "number"
    cells = (
        heading, spec.label.zh, str(record.values.get(number) or record.ref.id), record.title,
        names.get(record.unit, record.unit), str(record.day or ""), record.stage_label, course, told,
    )  # fmt: skip
    return _Line(cells, held)


def _plain(name: str) -> str:
    """A name that is a file's on every system, and leads nowhere else."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", name).strip(". ")[-120:] or "_"


def _figures(actor: Actor, pack: str, day: date) -> Iterator[tuple[str, ...]]:
    for one in periods.of_pack(actor, pack, Period.month_of(day)):
        said = (one["label"], one["unit_name"], one["ytd"], one["target"], one["completion"])
        yield tuple("—" if cell is None else str(cell) for cell in said)


def _book(lines: Sequence[_Line], figures: Sequence[tuple[str, ...]]) -> bytes:
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles = Styles(book)
    for title, heads, rows in (
        ("目录", HEADS, [one.cells for one in lines]), ("指标", FIGURES, figures),
    ):  # fmt: skip
        sheet: Any = book.add_worksheet(title)
        set_up(sheet, title, heads, styles)
        for place, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(place, column, cell)
    book.close()
    return target.getvalue()


def _page(title: str, lines: Sequence[_Line], figures: Sequence[tuple[str, ...]]) -> str:
    """The index as a page, each file a link beside it."""
    rows = []
    for line in lines:
        links = "<br>".join(
            f'<a href="{escape(place, quote=True)}">{escape(place.rpartition("/")[2])}</a>'
            for place in line.evidence
        )
        rows.append([*map(escape, line.cells[:-1]), links])
    told = [[escape(cell) for cell in one] for one in figures]
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{_table(HEADS, rows)}"
        f"<h2>指标</h2>{_table(FIGURES, told)}"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
