"""A bulletin's content, frozen: plain values from which every format is set.

Everything comes from published figures, the closed package and what people wrote, so what is issued stays
as it is. Numbers are already words here; a format only sets type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Bulletin, Section, SectionKind
from luoshi.periods import queries as periods
from luoshi.reports import lagging, records, sections, share
from luoshi.reports.month import Month
from luoshi.reports.sections import sentence as sentence
from luoshi.units import queries as units

Content = dict[str, Any]
NUMERALS = "一二三四五六七八九十"
WORDED = frozenset({"problems", "next_steps", "text"})
"""Sections whose words are people's, beyond the paragraphs that are `fixed`; all others come from the
closed month alone."""
NEXT = "请进度滞后的单位说明原因和下一步措施，于下月月报前上报。"


def build(actor: Actor, period: Period, *, pack: str, bulletin: str, unit: str = "") -> Content:
    """The bulletin of a closed month for a unit (the site's topmost when not given)."""
    closing = periods.closing(period)
    if closing is None:
        raise InputError(f"{period.label}还没有结账，不能出通报", hint=f"先运行 luoshi close {period}")
    spec = declared(pack, bulletin)
    top = unit or units.tree()[0].unit.code
    month = Month.of(actor, period, pack, top)
    parts = [one for one in spec.sections if one.kind != "annex"]
    content: Content = {
        "title": f"关于{period.label}{spec.label.zh}",
        "to": spec.to or f"{units.unit(top).name}各有关单位",
        "issuer": spec.issuer,
        "period": period.label,
        "basis": f"以下数据依据{period.label}结账包，截至{period.end:%Y年%-m月%-d日}。",
        "sections": [_section(month, one, f"{numeral(at)}、") for at, one in enumerate(parts, start=1)],
        "annexes": [_section(month, one, "") for one in spec.sections if one.kind == "annex"],
        "date": f"{closing.closed_at:%Y年%-m月%-d日}",
        "digest": closing.digest,
        "short": closing.digest[:12],
    }
    return counted(content)


def counted(content: Content) -> Content:
    """The same with how much of it is derived, in numbers and in the colophon's words."""
    cells = share.cells([*content["sections"], *content.get("annexes", ())])
    return {**content, "cells": cells, "colophon": share.words(cells)}


def declared(pack: str, key: str) -> Bulletin:
    """A bulletin as its pack declares it."""
    packs = ledgers.packs()
    if pack not in packs or key not in packs[pack].bulletins:
        known = [f"{one.key}.{name}" for one in packs.values() for name in one.bulletins]
        raise InputError(f"没有通报“{pack}.{key}”", hint=suggestion(f"{pack}.{key}", known))
    return packs[pack].bulletins[key]


def numeral(number: int) -> str:
    """一, 十, 十一, 二十, 二十一: as headings are numbered, below a hundred."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else NUMERALS[tens - 1]) + "十" if tens else ""
    return ten + (NUMERALS[ones - 1] if ones else "")


def _section(month: Month, section: Section, before: str) -> Content:
    made = SECTIONS[section.kind](month, section)
    plain: Content = {
        "paragraphs": [], "table": None, "chart": None, "worded": section.kind in WORDED, "fixed": 0,
        "origin": "figures",
    }  # fmt: skip
    return {"title": f"{before}{section.title.zh}", "kind": section.kind, **plain, **made}


def _next_steps(_month: Month, section: Section) -> Content:
    return {"paragraphs": [section.text or NEXT]}


def _text(_month: Month, section: Section) -> Content:
    return {"paragraphs": [section.text]}


SECTIONS: Mapping[SectionKind, Callable[[Month, Section], Content]] = {
    "progress": sections.progress,
    "by_unit": sections.by_unit,
    "by_field": records.by_field,
    "ranking": sections.ranking,
    "lists": sections.lists,
    "changes": sections.changes,
    "projects": records.projects,
    "stuck": records.stuck,
    "lagging": lagging.lagging,
    "problems": lagging.problems,
    "corrections": records.corrections,
    "next_steps": _next_steps,
    "text": _text,
    "annex": records.annex,
}
