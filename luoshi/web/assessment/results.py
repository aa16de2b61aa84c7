"""Results as tables: every unit's total and place, and three hands beside one another on every line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.assessment.course import Course
from luoshi.assessment.hands import Line, Mark, Standing
from luoshi.kernel.numbers import half_up, plain
from luoshi.web import below, formats
from luoshi.web.assessment import show
from luoshi.web.components import Badge, Column, Empty, Event, Row, Table, Tone

Order = Callable[[list[Column]], tuple[str, ...]]
HANDS = ("self", "assessor", "leader")


def hand(name: str) -> str:
    """What a hand is called."""
    return {"self": _("自评"), "assessor": _("考核办评"), "leader": _("领导调整")}[name]


def scores(course: Course, order: Order, export: str = "") -> Table:
    """Every unit's result, the best first within each class unless another order is asked for."""
    headings = course.standings[0].lines if course.standings else ()
    columns = [
        Column("unit", _("单位"), pin=True),
        Column("class", _("类别"), phone=False, sort=True),
        Column("rank", _("位次"), "number", places=0, sort=True),
        Column("total", _("总分"), "number", sort=True),
        Column("computed", _("计算得分"), "number", phone=False, sort=True),
        *(Column(line.key, line.label, "number", phone=False, sort=True) for line in headings),
        *added(course.standings),
    ]
    computed = {one["unit"]: Decimal(one["total"]) for one in course.run.body}
    found = _sorted(course.standings, order(columns), computed)
    rows = [
        _score(one, computed[one.unit], reverse("assessment:score", args=[course.run.id, one.unit]))
        for one in found
    ]
    return Table(columns, rows, show.title(course.run), export=export)


def _sorted(
    found: Sequence[Standing], order: tuple[str, ...], computed: Mapping[str, Decimal]
) -> list[Standing]:
    """What has no points stands last, whichever way the rest is turned."""
    if not order:
        return list(found)
    key, down = order[0].removeprefix("-"), order[0].startswith("-")
    values = {one.unit: _value(one, key, computed) for one in found}
    known = [one for one in found if values[one.unit] is not None]
    known.sort(key=lambda one: values[one.unit], reverse=down)
    return known + [one for one in found if values[one.unit] is None]


def _value(one: Standing, key: str, computed: Mapping[str, Decimal]) -> Any:
    own = {
        "class": one.rank_class, "rank": one.place, "total": one.total, "computed": computed[one.unit],
    }  # fmt: skip
    line = one.line(key)
    return line.points if line else own.get(key)


def _score(one: Standing, computed: Decimal, where: str) -> Row:
    total: Any = Badge(_("一票否决"), "black", help=below.said(one.veto)) if one.vetoed else number(one.total)
    cells = {
        "unit": one.name, "class": one.rank_class, "rank": one.place, "total": total, "computed": computed,
        **{line.key: points(line) for line in one.lines}, **adding(one),
    }  # fmt: skip
    return Row(cells, where, one.unit)


def added(found: Iterable[Standing]) -> list[Column]:
    """The column of what was added to totals, where anything was."""
    return (
        [Column("added", _("总分加减"), "number", phone=False)]
        if any(one.adjustments for one in found)
        else []
    )


def adding(one: Standing) -> dict[str, Decimal | None]:
    """A unit's cell in it."""
    return {"added": number(one.adjustment.points) if one.adjustment else None}


def number(value: Fraction | None) -> Decimal | None:
    """Exact points, half-up to be shown."""
    return None if value is None else half_up(value, 2)


def points(line: Line) -> Decimal | str | None:
    """What a line earns; 待统计 where nobody set anything else."""
    return show.awaited(line.item) if line.points is None else number(line.points)


def three_hands(one: Standing) -> Table:
    """Every line of a unit: as computed, and the last word of each hand with its reason and its day."""
    rows = [_line(line) for line in one.lines]
    columns = [
        Column("label", _("考核项目")),
        Column("computed", _("计算得分"), "number"),
        *(Column(name, hand(name)) for name in HANDS),
        Column("result", _("结果"), "number"),
    ]
    if one.adjustments:
        last = one.adjustments[-1]
        rows.append(Row({"label": _("总分加减"), "leader": _said(last), "result": number(last.points)}))
    total = Row({"label": _("总分"), "result": number(one.total)})
    return Table(columns, rows, _("三方评分"), total=total)


def _line(line: Line) -> Row:
    said = {name: _said(line.last(name)) for name in HANDS}  # type: ignore[arg-type]  # the names of hands
    return Row({"label": line.label, "computed": show.awaited(line.item), **said, "result": points(line)})


def _said(mark: Mark | None) -> str | None:
    if mark is None:
        return None
    told = _("撤销一票否决") if mark.verdict == "lift" else formats.DASH
    if mark.points is not None:
        told = plain(half_up(mark.points, 2))
    who = f"{mark.name} {formats.day(mark.at)}"
    return formats.aside(told, who) + (f" {mark.why}" if mark.why else "")


def events(one: Standing) -> list[Event]:
    """Everything that hands said of a unit, the newest first: nothing was overwritten. What was said at once
    and for one reason stands together."""
    labels = {line.key: line.label for line in one.lines}
    marks = [*one.adjustments, *(mark for line in one.lines for mark in line.marks)]
    tones: Mapping[str, Tone] = {"self": "grey", "assessor": "blue", "leader": "purple"}
    together: dict[tuple[datetime, str, str, str], list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.at, reverse=True):
        together.setdefault((mark.at, mark.hand, mark.verdict, mark.why), []).append(mark)
    return [
        Event(at, found[0].name, _title(hand_, verdict, found, labels), why=why, tone=tones[hand_])
        for (at, hand_, verdict, why), found in together.items()
    ]


def _title(name: str, verdict: str, marks: Iterable[Mark], labels: Mapping[str, str]) -> str:
    lines = formats.listed(_worth(mark, labels.get(mark.item) or _("总分加减")) for mark in marks)
    said = {"hand": hand(name), "lines": lines}
    if verdict == "lift":
        return _("%(hand)s：撤销 %(lines)s") % said
    return (_("%(hand)s：确认 %(lines)s") if verdict == "confirm" else _("%(hand)s：%(lines)s")) % said


def _worth(mark: Mark, label: str) -> str:
    return label if mark.points is None else f"{label} {plain(half_up(mark.points, 2))}"


def missing(found: Iterable[tuple[Standing, list[Line]]], course: Course, caption: str) -> Table:
    """Units with the lines that wait for a hand."""
    rows = [
        Row(
            {"unit": one.name, "class": one.rank_class, "count": len(lines),
             "lines": formats.listed(line.label for line in lines)},
            reverse("assessment:score", args=[course.run.id, one.unit]),
        )
        for one, lines in found
    ]  # fmt: skip
    columns = [
        Column("unit", _("单位")),
        Column("class", _("类别"), phone=False),
        Column("count", _("项数"), "number", places=0),
        Column("lines", _("考核项目")),
    ]
    return Table(columns, rows, caption, empty=Empty(_("没有缺的"), _("各单位各项都有了。")))
