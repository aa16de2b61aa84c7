"""Decisions, projects and their money as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.grants import accounts, money
from luoshi.grants.money import Account
from luoshi.grants.policy import DECISION
from luoshi.kernel.money import from_fen
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Fact, Link, Row, Table

TONES = {
    "draft": "grey", "notice": "blue", "decided": "green", "approved": "yellow", "contract": "blue",
    "running": "blue", "accepted": "green", "followed_up": "green", "ended": "grey", "planned": "grey",
    "reported": "yellow", "again": "yellow", "mending": "orange", "confirmed": "green", "stopped": "red",
    "released": "yellow", "paid": "green", "cancelled": "grey", "due": "yellow", "done": "green",
    "asked": "yellow", "granted": "green", "refused": "red", "received": "yellow", "answered": "green",
    "looking": "yellow", "signed": "green",
}  # fmt: skip
UNIT = money.UNIT
Steps = Mapping[int, Link]
"""Record → what the person can do with it."""


def _do(steps: Steps) -> list[Column]:
    return [Column("do", _("办理"))] if steps else []


def badge(found: Record) -> Badge:
    """The stage of a record, in the pack's words."""
    return Badge(found.stage_label, TONES.get(str(found.stage), "grey"))


def wan(fen: int) -> Decimal:
    """分 as the 万元 that tables show."""
    return from_fen(fen, UNIT)


def calls(found: Sequence[Record]) -> Table:
    """Closed calls that nothing was proposed of yet."""
    rows = [
        Row(
            {"title": one.title, "budget": one.values["budget"], "stage": badge(one)},
            reverse("grants:propose", args=[one.ref.id]),
        )
        for one in found
    ]
    columns = [
        Column("title", _("申报通知")),
        Column("budget", _("资金总额"), "number", UNIT),
        Column("stage", _("阶段"), "badge"),
    ]
    empty = Empty(_("没有等待立项的申报"), _("申报截止、审查和评审以后列在这里。"))
    return Table(columns, rows, _("等待立项"), empty=empty)


