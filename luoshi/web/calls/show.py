"""Calls and applications as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.calls import funnel, policy, queries
from luoshi.kernel.actor import Actor
from luoshi.ledgers.bars import Standing
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.below import said
from luoshi.web.components import Badge, Chart, Column, Empty, Fact, Link, Row, Table
from luoshi.web.ledgers import show as ledgers

TONES: Mapping[str, str] = {
    "draft": "grey", "published": "green", "closed": "orange", "reviewing": "purple", "decided": "blue",
    "finished": "grey", "submitted": "blue", "returned": "orange", "completed": "blue", "admitted": "green",
    "ranked": "purple", "proposed": "purple", "approved": "green", "refused": "red", "declined": "red",
}  # fmt: skip
WAN = policy.UNIT


def stage(found: policy.Standing, now: datetime | None = None) -> Badge:
    """Where a call or an application stands; a call whose minute has passed is shown closed at once."""
    if found.withdrawn:
        return Badge(_("已撤回"))
    if now and found.stage == "published" and not queries.is_open(found, now):
        before = now < policy.opening(found.values)
        return Badge(_("未开始"), "grey") if before else Badge(_("申报截止"), "orange")
    return Badge(found.stage_label, TONES.get(str(found.stage), "grey"))


def choice(found: Record, key: str) -> str:
    """A choice in the reader's words."""
    return ledgers.words(found.spec.fields[key], found.values[key], {})


def until(found: Record) -> str:
    """The deadline in words, to the minute."""
    return f"{formats.day(found.values['closes_on'])} {found.values['closes_at'] or ''}".strip()


