"""An election as pages show it: its steps, rules, roll, candidates, count sheets and result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.elections import queries, record
from luoshi.elections.allotting import Share
from luoshi.elections.ballots import BASES, MARKS, Ballot, Turnout
from luoshi.elections.counting import Sheet, Standing
from luoshi.elections.models import Election, Motion, Voter
from luoshi.elections.policy import OFFICES, PHASES, WAYS
from luoshi.web import formats
from luoshi.web.below import said
from luoshi.web.components import Badge, Column, Empty, Fact, Link, Row, Step, Table

TONES = {"draft": "grey", "frozen": "yellow", "open": "blue", "closed": "orange", "declared": "green"}
STATES: Mapping[str, tuple[Promise, str]] = {
    "elected": (gettext_lazy("当选"), "green"), "tied": (gettext_lazy("票数相等"), "orange"),
    "below": (gettext_lazy("票数较少"), "grey"), "short": (gettext_lazy("未过半数"), "grey"),
}  # fmt: skip
OUTCOMES: Mapping[str, tuple[Promise, str]] = {
    "passed": (gettext_lazy("通过"), "green"), "failed": (gettext_lazy("未通过"), "red"),
    "void": (gettext_lazy("无效"), "orange"),
}  # fmt: skip


def crumbs(found: Election | None = None) -> tuple[Link, ...]:
    first = Link(_("选举表决"), reverse("elections:index"))
    if found is None:
        return (first,)
    return (first, Link(title(found), reverse("elections:one", args=[found.id])))


def title(found: Election) -> str:
    """The title, with its round after the first."""
    return found.title if found.round == 1 else _("%(title)s（第%(n)s轮）") % {
        "title": found.title, "n": found.round,
    }  # fmt: skip


def phase(found: Election) -> Badge:
    return Badge(str(PHASES[found.phase]), TONES[found.phase])


def steps(found: Election) -> list[Step]:
    """The phases as a bar."""
    order = [*PHASES]
    now, over = order.index(found.phase), found.phase == "declared"
    return [
        Step(str(PHASES[key]), "done" if at < now or over else "current" if at == now else "next")
        for at, key in enumerate(order)
    ]


def elections(found: Iterable[Election], new: Link | None, *, public: bool = False) -> Table:
    where = "elections:public_one" if public else "elections:one"
    rows = [
        Row(
            {"title": title(one), "made": one.made_at, "phase": phase(one)},
            reverse(where, args=[one.id]),
        )
        for one in found
    ]
    columns = [
        Column("title", _("选举")), Column("made", _("建立"), "moment", phone=False),
        Column("phase", _("阶段"), "badge"),
    ]  # fmt: skip
    hint = _("封箱以后公布。") if public else _("写明规则，列出名册，推选计票人和监票人，再投票。")
    return Table(columns, rows, _("选举"), empty=Empty(_("还没有选举"), hint, new))


def mine(found: Iterable[Voter]) -> Table:
    """Where somebody is on the roll."""
    rows = [
        Row(
            {"title": title(one.election), "state": taken(one) or phase(one.election)},
            reverse("elections:take", args=[one.election_id]),
        )
        for one in found
    ]
    return Table([Column("title", _("选举")), Column("state", _("状态"), "badge")], rows, _("我的选票"))


def taken(one: Voter) -> Badge | None:
    return Badge(_("已领票"), "green", str(WAYS[one.taken])) if one.taken else None


def rules(found: Election) -> list[Fact]:
    """What the election states."""
    stated = queries.rules(found)
    part, whole = stated.quorum
    extra = _("等额") if not stated.more() else _("多 %(n)s 人（%(share)s%%）") % {
        "n": stated.more(), "share": stated.extra,
    }  # fmt: skip
    made = [
        Fact(_("应选"), _("%(n)s 人") % {"n": stated.seats}), Fact(_("差额"), extra),
        Fact(_("到会要求"), _("应到会的 %(part)s/%(whole)s") % {"part": part, "whole": whole}),
        Fact(_("当选"), _("得票最多") if stated.majority == "most"
             else _("超过%(base)s的一半") % {"base": BASES[stated.base]}),
        Fact(_("写票"), _("赞成、反对、弃权") if stated.each else _("只写赞成")),
        Fact(_("另选他人"), _("可以") if stated.write_ins else _("不可以")),
        Fact(_("名额未满"), _("再次投票") if stated.short == "again" else _("暂缺")),
        Fact(_("领票"), _("盲签") if found.blind else _("一次性号码")),
    ]  # fmt: skip
    if found.roll_digest:
        made.append(Fact(_("名册摘要"), found.roll_digest, wide=True))
    return made


def turnout(counted: queries.Taken) -> list[Fact]:
    """How many took a paper: what an open vote shows, and no more."""
    made = [Fact(_("应到会"), _("%(n)s 人") % {"n": counted.due})]
    made += [Fact(str(label), _("%(n)s 人") % {"n": counted.ways.get(key, 0)}) for key, label in WAYS.items()]
    return made


def candidates(found: Election) -> Table:
    rows = [
        Row({"number": one.number, "name": one.name, "note": one.note})
        for one in queries.candidate_list(found)
    ]
    columns = [
        Column("number", _("编号")), Column("name", _("姓名")),
        Column("note", _("单位职务")),
    ]  # fmt: skip
    return Table(columns, rows, _("候选人"), empty=Empty(_("候选人还没有确定"), _("登记推荐以后确定名单。")))


def nominations(found: Election) -> Table | None:
    rows = [
        Row({"name": name, "count": count, "branches": branches})
        for name, count, branches in queries.nominated(found)
    ]
    columns = [
        Column("name", _("姓名")), Column("count", _("推荐人数"), "number", places=0),
        Column("branches", _("推荐单位数"), "number", places=0),
    ]  # fmt: skip
    return Table(columns, rows, _("推荐")) if rows else None


def officials(found: Election) -> list[Fact]:
    named = [(one.office, one.name) for one in found.officials.all()]
    return [
        Fact(str(label), formats.listed([name for office, name in named if office == key]) or "—")
        for key, label in OFFICES.items()
    ]


def roll(found: Sequence[Voter], selectable: bool) -> Table:
    rows = [
        Row(
            {
                "name": one.name, "branch": one.branch, "card": one.card,
                "login": _("可登录") if one.person else "", "taken": taken(one),
            },
            key=str(one.id), selectable=selectable and not one.taken,
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("name", _("姓名")), Column("branch", _("单位")), Column("card", _("会员证号"), phone=False),
        Column("login", _("登录"), phone=False), Column("taken", _("选票"), "badge"),
    ]  # fmt: skip
    hint = _("逐行填写，上传 xlsx 或 csv，或从台账取。")
    empty = Empty(_("名册上还没有人"), hint)
    return Table(columns, rows, _("名册"), empty=empty, select=selectable)


def tables(found: Election) -> Table | None:
    """Every count of every box, with whether two agree."""
    rows = []
    for one in queries.tables(found):
        for at, count in enumerate(one.counts):
            sheet = Sheet.model_validate(count.sheet)
            good = one.agreed is not None and at >= len(one.counts) - 2
            rows.append(
                Row(
                    {
                        "table": one.name, "teller": count.name, "issued": sheet.issued,
                        "returned": sheet.returned, "valid": sheet.valid, "invalid": sheet.invalid,
                        "blank": sheet.blank,
                        "state": Badge(_("一致"), "green") if good else Badge(_("待核对"), "yellow"),
                    }
                )
            )  # fmt: skip
    columns = [
        Column("table", _("票箱")), Column("teller", _("计票人")),
        *(Column(key, label, "number", places=0) for key, label in (
            ("issued", _("发出")), ("returned", _("收回")), ("valid", _("有效")), ("invalid", _("无效")),
            ("blank", _("弃权")),
        )),
        Column("state", _("核对"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("计票单")) if rows else None


def sums(turnout: Turnout, sheet: Sheet) -> list[Fact]:
    """The head of a result."""
    said = (
        (_("应到会"), turnout.due), (_("实到会"), turnout.present), (_("发出"), sheet.issued),
        (_("收回"), sheet.returned), (_("有效票"), sheet.valid), (_("无效票"), sheet.invalid),
        (_("弃权票"), sheet.blank),
    )  # fmt: skip
    return [Fact(label, str(value)) for label, value in said]


def standings(found: Sequence[Standing]) -> Table:
    """Candidates in order of their votes."""
    rows = []
    for one in found:
        label, tone = STATES[one.state]
        rows.append(
            Row(
                {
                    "name": one.name if one.number else _("%(name)s（另选）") % {"name": one.name},
                    "yes": one.votes.yes, "no": one.votes.no if one.number else None,
                    "abstain": one.votes.abstain if one.number else None, "state": Badge(str(label), tone),
                }
            )
        )  # fmt: skip
    columns = [
        Column("name", _("姓名")),
        *(Column(key, str(MARKS[key]), "number", places=0) for key in ("yes", "no", "abstain")),
        Column("state", _("结果"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("得票"))


def arithmetic(found: Iterable[str]) -> list[str]:
    """Steps in the reader's language."""
    return [said(one) for one in found]


