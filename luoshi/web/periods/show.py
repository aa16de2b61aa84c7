"""Months as pages show them: hand-ins, questions asked before a step, what a close disclosed."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.periods import duties as owed
from luoshi.periods import queries
from luoshi.periods.duties import Duty, Part
from luoshi.periods.merged import SPAN
from luoshi.periods.models import Closing
from luoshi.periods.policy import ACCEPTS, CLOSES, HANDS_IN
from luoshi.units import queries as units
from luoshi.web.components import Badge, Column, Confirm, Empty, Event, Link, Row, Table, Tone

STATES: dict[str, tuple[object, Tone]] = {
    "open": (gettext_lazy("未上报"), "yellow"),
    "handed_in": (gettext_lazy("已上报"), "blue"),
    "returned": (gettext_lazy("已退回"), "red"),
    "accepted": (gettext_lazy("已接收"), "green"),
    "excused": (gettext_lazy("免报"), "grey"),
    "missing": (gettext_lazy("缺报"), "red"),
}
URGENCY = {"returned": 0, "open": 1, "handed_in": 2, "accepted": 3, "excused": 4, "missing": 5}
KINDS = {
    "late": gettext_lazy("补报"),
    "corrected": gettext_lazy("更正"),
    "taken_back": gettext_lazy("撤销"),
}


def state(closing: Closing | None) -> Badge:
    """Whether a month is open or closed."""
    return Badge(_("已结账"), "green") if closing else Badge(_("未结账"), "yellow")


def duty_badge(one: Duty) -> Badge:
    """How a unit's month stands; overdue is red."""
    if one.late and one.state == "open":
        return Badge(_("已逾期"), "red")
    word, tone = STATES[one.state]
    late = _("（迟报）") if one.late and one.state not in ("excused", "missing") else ""
    return Badge(f"{word}{late}", tone)


def duties(actor: Actor, month: Period, limit: int | None = None) -> Table | None:
    """The hand-ins of the units the person sees, those not yet in first; None where nobody owes one."""
    found = sorted(owed.duties(actor, month), key=lambda one: URGENCY[one.state])[:limit]
    if not found:
        return None
    columns = [
        Column("unit", _("单位")),
        Column("due", _("截止"), "moment", phone=False),
        Column("state", _("状态"), "badge"),
    ]
    rows = [
        Row(
            {"unit": one.name, "due": one.due, "state": duty_badge(one)},
            reverse("periods:unit", args=[one.period, one.unit]),
        )
        for one in found
    ]
    return Table(
        columns, rows, _("%(month)s月报") % {"month": month.label}, empty=Empty(_("没有单位需要上报"))
    )


def offers(actor: Actor, duty: Duty) -> list[Link]:
    """What the person may do with a unit's month now."""
    if queries.closing(duty.period):
        return []
    made = []
    if duty.unit in units.reach(actor, *HANDS_IN) and duty.state in ("open", "returned"):
        made.append(Link(_("上报"), icon="send", strong=True, dialog="hand_in"))
        made += [
            Link(_("只报%(ledger)s") % {"ledger": one.label}, icon="send", dialog=_dialog(one))
            for one in _apart(duty)
        ]
    if duty.unit in units.reach(actor, *ACCEPTS):
        if duty.state == "handed_in":
            made.append(Link(_("接收"), icon="check", strong=True, dialog="accept"))
        if duty.state in ("handed_in", "accepted"):
            made.append(Link(_("退回"), icon="arrow-back-up", danger=True, dialog="return"))
    if duty.unit in units.reach(actor, *CLOSES) and duty.state in ("open", "returned"):
        made.append(Link(_("免报"), icon="ban", dialog="excuse"))
        if duty.late:
            made.append(Link(_("记缺报"), icon="file-x", danger=True, dialog="missing"))
    return made


def _apart(duty: Duty) -> tuple[Part, ...]:
    """The parts that may be handed in apart: those still owed, where there are several."""
    return duty.open_parts if len(duty.open_parts) > 1 else ()


def _dialog(part: Part) -> str:
    return f"hand_in-{part.ledger.replace('.', '-')}"


