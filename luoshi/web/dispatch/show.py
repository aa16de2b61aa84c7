"""Dispatch as pages show it: tasks by light, meetings, agendas, who is asked why, what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.commitments import queries as commitments
from luoshi.dispatch import queries
from luoshi.dispatch.policy import CONSEQUENCE, TASK
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import extending, lights
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Link, Row, Step, Table
from luoshi.web.ledgers.supervised import asked_row, light_of

SHOWN = 50


def tasks(actor: Actor) -> list[tuple[Badge, int]]:
    """How many tasks show each light, each leading to just these; the lights that shine, as the pack orders
    them. One query."""
    spec = ledgers.ledger(TASK)
    rows = lights.shown(spec, ledgers.visible(actor, TASK), actor.today())
    counted = dict(rows.order_by().values_list("light").annotate(n=Count("id")))
    where = reverse("ledgers:list", args=[TASK])
    return [
        (replace(light_of(one), url=f"{where}?light={one.key}"), counted[one.key])
        for one in spec.lights
        if counted.get(one.key)
    ]


def meetings(actor: Actor, new: Link | None) -> Table:
    """The meetings that the person sees."""
    names = units.names()
    columns = [
        Column("title", _("会议")), Column("unit", _("组织单位"), phone=False), Column("quarter", _("季度")),
        Column("held_on", _("会议日期"), "date"), Column("stage", _("状态")),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "title": one.title, "unit": names.get(one.unit, one.unit),
                "quarter": Period.parse(str(one.row["quarter"])).label, "held_on": one.row["held_on"],
                "stage": one.stage_label,
            },
            reverse("dispatch:meeting", args=[one.ref.id]),
        )
        for one in queries.meetings(actor)
    ]  # fmt: skip
    empty = Empty(_("还没有调度会"), _("安排一次，议题会在会前两个工作日自动汇总。"), new)
    return Table(columns, rows, _("调度会"), empty=empty)


def steps(meeting: Record) -> list[Step]:
    """How far a meeting is."""
    keys = [stage.key for stage in meeting.spec.stages]
    now = keys.index(meeting.stage or keys[0])
    return [
        Step(
            str(stage.label),
            "done" if place < now else "current" if place == now else "next",
            meeting.stage_days.get(stage.key),
        )
        for place, stage in enumerate(meeting.spec.stages)
    ]


def kind(item: Record) -> Badge:
    """Why a matter is on the agenda."""
    tones = {"undone": "red", "target": "orange", "stuck": "yellow", "promise": "purple", "task": "red"}
    key = str(item.row["kind"])
    return Badge(str(item.spec.fields["kind"].choices[key]), tones.get(key, "grey"))


def kinds(every: Sequence[Record], asked: str) -> tuple[Link, ...]:
    """The agenda by what its matters are; none where there is only one kind."""
    counted = Counter(str(one.row["kind"]) for one in every)
    if len(counted) < 2:
        return ()
    choices = every[0].spec.fields["kind"].choices
    return (
        Link(_("全部"), "?", count=len(every), current=not asked),
        *(
            Link(str(label), f"?kind={key}", count=counted[key], current=asked == key)
            for key, label in choices.items()
            if counted[key]
        ),
    )


def items(found: Sequence[Record], names: Mapping[str, str], may: bool) -> list[dict[str, object]]:
    """The agenda, matter by matter: figures, history, what was decided, where it is decided."""
    made = []
    for one in found:
        said = one.values
        owner = str(said.get("owner") or "")
        meeting = int(one.row["meeting"])
        task = one.row["task"]
        made.append(
            {
                "id": one.ref.id, "number": one.row["number"], "open": len(found) == 1,
                "title": one.title, "kind": kind(one),
                "unit": names.get(one.unit, one.unit), "figures": said.get("figures") or "",
                "history": str(said.get("history") or "").splitlines(),
                "decision": said.get("decision") or "",
                "owner": names.get(owner, owner), "due": said.get("due_on"),
                "task": reverse("ledgers:record", args=[TASK, task]) if task else "",
                "source": _source(one),
                "decide": reverse("dispatch:decide", args=[meeting, one.ref.id])
                if may and one.stage == "raised"
                else "",
            }
        )  # fmt: skip
    return made


def _source(item: Record) -> str:
    """Where a matter comes from: a record, or a figure of a unit."""
    source = str(item.row["source"])
    ledger, _slash, number = source.rpartition("/")
    if ledger in ledgers.ledgers() and number.isdecimal():
        return reverse("ledgers:record", args=[ledger, int(number)])
    return ""


def lags(actor: Actor, period: Period) -> Table:
    """The units behind by a closed month, and what they say of it."""
    columns = [
        Column("unit", _("单位")), Column("indicator", _("指标")),
        Column("completion", _("完成率"), "percent", phone=False), Column("ahead", _("超欠进度"), "points"),
        Column("state", _("说明"), "badge"), Column("reason", _("滞后原因"), phone=False),
    ]  # fmt: skip
    rows = []
    for one in queries.lags(actor, period):
        account = one.account
        badge = Badge(_("未要求"))
        if account is not None:
            badge = Badge(_("待说明"), "yellow") if account.stage == "asked" else Badge(_("已说明"), "green")
        cells = {
            "unit": one.name, "indicator": str(commitments.indicator(one.figure["indicator"]).label),
            "completion": Decimal(one.figure["completion"]), "ahead": Decimal(one.figure["ahead"]),
            "state": badge, "reason": str(account.values.get("reason") or "") if account else "",
        }  # fmt: skip
        url = reverse("ledgers:record", args=[account.ref.ledger, account.ref.id]) if account else ""
        rows.append(Row(cells, url))
    return Table(columns, rows, _("滞后单位"), empty=Empty(_("没有滞后的单位")))


def extensions(actor: Actor) -> Table | None:
    """Requests for more time that wait for the person's word; None when there are none."""
    found = extending.undecided(actor)
    if not found:
        return None
    names = units.names()
    columns = [
        Column("title", _("任务")), Column("unit", _("单位")), Column("days", _("延期")),
        Column("reason", _("原因"), phone=False), Column("by", _("申请人"), phone=False),
    ]  # fmt: skip
    rows = []
    for one, record in found[:SHOWN]:
        days, reason, _progress, by = asked_row(one)
        cells = {
            "title": record.title, "unit": names.get(record.unit, record.unit), "days": days,
            "reason": reason, "by": by,
        }  # fmt: skip
        rows.append(Row(cells, reverse("ledgers:decide_extension", args=[one.ledger, one.record, one.id])))
    return Table(columns, rows, _("待批复的延期"))


