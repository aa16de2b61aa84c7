"""督查 as pages show it: stages, samples, units, verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.inspections import queries
from luoshi.inspections.plan import Part
from luoshi.inspections.queries import Attempt
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Fact, Link, Row, Step, Table
from luoshi.web.inspections.found import stage


def steps(found: Record) -> list[Step]:
    """An inspection's stages, as a bar."""
    keys = [one.key for one in found.spec.stages]
    now = keys.index(found.stage) if found.stage in keys else 0
    ended = now == len(keys) - 1
    return [
        Step(
            str(one.label),
            "done" if place < now or ended else "current" if place == now else "next",
            found.stage_days.get(one.key),
        )
        for place, one in enumerate(found.spec.stages)
    ]


def inspections(found: Sequence[Record], new: Link | None) -> Table:
    """Every inspection the person may read."""
    rows = [
        Row(
            {
                "title": str(one.values["title"]), "period": Period.parse(str(one.values["period"])).label,
                "units": str(one.values["units"]), "days": one.values["starts_on"], "stage": stage(one),
            },
            reverse("inspections:inspection", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("督查")), Column("period", _("结账月份"), phone=False),
        Column("units", _("被督查单位"), phone=False), Column("days", _("开始"), "date"),
        Column("stage", _("阶段"), "badge"),
    ]  # fmt: skip
    hint = _("先制定方案，结账包公布后抽样，再到现场核查。")
    return Table(columns, rows, _("督查"), empty=Empty(_("还没有督查"), hint, new))


def visits(actor: Actor) -> Table | None:
    """Units visited in this half-year, those at the limit first."""
    most = queries.limits().per_half
    had = queries.visits(queries.may_plan(actor), actor.today())
    names = units.names()
    ordered = sorted(((len(one), code) for code, one in had.items() if one), reverse=True)
    rows = [
        Row(
            {
                "unit": names[code], "count": count, "which": formats.listed(had[code]),
                "state": Badge(_("超过上限"), "red") if count > most
                else Badge(_("已到上限"), "orange") if count == most else None,
            }
        )
        for count, code in ordered
    ]  # fmt: skip
    columns = [
        Column("unit", _("单位")), Column("count", _("次数"), "number", places=0),
        Column("which", _("督查"), phone=False), Column("state", _("频次"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("本半年督查频次")) if rows else None


def about(found: Record) -> list[Fact]:
    """The plan as it was fixed."""
    value, people = found.values, str(found.values["team"])
    made = [
        Fact(_("督查依据"), str(value["basis"]), wide=True),
        Fact(_("督查组"), people),
        Fact(_("时间"), f"{formats.day(value['starts_on'])} – {formats.day(value['ends_on'])}"),
        Fact(_("答复期限"), _("告知后 %(n)s 个工作日") % {"n": value["answer_days"]}),
        Fact(_("被督查单位"), str(value["units"]), wide=True),
    ]
    if value["often"]:
        made.append(Fact(_("超出频次的理由"), str(value["often"]), wide=True))
    if value["conclusion"]:
        made.append(Fact(_("督查结论"), str(value["conclusion"]), wide=True))
    return made


def parts(found: Record) -> Table:
    """What is drawn of each ledger."""
    known = ledgers.ledgers()
    plan = queries.plan_of(found)
    rows = [
        Row(
            {
                "ledger": str(known[one.ledger].label) if one.ledger in known else one.ledger,
                "many": _many(one),
                "bands": formats.listed(one.band_label(band) for band in range(len(one.bands) + 1))
                if one.bands else _("不分档"),
            }
        )
        for one in plan.ledgers
    ]  # fmt: skip
    columns = [Column("ledger", _("台账")), Column("many", _("抽几条")), Column("bands", _("金额档"))]
    return Table(columns, rows, _("抽样方案"))


def _many(part: Part) -> str:
    if part.each:
        return _("每层 %(n)s 条") % {"n": part.each}
    return _("一共 %(n)s 条") % {"n": part.total}


def draw_facts(found: Record, entry: EntryView | None) -> list[Fact]:
    """What the sample follows from."""
    plan = queries.plan_of(found)
    made = [
        Fact(_("方案摘要"), plan.digest, wide=True),
        Fact(_("记录日期"), f"{formats.day(plan.first)} – {formats.day(plan.last)}"),
    ]
    if entry:
        made = [
            Fact(_("结账包清单摘要"), str(entry.data["root"]), wide=True), *made,
            Fact(_("种子"), str(entry.data["seed"]), wide=True),
            Fact(_("抽样"), f"{entry.name} {formats.moment(entry.at)}"),
        ]  # fmt: skip
    return made


def attempts(found: Sequence[Attempt], here: int) -> Table:
    """Every plan that was fixed for the same package."""
    rows = [
        Row(
            {
                "plan": _("本次") if one.inspection == here else _("督查 %(n)s") % {"n": one.inspection},
                "digest": one.digest[:16], "at": one.at, "who": one.who,
                "when": Badge(_("结账前固定"), "green") if one.before else Badge(_("结账后固定"), "yellow"),
                "drawn": Badge(_("已抽样"), "blue") if one.drawn else Badge(_("未抽样"), "grey"),
            },
            reverse("inspections:inspection", args=[one.inspection]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("plan", _("方案")), Column("digest", _("方案摘要")),
        Column("at", _("固定时间"), "moment", phone=False),
        Column("who", _("固定人"), phone=False), Column("when", _("先后"), "badge"),
        Column("drawn", _("抽样"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("同一结账包的方案"))


def strata(entry: EntryView) -> Table:
    """Each stratum: how many there are and how many were taken."""
    names, known = units.names(), ledgers.ledgers()
    rows = [
        Row(
            {
                "ledger": str(known[one["ledger"]].label) if one["ledger"] in known else one["ledger"],
                "unit": names.get(one["unit"], one["unit"]), "band": one["band"] or formats.DASH,
                "size": one["size"], "taken": one["taken"],
            }
        )
        for one in entry.data["strata"]
    ]  # fmt: skip
    columns = [
        Column("ledger", _("台账")), Column("unit", _("单位")), Column("band", _("金额档"), phone=False),
        Column("size", _("记录数"), "number", places=0), Column("taken", _("抽中"), "number", places=0),
    ]  # fmt: skip
    return Table(columns, rows, _("分层"))


def by_unit(found: Record, checks: Iterable[Record]) -> Table:
    """Each unit: how far it is, and what comes next there."""
    counted: dict[str, Counter[str]] = {}
    for one in checks:
        counted.setdefault(one.unit, Counter())[str(one.stage)] += 1
    names = units.names()
    rows = [
        Row(
            {
                "unit": names.get(code, code), "all": sum(many.values()), "left": many["drawn"],
                "answer": many["told"], "settled": many["settled"], "next": _next(many),
            },
            reverse("inspections:unit", args=[found.ref.id, code]),
        )
        for code, many in sorted(counted.items())
    ]  # fmt: skip
    columns = [
        Column("unit", _("单位")), Column("all", _("样本"), "number", places=0),
        Column("left", _("未核查"), "number", places=0),
        Column("answer", _("待答复"), "number", places=0, phone=False),
        Column("settled", _("已办结"), "number", places=0, phone=False), Column("next", _("下一步"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("各单位"), empty=Empty(_("还没有抽样"), _("结账包公布以后点“抽样”。")))


def _next(many: Counter[str]) -> Badge:
    if many["drawn"]:
        return Badge(_("到现场核查"), "yellow")
    if many["seen"]:
        return Badge(_("告知单位"), "orange")
    if many["told"]:
        return Badge(_("等单位答复"), "blue")
    return Badge(_("办结"), "purple") if many["answered"] else Badge(_("已办结"), "green")