def left(found: Record, now: datetime) -> str:
    """How much time is left, for whoever still writes."""
    rest = policy.closing(found.values) - now
    if rest.days > 0:
        return _("还有 %(n)d 天") % {"n": rest.days}
    minutes = max(int(rest.total_seconds()) // 60, 0)
    if minutes >= 60:
        return _("还有 %(n)d 小时") % {"n": minutes // 60}
    return _("还有 %(n)d 分钟") % {"n": minutes}


def calls(found: Sequence[Record], now: datetime, empty: Empty) -> Table:
    """Calls, each with its deadline."""
    names = units.names()
    rows = [
        Row(
            {
                "title": one.title, "unit": names.get(one.unit, one.unit),
                "category": choice(one, "category"),
                "domains": one.values["domains"] or _("不限"), "most": one.values["most_each"],
                "until": until(one), "stage": stage(one, now),
            },
            reverse("calls:call", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("申报通知")), Column("unit", _("发布单位"), phone=False),
        Column("category", _("类别"), phone=False), Column("domains", _("支持领域"), phone=False),
        Column("most", _("单项上限"), "number", WAN, phone=False), Column("until", _("截止")),
        Column("stage", _("状态"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("申报通知"), empty=empty)


def applications(found: Sequence[Record], *, firm: bool = False) -> Table:
    """Applications of a call, or of a firm."""
    rows = [
        Row(
            {
                "title": one.title, "receipt": one.values["receipt_no"], "host": one.values["host"],
                "domain": choice(one, "domain"), "asked": one.values["asked"],
                "at": one.values["submitted_at"], "by": one.values["complete_by"], "stage": stage(one),
            },
            address(one),
            str(one.ref.id),
            selectable=one.stage in policy.TO_CHECK,
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("项目名称")), Column("receipt", _("受理编号")),
        *(() if firm else (Column("host", _("申报单位")),)),
        Column("domain", _("技术领域"), phone=False), Column("asked", _("申请资助"), "number", WAN),
        Column("at", _("提交时间"), phone=False), Column("by", _("补正期限"), "date", phone=False),
        Column("stage", _("状态"), "badge"),
    ]  # fmt: skip
    none = Empty(_("还没有申报"), _("在正在受理的通知里点“申报”。") if firm else "")
    return Table(columns, rows, _("申报书"), empty=none, select=not firm)


def address(found: Record) -> str:
    """Where an application is worked on: a draft is written, anything else is read."""
    name = "write" if found.stage in policy.WRITTEN and not found.withdrawn else "application"
    return reverse(f"calls:{name}", args=[found.ref.id])


def about_call(found: Record) -> list[Fact]:
    """What a call says."""
    value, names = found.values, units.names()
    amount = formats.amount
    who = _("企业管理员") if value["submitted_by"] == "manager" else _("企业管理员或申报人")
    made = [
        Fact(_("通知文号"), value["number"]), Fact(_("发布单位"), names.get(found.unit, found.unit)),
        Fact(_("申报类别"), choice(found, "category")), Fact(_("支持领域"), value["domains"] or _("不限")),
        Fact(_("资金总额"), amount(value["budget"], WAN)),
        Fact(_("单项资助上限"), amount(value["most_each"], WAN)),
        Fact(_("开始"), formats.day(value["opens_on"])),
        Fact(_("截止"), until(found), _("这一分钟内提交的都算，以系统时钟为准")),
        Fact(_("每单位限报"), _("%(n)s 项") % {"n": value["per_firm"]} if value["per_firm"] else _("不限")),
        Fact(_("由谁提交"), who), Fact(_("评审"), _("匿名评审") if value["blind"] else _("实名评审")),
        Fact(_("联系人"), f"{value['contact'] or ''} {value['phone'] or ''}".strip()),
        Fact(_("申报条件和要求"), value["rules"], wide=True),
    ]  # fmt: skip
    if value["corrections"]:
        made.append(Fact(_("更正和延期"), value["corrections"], wide=True))
    return made


def about(found: Record) -> list[Fact]:
    """An application's own fields in words."""
    shown = [*_KEYS] if found.stage == "draft" else [*_KEYS, "receipt_no", "submitted_at", "submitted_by"]
    made = []
    for key in shown:
        field = found.spec.fields[key]
        note = str(found.values.get(f"{key}_code") or "") if field.type == "organization" else ""
        value = ledgers.words(field, found.values[key], {})
        made.append(Fact(str(field.label), value, note, wide=field.type == "long_text"))
    return made


_KEYS = (
    "host", "domain", "leader", "phone", "starts_on", "ends_on", "asked", "own", "summary", "goals",
)  # fmt: skip


def lines(found: Sequence[Record], keys: Sequence[str], caption: str, none: str) -> Table:
    """Members or partners."""
    rows = [
        Row({**{key: one.values[key] for key in keys}, "code": one.values.get("organization_code")})
        for one in found
    ]
    spec = found[0].spec if found else None
    columns = [Column(key, str(spec.fields[key].label) if spec else key) for key in keys]
    if spec and "organization" in keys:
        columns.append(Column("code", _("统一社会信用代码"), phone=False))
    return Table(columns, rows, caption, empty=Empty(none))


def money(side: Mapping[str, Record | None], labels: Mapping[str, Any], caption: str) -> Table:
    """One side of a budget, its lines and their sum."""
    rows = [
        Row({"kind": str(labels[key]), "amount": one.values["amount"], "note": one.values["note"]})
        for key, one in side.items()
        if one is not None
    ]
    total = sum((one.values["amount"] for one in side.values() if one), Decimal(0))
    columns = [
        Column("kind", caption), Column("amount", _("金额"), "number", WAN), Column("note", _("说明")),
    ]  # fmt: skip
    return Table(
        columns, rows, caption, total=Row({"kind": _("合计"), "amount": total}), empty=Empty(_("没有填"))
    )


BLUES = ("#1b5aa0", "#2c69ab", "#3e78b5", "#5087bf", "#6396c9", "#77a6d2", "#8bb5db", "#a0c4e3")
"""One colour that grows paler: the steps are of one thing."""
VERDICTS = {"clear": "green", "barred": "red", "unknown": "yellow"}


def _barring(found: Record, actor: Actor) -> Link:
    """A record that bars: what it is, whose, how far; opened by whoever may."""
    where = reverse("ledgers:record", args=[found.ref.ledger, found.ref.id])
    said = (str(found.spec.label), found.title, units.names().get(found.unit, found.unit), found.stage_label)
    return Link(" · ".join(filter(None, said)), where if queries.sees(actor, found) else "")


def standing(
    actor: Actor, one: Standing, seen: Sequence[Record], others: int, settle: str = ""
) -> dict[str, Any]:
    """How an application stands to a bar: the sentence, the verdict, what is seen of the records, who
    decided."""
    words = {"clear": _("没有"), "barred": _("有"), "unknown": _("信息不全，待核定")}
    soft = one.bar.level == "warn" and one.verdict == "barred"
    tone = "yellow" if soft else VERDICTS[one.verdict]
    links = [_barring(each, actor) for each in seen]
    return {
        "say": one.bar.say, "badge": Badge(words[one.verdict], tone), "records": links, "others": others,
        "why": sorted({said(hit.why) for hit in one.hits if hit.why}), "settle": settle,
        "decided": one.decided if one.hits else None,
        "soft": soft, "clear": one.verdict == "clear" and not one.hits,
    }  # fmt: skip


def of_funnel(steps: Sequence[funnel.Step]) -> tuple[Chart, Table]:
    """The funnel as a picture and as a table."""
    first = max((one.count for one in steps), default=0) or 1
    data = [
        {
            "name": f"{one.label} {one.count}", "value": one.count,
            "itemStyle": {"color": BLUES[min(place, len(BLUES) - 1)]},
        }
        for place, one in enumerate(steps)
    ]  # fmt: skip
    option = {
        "tooltip": {"show": False}, "legend": {"show": False},
        "series": [
            {
                "type": "funnel", "sort": "none", "left": 8, "right": 130, "top": 8, "bottom": 8,
                "min": 0, "max": first, "minSize": "3%", "gap": 3,
                "label": {"position": "right", "fontSize": 13, "color": "#1b2530"}, "data": data,
            }
        ],
    }  # fmt: skip
    said = _("从填写到验收，每一步剩下多少项")
    rows = [Row({"step": one.label, "count": one.count, "money": one.money}) for one in steps]
    columns = [
        Column("step", _("环节")), Column("count", _("项数"), "number", places=0),
        Column("money", _("金额"), "number", WAN),
    ]  # fmt: skip
    return Chart("funnel", option, said), Table(columns, rows, said)


def counts(actor: Actor, found: Record) -> list[tuple[Link, int]]:
    """Stage → how many, each leading to the ledger's list."""
    many = queries.counted(actor, found.ref.id)
    spec = queries.application_spec()
    base = listed(found)
    return [
        (Link(str(one.label), f"{base}&stage={one.key}"), many[one.key])
        for one in spec.stages
        if many[one.key] or one.key in ("draft", "submitted", "admitted")
    ]


def listed(found: Record, name: str = "ledgers:list") -> str:
    """A call's applications in the ledger's own list (or its export), with all its filters."""
    return f"{reverse(name, args=[policy.APPLICATION])}?{urlencode({'call__named': found.title})}"