def consequences(actor: Actor) -> Table:
    """What the ladder proposed and what became of it, the newest first."""
    spec, names = ledgers.ledger(CONSEQUENCE), units.names()
    tones = {"proposed": "yellow", "approved": "blue", "done": "green"}
    columns = [
        Column("measure", _("措施")), Column("unit", _("单位")), Column("reason", _("事由"), phone=False),
        Column("points", _("扣分"), "number"), Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    rows = []
    for row in ledgers.visible(actor, CONSEQUENCE).order_by("-id").values()[:SHOWN]:
        one = of_row(spec, row)
        cells = {
            "measure": one.title, "unit": names.get(one.unit, one.unit), "reason": one.values["reason"],
            "points": one.values["points"],
            "state": Badge(one.stage_label, tones.get(one.stage or "", "grey")),
        }  # fmt: skip
        rows.append(Row(cells, reverse("ledgers:record", args=[one.ref.ledger, one.ref.id])))
    hint = _("每月记录亮灯后，按台账包里的规则提出发函、约谈等措施，由领导批准。")
    return Table(columns, rows, _("督办措施"), empty=Empty(_("没有要采取的措施"), hint))


def when(meeting: Record) -> str:
    """When and where a meeting is, in a line."""
    said = meeting.values
    parts = [formats.day(said["held_on"]), str(said.get("place") or ""), str(said.get("chair") or "")]
    return " · ".join(filter(None, parts))
