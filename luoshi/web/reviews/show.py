"""A review as pages show it: its steps, ties, seats, progress, scores and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.journal.queries import EntryView
from luoshi.kernel.money import from_fen
from luoshi.ledgers import queries as ledgers
from luoshi.reviews import queries
from luoshi.reviews.models import Panel, Paper, Seat
from luoshi.reviews.policy import EXPERT, PHASES, PURPOSES, UNIT, reached
from luoshi.reviews.queries import Examined, Progress
from luoshi.web import formats
from luoshi.web.below import said as said_
from luoshi.web.components import Badge, Column, Empty, Event, Fact, Link, Row, Step, Table

TONES = {"conflict": "red", "unknown": "orange", "warn": "yellow", "clear": "green"}
STATES: Mapping[str, Promise] = {
    "conflict": gettext_lazy("应当回避"), "unknown": gettext_lazy("不明"), "warn": gettext_lazy("提示"),
}  # fmt: skip
SEATS: Mapping[str, tuple[Promise, str]] = {
    "drawn": (gettext_lazy("待申报"), "yellow"), "declared": (gettext_lazy("已申报"), "green"),
    "gone": (gettext_lazy("已退出"), "grey"),
}  # fmt: skip
DONE: Mapping[str, Promise] = {
    "open": gettext_lazy("组建"),
    "settle": gettext_lazy("核定利害关系"),
    "freeze": gettext_lazy("锁定专家库"),
    "draw": gettext_lazy("抽取专家"),
    "sign_off": gettext_lazy("监督确认"),
    "declare": gettext_lazy("申报回避"),
    "replace": gettext_lazy("换人"),
    "begin": gettext_lazy("分发评分"),
    "recuse": gettext_lazy("回避一份"),
    "draft": gettext_lazy("暂存评分"),
    "hand_in": gettext_lazy("提交评分"),
    "look": gettext_lazy("打开材料"),
    "close_scoring": gettext_lazy("结束评分"),
    "revise": gettext_lazy("修改评分"),
    "meet": gettext_lazy("会议"),
    "rank": gettext_lazy("排序"),
    "close": gettext_lazy("办结"),
    "let_through": gettext_lazy("放行附件"),
}


def phase(found: Panel) -> Badge:
    tones = {"ranked": "blue", "closed": "green"}
    return Badge(str(PHASES[found.phase]), tones.get(found.phase, "yellow"))


def steps(found: Panel) -> list[Step]:
    """The phases as a bar."""
    order = [*PHASES]
    now = order.index(found.phase)
    over = now == len(order) - 1
    return [
        Step(str(PHASES[key]), "done" if at < now or over else "current" if at == now else "next")
        for at, key in enumerate(order)
    ]


def panels(found: Sequence[Panel], new: Link | None) -> Table:
    rows = [
        Row(
            {
                "title": one.title,
                "purpose": str(PURPOSES[one.purpose]),
                "made": one.made_at,
                "phase": phase(one),
            },
            reverse("reviews:panel", args=[one.id]),
        )
        for one in found
    ]
    columns = [
        Column("title", _("评审")), Column("purpose", _("用途"), phone=False),
        Column("made", _("组建"), "moment", phone=False), Column("phase", _("阶段"), "badge"),
    ]  # fmt: skip
    hint = _("申报书通过形式审查后组建；专家从库里抽，谁都可以重抽。")
    return Table(columns, rows, _("评审"), empty=Empty(_("还没有评审"), hint, new))


def seats(found: Iterable[Seat]) -> Table:
    """An expert's own seats."""
    rows = [
        Row(
            {
                "title": one.panel.title, "by": one.panel.score_by,
                "state": phase(one.panel) if one.state == "declared" else Badge(_("待申报"), "yellow"),
            },
            reverse("reviews:seat", args=[one.panel_id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("title", _("评审")),
        Column("by", _("评分截止"), "date"),
        Column("state", _("状态"), "badge"),
    ]
    hint = _("被抽中并经监督确认以后，评审会列在这里。")
    return Table(columns, rows, _("我的评审"), empty=Empty(_("没有要评的"), hint))


def facts(found: Panel) -> list[Fact]:
    plan = found.plan
    fields = ledgers.ledger(EXPERT).fields["domain"].choices
    seats_ = [f"{fields[key] if key else _('不限领域')} {count}" for key, count in plan["seats"]]
    by = [f"{one['label']} {one['weight']}%" for one in plan["criteria"]]
    each = _("全体都评") if not plan["each"] else _("每份 %(n)s 位") % {"n": plan["each"]}
    made = [
        Fact(_("用途"), str(PURPOSES[found.purpose])),
        Fact(_("匿名"), _("是") if found.blind else _("否")),
        Fact(_("申报书"), _("%(n)s 份") % {"n": found.subjects.count()}),
        Fact(_("席位"), formats.listed(seats_)),
        Fact(_("评分标准"), formats.listed(by), wide=True),
        Fact(_("怎样分"), _("%(each)s，每人最多 %(most)s 份") % {"each": each, "most": plan["most"]}),
        Fact(_("预算"), formats.amount(from_fen(plan["budget"], UNIT), UNIT)),
    ]
    if found.score_by:
        made.append(Fact(_("评分截止"), formats.day(found.score_by)))
    return made


Called = Mapping[int, tuple[str, str]]
"""Expert → name and employer."""


def who(called: Called, expert: int) -> str:
    """An expert with the employer."""
    name, employer = called.get(expert, (str(expert), ""))
    return formats.aside(name, employer or _("单位未登记"))


def ties(found: Panel, seen: Examined, called: Called, settles: bool) -> Table:
    """What speaks against experts, the unknown first."""
    order = {"unknown": 0, "conflict": 1, "warn": 2}
    rows = []
    for one in sorted(seen.findings, key=lambda one: (order[one.state], one.expert)):
        over = seen.settled.get(one.key)
        where = f"{reverse('reviews:settle', args=[found.id])}?key={quote(one.key)}"
        rows.append(
            Row(
                {
                    "expert": who(called, one.expert), "why": one.why,
                    "whom": _("整批") if one.application is None else _("一份"),
                    "state": Badge(_("已核定"), "green", over) if over
                    else Badge(str(STATES[one.state]), TONES[one.state]),
                },
                where if settles and not over else "",
            )
        )  # fmt: skip
    columns = [
        Column("expert", _("专家")), Column("why", _("情况")), Column("whom", _("影响"), phone=False),
        Column("state", _("结论"), "badge"),
    ]  # fmt: skip
    hint = _("%(n)s 位在库专家与申报单位、参加人没有已知的利害关系。") % {"n": len(seen.experts)}
    return Table(columns, rows, _("利害关系"), empty=Empty(_("没有发现利害关系"), hint))


def sitting(found: Panel, called: Called, replaces: bool) -> Table:
    """Who sits, and how far they are."""
    rows_ = list(found.seats.prefetch_related("readings"))
    rows = []
    for one in rows_:
        label, tone = SEATS[one.state]
        read = [each for each in one.readings.all() if each.state != "recused"]
        final = sum(each.state == "final" for each in read)
        rows.append(
            Row(
                {
                    "expert": who(called, one.expert), "number": one.expert,
                    "state": Badge(str(label), tone, one.why), "read": f"{final}/{len(read)}" if read else "",
                },
                reverse("reviews:replace", args=[found.id, one.expert])
                if replaces and one.state != "gone" else "",
            )
        )  # fmt: skip
    columns = [
        Column("expert", _("专家")), Column("number", _("编号"), "number", places=0, phone=False),
        Column("state", _("状态"), "badge"), Column("read", _("已评")),
    ]  # fmt: skip
    return Table(columns, rows, _("评审组"))


def progress(found: Iterable[Progress], titles: Mapping[int, str]) -> Table:
    rows = [
        Row(
            {
                "code": one.subject.code, "title": titles.get(one.subject.record, ""),
                "final": f"{one.final}/{one.wanted}", "other": one.other_field or None,
                "state": Badge(_("缺 %(n)s 份") % {"n": one.lacking}, "orange") if one.lacking
                else Badge(_("交齐"), "green"),
            }
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("code", _("编号")), Column("title", _("项目")), Column("final", _("评分")),
        Column("other", _("非本领域专家"), "number", _("人"), places=0, phone=False),
        Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("评分进度"))


def left(one: Paper) -> str:
    """What was found in a file and where, and why it is not shown."""
    found = [f"{where} {said}" for where, said, _sure in one.left[:5]]
    return formats.listed([*found, *([said_(one.why)] if one.why else [])])


def papers(found: Panel, held: Iterable[Paper]) -> Table:
    """Files with what was found in them."""
    rows = [
        Row(
            {
                "paper": _("%(code)s 附件%(n)s") % {"code": one.subject.code, "n": one.number},
                "left": left(one),
                "state": Badge(_("给看"), "green") if one.shown else Badge(_("不给看"), "red"),
            },
            "" if one.shown else reverse("reviews:let_through", args=[found.id, one.id]),
        )
        for one in held
    ]  # fmt: skip
    columns = [
        Column("paper", _("附件")),
        Column("left", _("查到的名称")),
        Column("state", _("状态"), "badge"),
    ]
    return Table(columns, rows, _("附件匿名检查"), empty=Empty(_("没有附件"), ""))


def draw_facts(found: Panel) -> list[Fact]:
    """What anybody needs to draw again."""
    pool = queries.frozen(found)
    made = [Fact(_("专家库摘要"), pool.digest, wide=True), Fact(_("库内人数"), str(len(pool.experts)))]
    if found.root:
        made.insert(0, Fact(_("结账包摘要"), found.root, wide=True))
    if found.gone:
        made.append(Fact(_("先后退出"), formats.listed(found.gone)))
    return made


def command(found: Panel) -> str:
    """The command that draws the panel again."""
    gone = "".join(f" --gone {one}" for one in found.gone)
    return f"luoshi draw-experts pool.json {found.root}{gone}"


def events(entries: Iterable[EntryView]) -> list[Event]:
    """What was done, the newest first; looks have a list of their own."""
    kept = [one for one in entries if one.verb not in ("look", "draft")]
    return [Event(one.at, one.name, str(DONE.get(one.verb, one.verb)), why=one.why) for one in kept]


def looks(entries: Iterable[EntryView]) -> Table:
    rows = [
        Row({"at": one.at, "who": one.name, "code": one.data["code"], "what": _look(one)}) for one in entries
    ]
    columns = [
        Column("at", _("时间"), "moment"), Column("who", _("人员")), Column("code", _("编号")),
        Column("what", _("打开的")),
    ]  # fmt: skip
    return Table(columns, rows, _("打开记录"), empty=Empty(_("还没有人打开"), ""))


def _look(one: EntryView) -> str:
    paper = one.data.get("paper")
    if "file" in one.data:
        return _("原件 %(n)s") % {"n": one.data["file"]}
    return _("申报书") if paper is None else _("附件%(n)s") % {"n": paper}


def open_to(found: Panel, thing: str) -> bool:
    return reached(found.phase, thing)
