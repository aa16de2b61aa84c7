"""A unit's year as its page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.numbers import show
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.periods import burden, duties
from luoshi.periods import queries as periods
from luoshi.periods.policy import READS
from luoshi.reports.year import Target, Year, percent
from luoshi.units import queries as units
from luoshi.units.policy import KINDS
from luoshi.web import charts, formats
from luoshi.web.components import Badge, Chart, Column, Empty, Link, Row, Table, light_badge
from luoshi.web.figures.drawing import PACE_COLOUR
from luoshi.web.ledgers.supervised import light_of
from luoshi.web.periods.show import duty_badge

SHOWN = 12
"""Months of the burden beside one another."""


def units_table(actor: Actor) -> Table:
    """The units that the person sees, with how their targets stand in the last closed month."""
    seen, closed = units.reach(actor, *READS), periods.closings()
    when = actor.today().year
    lit: dict[str, Counter[str]] = {}
    labels: dict[str, Badge] = {}
    if closed:
        month = Period.parse(closed[-1].period)
        when = month.start.year
        packs = ledgers.packs()
        for one in periods.figures(actor, month):
            pack = packs.get(one["indicator"].partition(".")[0])
            badge = light_badge(pack.lights, one["light"]) if pack else None
            if badge and one["target"] is not None:
                labels.setdefault(badge.label, badge)
                lit.setdefault(one["unit"], Counter())[badge.label] += 1
    columns = [
        Column("unit", _("单位")), Column("kind", _("类别"), phone=False),
        Column("class", _("分类"), phone=False),
        *(Column(f"light-{place}", label, "number", places=0) for place, label in enumerate(labels)),
    ]  # fmt: skip
    rows = []
    for node in units.tree():
        unit = node.unit
        if unit.code in seen:
            counts = lit.get(unit.code, Counter())
            cells: dict[str, Any] = {
                "unit": unit.name, "kind": str(KINDS.get(unit.kind, unit.kind)), "class": unit.rank_class
            } | {f"light-{place}": counts[label] or None for place, label in enumerate(labels)}  # fmt: skip
            rows.append(Row(cells, reverse("units:year", args=[unit.code, when])))
    return Table(columns, rows, _("单位"), empty=Empty(_("没有可以查看的单位"), _("请系统管理员授予角色。")))


def targets(found: Year) -> Table:
    """What the unit owes and how far it is; each figure leads to its records."""
    columns = [
        Column("label", _("指标")), Column("target", _("目标")), Column("done", _("完成")),
        Column("completion", _("完成率"), "percent", phone=False),
        Column("ahead", _("超欠进度"), "points", phone=False),
        Column("rank", _("位次"), "number", places=0, phone=False), Column("light", _("灯"), "badge"),
    ]  # fmt: skip
    rows = [_target(found, one) for one in found.targets]
    hint = _("下达目标并结账后，这里逐月对照进度。")
    return Table(columns, rows, _("目标任务"), empty=Empty(_("本年没有目标，或还没有结账"), hint))


def _target(found: Year, one: Target) -> Row:
    said, spec = one.now, one.spec
    stretch = f" / {spec.shown(Decimal(said['stretch']))}" if said["stretch"] is not None else ""
    cells = {
        "label": str(spec.label),
        "target": f"{spec.shown(Decimal(said['target']))}{stretch} {spec.unit}",
        "done": spec.shown(None if said["ytd"] is None else Decimal(said["ytd"])),
        "completion": percent(said),
        "ahead": None if said["ahead"] is None else Decimal(said["ahead"]),
        "rank": said["rank"], "light": light_badge(one.pack.lights, said["light"]),
    }  # fmt: skip
    return Row(cells, reverse("figures:trace", args=[said["period"], said["indicator"], found.unit.code]))


def chart(found: Year) -> Chart | None:
    """Every target's completion month by month, against the pace."""
    months = sorted({month for one in found.targets for month in one.months})
    if not months:
        return None
    series: dict[str, list[Decimal | int | None]] = {
        str(one.spec.label): [percent(one.months[month]) if month in one.months else None for month in months]
        for one in found.targets
    }
    pace = _("序时进度")
    series[pace] = [
        next((Decimal(one.months[month]["pace"]) for one in found.targets if month in one.months), None)
        for month in months
    ]
    option = charts.lines([month.label for month in months], series, "%")
    option["series"][-1] |= {"lineStyle": {"type": "dashed"}, "color": PACE_COLOUR, "symbol": "none"}
    names = formats.listed([one for one in series if one != pace])
    return Chart("unit-year", option, _("%(names)s逐月完成率；虚线是序时进度") % {"names": names})