def ballots(found: Iterable[Ballot], names: Mapping[str, str]) -> Table:
    """The public list: the receipt, and what each says."""
    rows = []
    for one in found:
        told = [f"{name} {MARKS[one.marks.get(key, 'abstain')]}" for key, name in names.items()]
        told += [_("另选 %(name)s") % {"name": other} for other in one.others]
        rows.append(Row({"receipt": record.receipt(one), "said": "　".join(told)}))
    columns = [Column("receipt", _("回执")), Column("said", _("选票"))]
    empty = Empty(_("没有电子选票"), _("纸质票只公布计票单。"))
    return Table(columns, rows, _("选票"), empty=empty)


def motions(found: Iterable[Motion]) -> Table | None:
    rows = [
        Row(
            {"title": one.title, "made": one.made_at, "state": outcome(one)},
            reverse("elections:motion", args=[one.id]),
        )
        for one in found
    ]
    columns = [
        Column("title", _("表决事项")), Column("made", _("提出"), "moment", phone=False),
        Column("state", _("结果"), "badge"),
    ]  # fmt: skip
    return Table(columns, rows, _("公开表决")) if rows else None


def outcome(one: Motion) -> Badge:
    if one.outcome is None:
        return Badge(_("待表决"), "yellow")
    label, tone = OUTCOMES[one.outcome["state"]]
    return Badge(str(label), tone)


def shares(found: Sequence[Share]) -> Table:
    rows = [
        Row({"name": one.name, "members": one.members, "delegates": one.delegates, "step": said(one.step)})
        for one in found
    ]
    total = Row(
        {
            "name": _("合计"), "members": sum(one.members for one in found),
            "delegates": sum(one.delegates for one in found),
        }
    )  # fmt: skip
    columns = [
        Column("name", _("单位")), Column("members", _("会员"), "number", places=0),
        Column("delegates", _("代表"), "number", places=0), Column("step", _("算式"), phone=False),
    ]  # fmt: skip
    return Table(columns, rows, _("代表名额"), total=total)
