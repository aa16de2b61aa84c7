"""A text with its proposals marked, and each proposal with what is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.commitments.models import Proposal
from luoshi.commitments.queries import Understood
from luoshi.packs.spec import Indicator
from luoshi.web import formats
from luoshi.web.components import Badge, Fact, Tone

KINDS: Mapping[str, tuple[object, Tone]] = {
    "target": (gettext_lazy("目标"), "blue"), "task": (gettext_lazy("任务"), "purple"),
    "figure": (gettext_lazy("数据"), "grey"), "cadence": (gettext_lazy("节奏"), "grey"),
}  # fmt: skip
STATES: Mapping[str, tuple[object, Tone]] = {
    "open": (gettext_lazy("待处理"), "yellow"), "confirmed": (gettext_lazy("已确认"), "green"),
    "changed": (gettext_lazy("改后确认"), "green"), "refused": (gettext_lazy("不采纳"), "grey"),
}  # fmt: skip
RULES: Mapping[str, object] = {
    "figure-said": gettext_lazy("句中写明是已有的数"),
    "figure-inherited": gettext_lazy("所在部分讲的是已有情况"),
    "target-said": gettext_lazy("句中写明要达到"), "target-inherited": gettext_lazy("所在部分讲的是目标任务"),
    "task-owner": gettext_lazy("写明了谁来做"), "task-deadline": gettext_lazy("写明了时限"),
    "task-deliverable": gettext_lazy("写明了要交的成果"), "task-handed": gettext_lazy("后面写明了责任单位"),
    "task-row": gettext_lazy("任务分解表的一行"), "cadence": gettext_lazy("写明了节奏"),
    "by-hand": gettext_lazy("人工补充"), "second": gettext_lazy("第二识别提出，请仔细核对"),
}  # fmt: skip
"""Why a reader proposes something: each of its rules in words."""
COMPARATORS = {
    "ge": "≥", "gt": ">", "le": "≤", "eq": "=", "about": "≈", "range": "",
}  # fmt: skip
EVERY = {
    "week": gettext_lazy("每周"), "month": gettext_lazy("每月"), "quarter": gettext_lazy("每季度"),
    "half-year": gettext_lazy("每半年"), "year": gettext_lazy("每年"),
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A stretch of text; with a proposal's number it is marked and leads there."""

    text: str
    number: int | None = None
    kind: str = ""
    state: str = ""
    begins: bool = False


def paragraphs(text: str, proposals: Iterable[Proposal]) -> list[list[Piece]]:
    """The text by its lines, cut where proposals begin and end; the innermost proposal marks a stretch."""
    marked = sorted(proposals, key=lambda one: (one.start, -one.end))
    cuts = sorted({0, len(text), *(edge for one in marked for edge in (one.start, one.end))})
    lines: list[list[Piece]] = [[]]
    for start, end in pairwise(cuts):
        over = [one for one in marked if one.start <= start and end <= one.end]
        inner = min(over, key=lambda one: one.end - one.start, default=None)
        for index, words in enumerate(text[start:end].split("\n")):
            if index:
                lines.append([])
            if words:
                lines[-1].append(_piece(words, inner, begins=inner is not None and inner.start == start))
    return [line for line in lines if line]


def _piece(words: str, inner: Proposal | None, *, begins: bool) -> Piece:
    if inner is None:
        return Piece(words)
    return Piece(words, inner.id, inner.kind, inner.state, begins)


def kind_badge(proposal: Proposal) -> Badge:
    word, tone = KINDS[proposal.kind]
    return Badge(str(word), tone)


def state_badge(proposal: Proposal) -> Badge:
    word, tone = STATES[proposal.state]
    return Badge(str(word), tone)


def facts(meant: Understood, names: Mapping[str, str], indicators: Mapping[str, Indicator]) -> list[Fact]:
    """What is made of a proposal, in a line or two."""
    body = meant.proposal.body
    made = {"target": _target, "task": _task, "figure": _figure, "cadence": _cadence}[meant.proposal.kind]
    return [fact for fact in made(meant, body, names, indicators) if fact.value]


def _target(
    meant: Understood, body: Mapping[str, Any], names: Mapping[str, str], indicators: Mapping[str, Indicator]
) -> list[Fact]:
    spec = indicators.get(meant.indicator)
    label = str(spec.label) if spec else _("%(metric)s（未对应指标）") % {"metric": body.get("metric") or ""}
    value = _said(body)
    if spec and meant.owed and meant.owed.base is not None:
        sign = COMPARATORS.get(body.get("comparator", ""), "")
        value = f"{sign} {formats.measured(spec.shown(meant.owed.base), spec.unit)}".strip()
        if meant.owed.stretch is not None:
            stretch = formats.measured(spec.shown(meant.owed.stretch), spec.unit)
            value += _("，争取 %(value)s") % {"value": stretch}
    return [
        Fact(_("指标"), label),
        Fact(_("目标值"), value),
        Fact(_("责任单位"), _units(meant.units, names) or formats.listed(body.get("owner") or ())),
        Fact(_("时限"), formats.day(meant.deadline) if meant.deadline else body.get("deadline") or ""),
    ]


def _task(
    meant: Understood, body: Mapping[str, Any], names: Mapping[str, str], indicators: Mapping[str, Indicator]
) -> list[Fact]:
    del indicators
    return [
        Fact(_("牵头单位"), _units(meant.units, names) or formats.listed(body.get("owner") or ())),
        Fact(_("配合单位"), formats.listed(body.get("support") or ())),
        Fact(_("时限"), formats.day(meant.deadline) if meant.deadline else body.get("deadline") or ""),
    ]


def _figure(
    meant: Understood, body: Mapping[str, Any], names: Mapping[str, str], indicators: Mapping[str, Indicator]
) -> list[Fact]:
    del meant, names, indicators
    return [
        Fact(_("指标"), body.get("metric") or ""),
        Fact(_("数值"), _said(body)),
        Fact(_("期间"), body.get("period") or ""),
    ]


def _cadence(
    meant: Understood, body: Mapping[str, Any], names: Mapping[str, str], indicators: Mapping[str, Indicator]
) -> list[Fact]:
    del meant, names, indicators
    every = EVERY.get(body.get("every", ""), "")
    return [Fact(_("频次"), str(every)), Fact(_("工作"), body.get("activity") or "")]


def _said(body: Mapping[str, Any]) -> str:
    most = f"—{body['value_max']}" if body.get("value_max") else ""
    return f"{body.get('value', '')}{most} {body.get('unit') or ''}".strip()


def _units(codes: Sequence[str], names: Mapping[str, str]) -> str:
    said = formats.listed(names.get(code, code) for code in codes[:6])
    return _("%(units)s等 %(n)d 个单位") % {"units": said, "n": len(codes)} if len(codes) > 6 else said