def decisions(found: Sequence[Record], *, public: bool = False) -> Table:
    where = "grants:public_one" if public else "grants:decision"
    rows = [
        Row(
            {
                "title": one.title, "from": one.values["opened_on"], "to": one.values["last_day"],
                "number": one.values["number"] or "", "stage": badge(one),
            },
            reverse(where, args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("立项方案")), Column("from", _("公示开始"), "date", phone=False),
        Column("to", _("公示截止"), "date"), Column("number", _("立项文号"), phone=False),
        Column("stage", _("阶段"), "badge"),
    ]  # fmt: skip
    empty = Empty(_("还没有立项方案"), _("申报截止并评审以后，由科技管理员拟定。"))
    return Table(columns, rows, _("立项方案"), empty=empty)


def lines(found: Sequence[Record], leads: bool, drops: bool = False, *, decided: bool = False) -> Table:
    """What a decision proposes; the total is of what still stands. `leads` to the applications, `drops` to
    taking one off."""
    stands = _("立项") if decided else _("拟立项")
    rows = [
        Row(
            {
                "rank": one.values["rank"], "host": one.values["host"],
                "name": Link(one.title, reverse("calls:application", args=[one.values["application"]]))
                if leads else one.title,
                "amount": one.values["amount"], "why": one.values["why"] or "",
                "outcome": Badge(stands, "green") if one.values["outcome"] == "proposed"
                else Badge(_("取消"), "grey", str(one.values["why"] or "")),
            },
            reverse("grants:step", args=["drop", one.ref.id]) if drops else "",
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("name", _("项目名称")), Column("rank", _("位次"), "number", places=0),
        Column("host", _("承担单位")), Column("amount", _("拟资助"), "number", UNIT),
        *([Column("why", _("理由"), phone=False)] if leads else []), Column("outcome", _("结果"), "badge"),
    ]  # fmt: skip
    standing = [one.row["amount"] for one in found if one.values["outcome"] == "proposed"]
    total = Row({"name": _("合计 %(n)s 项") % {"n": len(standing)}, "amount": wan(sum(standing))})
    empty = Empty(_("方案里没有项目"), _("列入通过形式审查的申报书。"))
    return Table(columns, rows, _("拟立项项目"), total if rows else None, empty=empty)


def objections(found: Iterable[Record], names: Mapping[int, str], answers: bool) -> Table:
    rows = [
        Row(
            {
                "number": one.values["number"], "line": names.get(int(one.values["line"]), ""),
                "reason": one.values["reason"], "answer": one.values["answer"] or "",
                "signed": formats.aside(one.values["signed"], one.values["phone"]), "state": badge(one),
            },
            reverse("grants:answer", args=[one.values["decision"], one.ref.id])
            if answers and one.stage == "received" else "",
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("number", _("编号")), Column("line", _("项目")), Column("reason", _("异议理由")),
        Column("signed", _("署名"), phone=False), Column("answer", _("答复"), phone=False),
        Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("异议"))


def projects(found: Sequence[Record]) -> Table:
    """Projects with their money. Three queries more, however many."""
    by, names = accounts.accounts(found), units.names()
    rows = [
        Row(
            {
                "name": one.title, "host": one.values["host"] or names.get(one.unit, one.unit),
                "funds": wan(by[one.ref.id].contract), "paid": wan(by[one.ref.id].paid),
                "ends": one.values["ends_on"], "stage": badge(one),
            },
            reverse("grants:project", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("name", _("项目名称")), Column("host", _("承担单位"), phone=False),
        Column("funds", _("资助"), "number", UNIT), Column("paid", _("已拨付"), "number", UNIT),
        Column("ends", _("截止"), "date", phone=False), Column("stage", _("阶段"), "badge"),
    ]  # fmt: skip
    total = Row(
        {
            "name": _("合计 %(n)s 项") % {"n": len(found)},
            "funds": wan(sum(one.contract for one in by.values())),
            "paid": wan(sum(one.paid for one in by.values())),
        }
    )
    empty = Empty(_("还没有立项的项目"), _("批准立项以后列在这里。"))
    return Table(columns, rows, _("立项项目"), total if rows else None, empty=empty)


def facts(found: Record) -> list[Fact]:
    """A project at a glance."""
    said = found.values
    span = f"{formats.day(said['starts_on'])} — {formats.day(said['ends_on'])}" if said["ends_on"] else ""
    made = [
        (_("承担单位"), said["host"]), (_("技术领域"), _choice(found, "domain")),
        (_("立项文号"), said["approval_no"]), (_("任务书编号"), said["contract_no"]),
        (_("实施期限"), span), (_("验收结论"), _choice(found, "verdict")),
    ]  # fmt: skip
    shown = [Fact(label, value) for label, value in made if value]
    if said["goals"]:
        shown.append(Fact(_("考核指标"), said["goals"], wide=True))
    if said["ended_why"]:
        shown.append(Fact(_("终止原因"), said["ended_why"], wide=True))
    return shown


def _choice(found: Record, key: str) -> str:
    label = found.spec.fields[key].choices.get(str(found.values[key] or ""))
    return str(label) if label else ""


def balance(account: Account, sources: accounts.Sources) -> list[Fact]:
    """Public money: promised, paid, left, to come back; and what other money it brought."""
    made = [
        Fact(_("资助金额"), formats.amount(wan(account.contract), UNIT)),
        Fact(_("已拨付"), formats.amount(wan(account.paid), UNIT)),
        Fact(_("未拨付"), formats.amount(wan(account.left), UNIT)),
    ]
    if account.spent is not None:
        made.append(Fact(_("已支出"), formats.amount(wan(account.spent), UNIT)))
        made.append(Fact(_("应收回结余"), formats.amount(wan(account.owed), UNIT)))
    if any(sources.agreed.values()):
        come = formats.amount(wan(sum(sources.in_place.values())), UNIT)
        made.append(Fact(_("其他资金到位"), come))
    if sources.leverage is not None and any(sources.agreed.values()):
        ratio = Decimal(sources.leverage.numerator) / Decimal(sources.leverage.denominator)
        made.append(Fact(_("撬动比"), f"1 : {formats.amount(ratio)}", _("每 1 元财政资金带来的其他资金")))
    return made


def milestones(found: Sequence[Record], steps: Steps) -> Table:
    rows = [
        Row(
            {
                "what": f"{one.values['number']}. {one.title}", "kind": _choice(one, "kind"),
                "due": one.values["due_on"], "reported": one.values["reported_on"],
                "opinion": one.values["opinion"] or "", "stage": badge(one), "do": steps.get(one.ref.id, ""),
            },
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("what", _("里程碑")),
        Column("kind", _("类别"), phone=False), Column("due", _("时限"), "date"),
        Column("reported", _("报送"), "date", phone=False), Column("opinion", _("核查意见"), phone=False),
        Column("stage", _("状态"), "badge"), *_do(steps),
    ]  # fmt: skip
    return Table(columns, rows, _("里程碑"), empty=Empty(_("还没有任务书"), _("拟定任务书以后列出。")))


def instalments(found: Sequence[Record], upon: Mapping[int, str], steps: Steps) -> Table:
    rows = [
        Row(
            {
                "title": one.title, "amount": one.values["amount"],
                "upon": upon.get(int(one.values["milestone"] or 0), _("签订任务书")),
                "planned": one.values["planned_on"], "paid": one.values["paid_on"],
                "who": formats.listed(filter(None, (one.values["released_by"], one.values["paid_by"]))),
                "stage": badge(one), "do": steps.get(one.ref.id, ""),
            },
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("期次")), Column("amount", _("金额"), "number", UNIT),
        Column("upon", _("凭据"), phone=False), Column("planned", _("计划"), "date", phone=False),
        Column("paid", _("拨付"), "date"), Column("who", _("审核、拨付"), phone=False),
        Column("stage", _("状态"), "badge"), *_do(steps),
    ]  # fmt: skip
    standing = [one.row["amount"] for one in found if one.stage != "cancelled"]
    total = Row({"title": _("合计"), "amount": wan(sum(standing))})
    return Table(columns, rows, _("拨款"), total if rows else None, empty=Empty(_("还没有拨款计划")))


def looks(found: Sequence[Record], steps: Steps) -> Table:
    rows = [
        Row(
            {
                "due": one.values["due_on"], "used": one.values["used"], "found": one.values["found"] or "",
                "who": one.values["looked_by"] or "",
                "stage": Badge(_("没有专款专用"), "red") if one.values["on_purpose"] is False
                and one.stage == "done" else badge(one),
                "do": steps.get(one.ref.id, ""),
            },
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("due", _("回访时限"), "date"), Column("used", _("已使用"), "number", UNIT),
        Column("found", _("回访情况"), phone=False), Column("who", _("回访人"), phone=False),
        Column("stage", _("状态"), "badge"), *_do(steps),
    ]  # fmt: skip
    return Table(columns, rows, _("资金使用回访"))


def changes(found: Sequence[Record], steps: Steps) -> Table:
    rows = [
        Row(
            {
                "kind": _choice(one, "kind"), "wants": one.values["wants"], "asked": one.values["asked_on"],
                "opinion": one.values["opinion"] or "", "stage": badge(one), "do": steps.get(one.ref.id, ""),
            },
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("kind", _("变更事项")), Column("wants", _("内容和理由")),
        Column("asked", _("申请"), "date", phone=False), Column("opinion", _("审批意见"), phone=False),
        Column("stage", _("状态"), "badge"), *_do(steps),
    ]  # fmt: skip
    return Table(columns, rows, _("变更申请"))


def performance(found: Sequence[Record], steps: Steps) -> Table:
    rows = [
        Row(
            {
                "due": one.values["due_on"], "sales": one.values["sales"], "tax": one.values["tax"],
                "jobs": one.values["jobs"], "patents": one.values["patents"], "stage": badge(one),
                "do": steps.get(one.ref.id, ""),
            },
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("due", _("报送时限"), "date"), Column("sales", _("销售收入"), "number", UNIT),
        Column("tax", _("税收"), "number", UNIT, phone=False),
        Column("jobs", _("就业"), "number", places=0, phone=False),
        Column("patents", _("专利"), "number", places=0, phone=False), Column("stage", _("状态"), "badge"),
        *_do(steps),
    ]  # fmt: skip
    return Table(columns, rows, _("绩效"))


def sources(found: Sequence[Record], steps: Steps) -> Table:
    rows = [
        Row(
            {
                "kind": _choice(one, "kind"), "payer": one.title, "agreed": one.values["agreed"],
                "in_place": one.values["in_place"], "on": one.values["in_place_on"],
                "do": steps.get(one.ref.id, ""),
            },
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("kind", _("来源")), Column("payer", _("出资方"), phone=False),
        Column("agreed", _("约定"), "number", UNIT), Column("in_place", _("到位"), "number", UNIT),
        Column("on", _("到位日期"), "date", phone=False), *_do(steps),
    ]  # fmt: skip
    return Table(columns, rows, _("其他资金"))


def refunds(found: Sequence[Record]) -> Table:
    rows = [
        Row(
            {"on": one.values["received_on"], "amount": one.values["amount"], "voucher": one.title},
        )
        for one in found
    ]
    columns = [
        Column("on", _("收回日期"), "date"), Column("amount", _("金额"), "number", UNIT),
        Column("voucher", _("缴款凭证号")),
    ]  # fmt: skip
    return Table(columns, rows, _("收回的结余"))


def items(sheet: accounts.Sheet) -> Table:
    """A due diligence sheet; a score without evidence is shown as counting nothing."""
    rows = [
        Row(
            {
                "side": _choice(one, "side"), "item": _choice(one, "item"), "score": one.values["score"],
                "found": one.values["found"],
                "proof": Badge(_("有依据"), "green") if proven else Badge(_("没有依据，不计"), "orange"),
            }
        )
        for one, proven in sheet.items
    ]  # fmt: skip
    columns = [
        Column("side", _("方面")), Column("item", _("调查项")),
        Column("score", _("评分"), "number", places=0), Column("found", _("查到的情况"), phone=False),
        Column("proof", _("依据"), "badge"),
    ]  # fmt: skip
    empty = Empty(_("还没有调查"), _("潜力和风险各四项，每一项都要有依据。"))
    return Table(columns, rows, _("尽职调查"), empty=empty)


def crumb() -> Link:
    return Link(_("立项拨款"), reverse("grants:index"))


def crumbs(found: Record | None = None) -> tuple[Link, ...]:
    """Where a page stands: under its decision or project."""
    if found is None:
        return (crumb(),)
    where = "grants:decision" if found.ref.ledger == DECISION else "grants:project"
    return (crumb(), Link(found.title, reverse(where, args=[found.ref.id])))