def parts(duty: Duty) -> Table:
    """Each ledger's due day, and how it stands."""
    columns = [
        Column("ledger", _("台账")), Column("due", _("截止"), "moment"),
        Column("at", _("上报时间"), "moment", phone=False), Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    rows = [
        Row({"ledger": one.label, "due": one.due, "at": one.at, "state": _part_badge(one)})
        for one in duty.parts
    ]
    return Table(columns, rows, _("上报时限"))


def _part_badge(one: Part) -> Badge:
    if one.at is None:
        return Badge(_("已逾期"), "red") if one.late else Badge(_("未上报"), "yellow")
    return Badge(_("迟报"), "orange") if one.late else Badge(_("已上报"), "green")


def questions(duty: Duty) -> list[Confirm]:
    """What is asked before each step."""

    def where(verb: str) -> str:
        return reverse(f"periods:{verb}", args=[duty.period, duty.unit])

    name, month = duty.name, duty.period.label
    said = {"unit": name, "month": month}
    apart = [
        Confirm(
            _dialog(one),
            _("只报%(ledger)s？") % {"ledger": one.label},
            _("其他台账以后再报；全部报完，本月才算上报。"),
            where("hand_in"),
            _("上报"),
            fields={"ledger": one.ledger},
        )
        for one in _apart(duty)
    ]
    return [
        *apart,
        Confirm(
            "hand_in",
            _("上报%(month)s？") % said,
            _("确认%(unit)s当月数据已填报完整。") % said,
            where("hand_in"),
            _("上报"),
        ),
        Confirm(
            "accept",
            _("接收%(unit)s的%(month)s月报？") % said,
            _("接收后当月数据冻结，退回后才能修改。"),
            where("accept"),
            _("接收"),
        ),
        Confirm(
            "return",
            _("退回%(unit)s的%(month)s月报？") % said,
            _("该单位会看到原因，修改后再报。"),
            where("return"),
            _("退回"),
            danger=True,
            reason=_("退回原因"),
        ),
        Confirm(
            "excuse",
            _("%(unit)s免报%(month)s？") % said,
            _("免报的单位不影响结账，原因公开可查。"),
            where("excuse"),
            _("免报"),
            reason=_("免报原因"),
        ),
        Confirm(
            "missing",
            _("%(unit)s%(month)s记为缺报？") % said,
            _("缺报不影响结账，年终考核按细则扣分。"),
            where("missing"),
            _("记缺报"),
            danger=True,
            reason=_("说明"),
        ),
    ]


def closing_question(when: Period) -> Confirm:
    """Closing cannot be taken back."""
    text = _("系统生成签名的结账包，公布各项数据，并锁定当月。此后数据不再改变，补报和更正计入下一期并公开。")
    where = reverse("periods:close", args=[when])
    return Confirm("close", _("结账%(month)s？") % {"month": when.label}, text, where, _("结账"))


def events(entries: Iterable[EntryView]) -> list[Event]:
    """How a unit's hand-in went, newest first."""
    made = [
        Event(one.at, one.name, str(STATES[one.verb][0]), why=one.why, tone=STATES[one.verb][1])
        for one in entries
        if one.verb in STATES
    ]
    return made[::-1]


def where(ledger: str, record: int, when: Period) -> str:
    """A record's page: its own, or how the package it came in told of it."""
    if record < SPAN:
        return reverse("ledgers:record", args=[ledger, record])
    return reverse("periods:received_record", args=[when, ledger, record])


def disclosed(actor: Actor, when: Period) -> Table | None:
    """Late facts and corrections that a close told of; None when there were none."""
    found = queries.disclosed(actor, when)
    if not found:
        return None
    names = units.names()
    rows = [
        Row(
            {
                "kind": str(KINDS[one["kind"]]),
                "unit": names.get(one["unit"], one["unit"]),
                "day": one["day"],
                "before": one["before"],
                "after": one["after"],
            },
            where(one["ledger"], one["record"], when),
        )
        for one in found
    ]
    columns = [
        Column("kind", _("类型")),
        Column("unit", _("单位")),
        Column("day", _("所属日期")),
        Column("before", _("原数")),
        Column("after", _("现数")),
    ]
    return Table(columns, rows, _("补报和更正"))
