"""专家评审会议纪要: who sat, what was said of each application, the order and how it came about, as Word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.language import speaking
from luoshi.kernel.money import from_fen
from luoshi.reports import official
from luoshi.reviews import queries
from luoshi.reviews.models import Panel
from luoshi.reviews.policy import PLACED, PURPOSES, UNIT
from luoshi.reviews.scoring import shown, worked_mean
from luoshi.units import queries as units

_ORDER = ("位次", "编号", "项目", "平均分", f"申请（{UNIT}）", "建议", "会议意见")
_WIDTHS = (10, 12, 42, 16, 20, 22, 34)


@speaking("zh")
def render(actor: Actor, number: int) -> bytes:
    """The minutes of a panel whose order is settled, as docx, for those who see who sat and the scores."""
    found = queries.panel(actor, number, "experts", "scores", "ranking")
    lines, titles = queries.ranking(actor, number), queries.titles(actor, number)
    document = official.new(f"{found.title}会议纪要")
    _held(document, actor, found)
    official.heading(document, "一、会议情况")
    for line in filter(None, found.meeting.minutes.splitlines()):
        official.body(document, line)
    official.heading(document, "二、评审结果")
    official.table(document, _ORDER, [_line(one, titles) for one in lines], _WIDTHS, size=10.5)
    if found.plan["budget"]:
        used = from_fen(max((int(str(one["used"])) for one in lines), default=0), UNIT)
        budget = from_fen(found.plan["budget"], UNIT)
        official.body(document, f"预算{budget}{UNIT}，建议立项合计{used}{UNIT}。")
    official.heading(document, "三、得分怎样算出")
    for subject, made in queries.scores(actor, number).items():
        official.body(document, f"{subject.code}号：{worked_mean(made)}", size=12)
    _signatures(document, queries.called(actor, number), found)
    return official.saved(document)


def _held(document: Any, actor: Actor, found: Panel) -> None:
    called, there = queries.called(actor, found.id), set(found.meeting.present)
    sitting = [one.id for one in found.seats.filter(state="declared").order_by("id")]
    missing = "、".join(called[one] for one in sitting if one not in there)
    for label, words in (
        ("组织单位", units.names().get(found.unit, found.unit)),
        ("用途", f"{PURPOSES[found.purpose].zh}{'（匿名）' if found.blind else ''}"),
        ("时间", official.day(found.meeting.held_on)),
        ("到会专家", f"{'、'.join(called[one] for one in sitting if one in there)}（{len(there)}人）"),
        ("缺席", missing),
        ("专家抽取", f"结账包摘要 {found.root[:16]}…，可用 luoshi draw-experts 重抽"),
    ):
        if words:
            official.body(document, f"{label}：{words}")


def _line(one: Mapping[str, object], titles: Mapping[int, str]) -> tuple[str, ...]:
    return (
        str(one["rank"]), str(one["code"]), titles.get(int(str(one["record"])), ""),
        shown(Fraction(str(one["mean"]))), str(from_fen(int(str(one["asked"])), UNIT)),
        PLACED[str(one["state"])].zh, str(one["opinion"] or ""),
    )  # fmt: skip


def _signatures(document: Any, called: Mapping[int, str], found: Panel) -> None:
    """A line for each expert who was there, to be signed by hand."""
    present: Sequence[int] = found.meeting.present
    rows = [(called[one], "") for one in present]
    official.heading(document, "四、到会专家签字")
    official.table(document, ("专家", "签字"), rows, (50, 106))
