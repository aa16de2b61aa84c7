"""Approvals and policies as pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.figures.firms import Verdict
from luoshi.kernel.actor import Actor
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import Clock
from luoshi.packs.spec import Policy
from luoshi.service import qualifying
from luoshi.service.promises import Promised
from luoshi.service.qualifying import Standing
from luoshi.service.queries import Line
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Link, Row, Table

VERDICTS: Mapping[Verdict, tuple[Promise, str]] = {
    "met": (gettext_lazy("符合"), "green"),
    "not_met": (gettext_lazy("不符合"), "grey"),
    "unknown": (gettext_lazy("信息不全"), "yellow"),
}
WAYS: Mapping[str, Promise] = {
    "automatic": gettext_lazy("免申即享"), "quick": gettext_lazy("快申快享"),
    "promised": gettext_lazy("承诺兑现"),
}  # fmt: skip
LIGHTS = {"late": "red", "warn": "yellow", "running": "green", "paused": "grey"}


def choice(record: Record, key: str) -> str:
    """A choice in words."""
    said = record.values[key]
    return str(record.spec.fields[key].choices.get(str(said), "")) if said else ""


def clock(one: Clock | None) -> Badge | None:
    """The limit that ends first, with the days left; None where nothing runs."""
    if one is None:
        return None
    if one.state == "paused":
        said = _("已暂停计时")
    elif one.left < 0:
        said = _("超 %(n)d 个工作日") % {"n": -one.left}
    else:
        said = _("还有 %(n)d 个工作日") % {"n": one.left}
    return Badge(said, LIGHTS.get(one.state, "grey"), f"{one.label} {formats.day(one.due)}")


def matters(found: Iterable[Record]) -> Table:
    """Projects that are served."""
    rows = [
        Row(
            {
                "name": one.title, "firm": one.values["firm"],
                "guide": one.values["guide_name"] or formats.DASH,
                "opened": one.row["opened_on"], "stage": Badge(one.stage_label, "blue"),
            },
            reverse("service:matter", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("name", _("项目")), Column("firm", _("企业"), phone=False),
        Column("guide", _("帮办员"), phone=False), Column("opened", _("登记日期"), "date", phone=False),
        Column("stage", _("阶段"), "badge"),
    ]  # fmt: skip
    empty = Empty(_("没有服务中的项目"), _("企业登记项目，或由政务服务中心代为登记。"))
    return Table(columns, rows, _("项目服务"), empty=empty)


def chain(found: Sequence[Line]) -> Table:
    """The approvals of a project: with which office each is, how far, and when it is due."""
    names = units.names()
    rows = [
        Row(
            {
                "name": one.record.title, "kind": choice(one.record, "kind"),
                "office": names.get(one.record.unit, one.record.unit),
                "applied": one.record.row["applied_on"],
                "stage": Badge(one.record.stage_label, "blue"), "clock": clock(one.running),
            },
            reverse("service:item", args=[one.record.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("name", _("审批事项")), Column("kind", _("类别"), phone=False),
        Column("office", _("负责部门"), phone=False), Column("applied", _("申请日期"), "date", phone=False),
        Column("stage", _("阶段"), "badge"), Column("clock", _("时限"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("审批事项"), empty=Empty(_("还没有申请"), _("按先后逐项申请。")))


STATES = {"waiting": "grey", "handed": "blue", "lacking": "orange", "complete": "green", "optional": "grey"}


def materials(line: Line, hands_in: bool, checks: bool) -> Table:
    """What the approval asks for, and what can be done with each."""
    rows = []
    for one in line.materials:
        state, todo = str(one.values["state"]), None
        if hands_in and state in ("waiting", "lacking", "optional"):
            todo = Link(_("提交"), reverse("service:hand_in", args=[one.ref.id]))
        elif checks and state == "handed":
            todo = Link(_("查验"), reverse("service:check", args=[one.ref.id]))
        cells = {
            "name": one.title, "copies": one.values["copies"], "lacking": one.values["lacking"] or "",
            "state": Badge(choice(one, "state"), STATES[state]), "handed": one.row["handed_on"],
            "from": _("共享") if one.values["shared_from"] else "", "todo": todo or "",
        }  # fmt: skip
        rows.append(Row(cells, reverse("ledgers:record", args=[one.ref.ledger, one.ref.id])))
    columns = [
        Column("name", _("材料")), Column("copies", _("份数"), "number", places=0, phone=False),
        Column("state", _("状态"), "badge"), Column("lacking", _("缺什么")),
        Column("handed", _("提交日期"), "date", phone=False), Column("from", _("来源"), phone=False),
        Column("todo", _("办理")),
    ]  # fmt: skip
    return Table(columns, rows, _("申请材料"), empty=Empty(_("没有材料清单")))


def notices(line: Line) -> Table:
    """What the applicant was told in writing; each can be opened and printed."""
    rows = [
        Row(
            {"kind": one.title, "day": one.row["told_on"], "text": str(one.values["text"])},
            reverse("ledgers:record", args=[one.ref.ledger, one.ref.id]),
        )
        for one in line.notices
    ]
    columns = [
        Column("kind", _("种类")),
        Column("day", _("日期"), "date"),
        Column("text", _("内容"), phone=False),
    ]
    return Table(columns, rows, _("告知书"))


def policies(found: Iterable[Policy]) -> Table:
    """The policies there are."""
    rows = [
        Row(
            {
                "label": str(one.label), "way": str(WAYS[one.way]), "from": one.valid_from,
                "until": one.valid_until or "", "days": one.days,
            },
            reverse("service:policy", args=[one.name]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("label", _("政策")), Column("way", _("兑现方式")),
        Column("from", _("自"), "date", phone=False), Column("until", _("至"), "date", phone=False),
        Column("days", _("兑现时限"), "number", _("工作日"), 0, phone=False),
    ]  # fmt: skip
    empty = Empty(_("没有惠企政策"), _("政策写在台账包的 policies 里。"))
    return Table(columns, rows, _("惠企政策"), empty=empty)


def verdict(one: Verdict) -> Badge:
    """Met, not met or unknown."""
    said, tone = VERDICTS[one]
    return Badge(str(said), tone)


def amount(one: Decimal | None) -> str:
    """An amount in 万元; “—” where it is not known."""
    return formats.DASH if one is None else formats.amount(one, _("万元"), 2)


def standings(policy: Policy, found: Sequence[Standing], year: int) -> Table:
    """Firms by conditions."""
    rows = []
    for one in found:
        cells = {
            "firm": one.firm.name, "verdict": verdict(one.verdict), "amount": amount(one.amount),
            **{said.key: verdict(finding.verdict) for said, finding in one.findings},
        }  # fmt: skip
        rows.append(Row(cells, f"{reverse('service:behind', args=[policy.name, one.row])}?year={year}"))
    columns = [
        Column("firm", _("企业")), Column("verdict", _("结果"), "badge"),
        *(Column(said.key, str(said.say), "badge", phone=False) for said in policy.conditions),
        Column("amount", _("金额")),
    ]  # fmt: skip
    empty = Empty(_("没有企业"), _("政策所看的台账里还没有您单位的企业。"))
    return Table(columns, rows, str(policy.label), empty=empty)


def mine(
    found: Iterable[tuple[Policy, Standing]], year: int | None = None, asks: Collection[str] = ()
) -> Table:
    """How a firm stands to every policy in force; for offices, who give the year, with what is behind; for
    the firm, with those for which it may apply."""
    rows = [
        Row(
            {
                "label": str(one.label), "way": str(WAYS[one.way]), "verdict": verdict(each.verdict),
                "lacks": formats.listed(
                    str(said.say) for said, finding in each.findings if finding.verdict != "met"
                ),
                "amount": amount(each.amount),
                "todo": _asking(one) if one.name in asks else "",
            },
            f"{reverse('service:behind', args=[one.name, each.row])}?year={year}" if year else "",
        )
        for one, each in found
    ]  # fmt: skip
    columns = [
        Column("label", _("政策")), Column("way", _("兑现方式"), phone=False),
        Column("verdict", _("结果"), "badge"), Column("lacks", _("还差或查不到")),
        Column("amount", _("金额")), *([Column("todo", _("办理"))] if asks else ()),
    ]  # fmt: skip
    return Table(columns, rows, _("惠企政策"), empty=Empty(_("没有适用的政策")))


def _asking(one: Policy) -> Link:
    return Link(_("申请享受"), reverse("service:ask", args=[one.name]))


def given(found: Sequence[Record], *, by_policy: bool = False) -> Table:
    """Benefits of firms, or of one firm by policy."""
    tones = {"found": "yellow", "confirmed": "blue", "paid": "green", "refused": "grey"}
    rows = [
        Row(
            {
                "who": one.title if by_policy else one.values["firm"], "amount": amount(one.values["amount"]),
                "stage": Badge(one.stage_label, tones[str(one.stage)]), "due": one.row["due_on"],
            },
            reverse("service:benefit", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("who", _("政策") if by_policy else _("企业")), Column("amount", _("金额")),
        Column("stage", _("状态"), "badge"),
        Column("due", _("兑现时限"), "date"),
    ]  # fmt: skip
    return Table(columns, rows, _("兑现"), empty=Empty(_("还没有兑现")))


PROMISES: Mapping[str, tuple[Promise, str]] = {
    "kept": (gettext_lazy("已履行"), "green"), "late": (gettext_lazy("逾期后履行"), "yellow"),
    "overdue": (gettext_lazy("逾期没有履行"), "red"), "open": (gettext_lazy("待履行"), "blue"),
}  # fmt: skip


def promised(actor: Actor, found: Sequence[Promised]) -> Table:
    """Promises made at signing, by when each was due and when it was kept; each leads to the benefit that
    keeps it, where the actor sees that."""
    rows, seen = [], {one.ref.id for one in qualifying.benefits(actor)}
    for one in found:
        said, tone = PROMISES[one.state(actor.today())]
        benefit = next((each.ref.id for each in one.benefits if each.ref.id in seen), None)
        cells = {
            "what": str(one.record.values["content"]), "project": one.project.title,
            "amount": amount(one.record.values["amount"]), "due": one.record.row["due_on"],
            "kept": one.kept_on, "state": Badge(str(said), tone),
        }  # fmt: skip
        rows.append(Row(cells, reverse("service:benefit", args=[benefit]) if benefit else ""))
    columns = [
        Column("what", _("承诺内容")), Column("project", _("招商项目"), phone=False),
        Column("amount", _("涉及金额"), phone=False), Column("due", _("兑现时限"), "date"),
        Column("kept", _("履行日期"), "date"), Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("签约时的承诺"))