def hand_ins(found: Year) -> Table | None:
    """Each month handed in: in time, late, missing or excused."""
    if not found.hand_ins:
        return None
    columns = [
        Column("month", _("月份")), Column("state", _("月报"), "badge"),
        Column("times", _("填报次数"), "number", places=0, phone=False),
        Column("fields", _("填报项数"), "number", places=0),
    ]  # fmt: skip
    rows = []
    for one in found.hand_ins:
        filled = found.burden.get(one.period)
        cells = {
            "month": one.period.label, "state": duty_badge(one),
            "times": filled.times if filled else None, "fields": filled.fields if filled else None,
        }  # fmt: skip
        rows.append(Row(cells, reverse("periods:unit", args=[one.period, one.unit])))
    return Table(columns, rows, _("月报"))


def filled_in(found: Year) -> str:
    """How much the unit filled in, in a sentence; empty where nothing is counted yet."""
    if not found.burden:
        return ""
    said = {
        "times": sum(one.times for one in found.burden.values()),
        "fields": sum(one.fields for one in found.burden.values()),
    }
    return _("已结账的月份共填报 %(times)d 次、%(fields)d 项。") % said


def _to(record: Record) -> str:
    return reverse("ledgers:record", args=[record.ref.ledger, record.ref.id])


def tasks(found: Year) -> Table | None:
    """Tasks with their lights."""
    if not found.tasks:
        return None
    columns = [
        Column("title", _("任务")), Column("light", _("督办灯"), "badge"),
        Column("due_on", _("完成时限"), "date", phone=False), Column("stage", _("阶段"), phone=False),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "title": one.title, "light": light_of(light) if light else None,
                "due_on": one.values.get("due_on"), "stage": one.stage_label,
            },
            _to(one),
        )
        for one, light in found.tasks
    ]  # fmt: skip
    return Table(columns, rows, _("督办任务"))


def findings(found: Year) -> Table | None:
    """What was found, and whether it is mended."""
    if not found.findings:
        return None
    columns = [
        Column("title", _("问题")), Column("found_on", _("发现日期"), "date", phone=False),
        Column("stage", _("状态")),
    ]  # fmt: skip
    rows = [
        Row({"title": one.title, "found_on": one.values["found_on"], "stage": one.stage_label}, _to(one))
        for one in found.findings
    ]
    return Table(columns, rows, _("发现的问题"))


def consequences(found: Year) -> Table | None:
    """What followed from warnings."""
    if not found.consequences:
        return None
    columns = [
        Column("title", _("措施")), Column("reason", _("事由")), Column("points", _("扣分"), "number"),
        Column("stage", _("状态"), phone=False),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "title": one.title, "reason": one.values["reason"], "points": one.values["points"],
                "stage": one.stage_label,
            },
            _to(one),
        )
        for one in found.consequences
    ]  # fmt: skip
    return Table(columns, rows, _("督办措施"))


def scores(found: Year) -> list[tuple[Link, str]]:
    """Each sheet's score as it stands, with the place in the class; it leads to its working."""
    made = []
    for one in found.scores:
        url = reverse("assessment:score", args=[one.run.id, found.unit.code])
        said = {
            "points": show(one.standing.total, 2), "place": one.standing.place, "peers": one.peers
        }  # fmt: skip
        words = _("%(points)s 分，%(peers)d 个同类单位中第 %(place)d 名") % said
        made.append((Link(one.label, url), words))
    return made


def letter(found: Year) -> Link | None:
    """The letter of the year."""
    if found.letter is None:
        return None
    said = _("目标责任书第%(version)d版") % {"version": found.letter.version}
    return Link(said, reverse("commitments:letter", args=[found.letter.id]), "signature")


def burden_table(actor: Actor, closed: Sequence[Period]) -> Table:
    """Values stated by unit and month, the last dozen months beside one another."""
    months = list(closed)[-SHOWN:]
    counted, names = burden.months(actor, months), units.names()
    owing = [code for code in duties.owing() if code in units.reach(actor, *READS)]
    columns = [
        Column("unit", _("单位")),
        *(Column(str(one), one.label, "number", places=0, phone=False) for one in months),
        Column("all", _("合计"), "number", places=0),
    ]
    rows = []
    for code in owing:
        mine = {str(one): counted[code, one].fields for one in months if (code, one) in counted}
        cells = {"unit": names.get(code, code), **mine, "all": sum(mine.values())}
        where = reverse("units:year", args=[code, months[-1].start.year]) if months else ""
        rows.append(Row(cells, where))
    rows.sort(key=lambda row: -int(row.cells["all"]))
    empty = Empty(_("还没有统计"), _("结账后统计各单位填报的项数。"))
    return Table(columns, rows if months else [], _("填报负担"), empty=empty)
