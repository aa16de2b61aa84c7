"""A bulletin's content, frozen: plain values from which every format is set.

Everything comes from published figures and the closed package, so the same month gives the
same bulletin for ever. Numbers are already words here; a format only sets type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.numbers import change_words
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import clocks
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Bulletin, Indicator, Pack, Section
from luoshi.periods import queries as periods
from luoshi.units import queries as units

Content = dict[str, Any]
DASH = "—"
NUMERALS = "一二三四五六七八九十"
WORDED = frozenset({"next_steps", "text"})
"""Sections whose words are people's; all others come from the closed month alone."""
MOST = 20
"""Rows of stuck projects; the rest is counted."""


@dataclass(frozen=True)
class _Month:
    """What sections are made from."""

    actor: Actor
    pack: Pack
    period: Period
    unit: str
    figures: Mapping[tuple[str, str], dict[str, Any]]
    catalogue: Catalogue

    @cached_property
    def late(self) -> list[tuple[date, Record, str]]:
        """Records whose time limit had passed at the month's end, the longest overdue first."""
        return sorted(_late(self), key=lambda one: one[0])

    def spec(self, name: str) -> Indicator:
        return self.catalogue.indicator(name if "." in name else f"{self.pack.key}.{name}")


def build(actor: Actor, period: Period, *, pack: str, bulletin: str, unit: str = "") -> Content:
    """The bulletin of a closed month for a unit (the site's topmost when not given)."""
    closing = periods.closing(period)
    if closing is None:
        raise InputError(f"{period.label}还没有结账，不能出通报", hint=f"先运行 luoshi close {period}")
    spec = _bulletin(pack, bulletin)
    top = unit or units.tree()[0].unit.code
    packs = ledgers.packs()
    figures = {(one["indicator"], one["unit"]): one for one in periods.figures(actor, period)}
    month = _Month(actor, packs[pack], period, top, figures, Catalogue.of(packs))
    return {
        "title": f"关于{period.label}{spec.label}",
        "to": f"{units.unit(top).name}各有关单位",
        "issuer": spec.issuer,
        "period": period.label,
        "basis": f"以下数据依据{period.label}结账包，截至{period.end:%Y年%m月%d日}。",
        "sections": [_section(month, one, NUMERALS[index]) for index, one in enumerate(spec.sections)],
        "date": f"{closing.closed_at:%Y年%-m月%-d日}",
        "digest": closing.digest,
        "short": closing.digest[:12],
    }


def _bulletin(pack: str, key: str) -> Bulletin:
    packs = ledgers.packs()
    if pack not in packs or key not in packs[pack].bulletins:
        known = [f"{one.key}.{name}" for one in packs.values() for name in one.bulletins]
        raise InputError(f"没有通报“{pack}.{key}”", hint=suggestion(f"{pack}.{key}", known))
    return packs[pack].bulletins[key]


def _section(month: _Month, section: Section, numeral: str) -> Content:
    made = SECTIONS[section.kind](month, section)
    plain: Content = {"paragraphs": [], "table": None, "chart": None, "worded": section.kind in WORDED}
    return {"title": f"{numeral}、{section.title}", **plain, **made}


def _progress(month: _Month, section: Section) -> Content:
    found = [month.figures.get((month.spec(name).name, month.unit)) for name in section.indicators]
    return {"paragraphs": [sentence(one, month.spec(one["indicator"])) for one in found if one]}


def sentence(one: Mapping[str, Any], spec: Indicator) -> str:
    """A figure in a notice's words: amount, share of the target, pace in points, change."""
    unit = spec.unit
    parts = [
        f"{one['label']}本月{_amount(one['value'], spec)}{unit}",
        f"本年累计{_amount(one['ytd'], spec)}{unit}",
    ]
    if one["state"] == "awaiting":
        return f"{one['label']}待统计。"
    if one["completion"] is not None:
        parts.append(f"完成年度目标{_amount(one['target'], spec)}{unit}的{one['completion']}%")
        ahead = Decimal(one["ahead"])
        parts.append(f"{'超' if ahead >= 0 else '欠'}序时进度{abs(ahead)}个百分点")
    if one["yoy"] is not None:
        parts.append(f"同比{change_words(Decimal(one['yoy']))}")
    return "，".join(parts) + "。"


def _amount(value: str | None, spec: Indicator) -> str:
    return spec.shown(None if value is None else Decimal(value))


def _ranked(month: _Month, section: Section) -> list[tuple[str, dict[str, Any]]]:
    """(class, figure) of the unit kind below the bulletin's unit, by class and place."""
    spec = month.spec(section.indicators[0])
    below = units.units(kind=section.unit_kind, below=month.unit)
    found = [(one.rank_class, month.figures.get((spec.name, one.code))) for one in below]
    rows = [(name, one) for name, one in found if one is not None]
    placed = [name for name, one in rows if one["rank"]]  # a class that nobody is ranked in comes last
    classes = list(dict.fromkeys([*placed, *(name for name, _one in rows)]))
    return sorted(rows, key=lambda row: (classes.index(row[0]), row[1]["rank"] or 10**6))


def _ranking(month: _Month, section: Section) -> Content:
    spec, light = month.spec(section.indicators[0]), _light_words(month.pack)
    amounts = [f"{word}（{spec.unit}）" for word in ("本月", "累计", "目标")]
    rows = [
        [
            name or DASH,
            str(one["rank"] or DASH),
            one["unit_name"],
            *(_amount(one[key], spec) for key in ("value", "ytd", "target")),
            DASH if one["completion"] is None else f"{one['completion']}%",
            light.get(one["light"] or "", DASH),
        ]
        for name, one in _ranked(month, section)
    ]
    heads = ["类别", "位次", "单位", *amounts, "完成率", "灯"]
    return {"table": {"heads": heads, "rows": rows}, "chart": _chart(month, section)}


def _chart(month: _Month, section: Section) -> Content | None:
    """Completion of every unit that has a target, the best first; nothing to draw for fewer than two."""
    spec = month.spec(section.indicators[0])
    known = [one for _class, one in _ranked(month, section) if one["completion"] is not None]
    if len(known) < 2:
        return None
    known.sort(key=lambda one: Decimal(one["completion"]), reverse=True)
    return {
        "title": f"{spec.label}完成率",
        "labels": [one["unit_name"] for one in known],
        "values": [one["completion"] for one in known],
        "pace": known[0]["pace"],
    }


def _light_words(pack: Pack) -> dict[str, str]:
    return {light.key: str(light.label) for light in pack.lights}


def _lagging(month: _Month, section: Section) -> Content:
    """Units that show the pack's worst light, with what their records say of the reason."""
    spec, worst = month.spec(section.indicators[0]), month.pack.lights[-1:]
    below = {one.code for one in units.units(below=month.unit)} - {month.unit}
    found = [
        f"{one['unit_name']}：完成{one['completion']}%，欠序时进度{abs(Decimal(one['ahead']))}个百分点"
        f"{_reason(month, code)}。"
        for (name, code), one in month.figures.items()
        if name == spec.name and code in below and worst and one["light"] == worst[0].key
    ]
    return {"paragraphs": found or ["本月没有进度滞后的单位。"]}


def _reason(month: _Month, unit: str) -> str:
    """Why a unit lags, as far as its records tell: what is overdue, and the problems written there."""
    mine = [record for _due, record, _label in month.late if record.unit == unit]
    if not mine:
        return ""
    problems = list(dict.fromkeys(str(one.values["problem"]) for one in mine if one.values.get("problem")))
    said = f"，{'；'.join(problems[:2]).rstrip('。')}" if problems else ""
    return f"；{len(mine)}个项目超过时限{said}"


def _stuck(month: _Month, _section_of: Section) -> Content:
    """Records whose time limit had passed at the month's end, the longest overdue first."""
    found, names = month.late, units.names()
    rows = [
        [
            record.title,
            names.get(record.unit, record.unit),
            f"应于{due:%Y年%-m月%-d日}前{label}",
            str(record.values.get("problem") or DASH),
        ]
        for due, record, label in found[:MOST]
    ]
    if not rows:
        return {"paragraphs": ["本月没有超过时限的项目。"]}
    more = [f"另有{len(found) - MOST}个项目超过时限，见系统台账。"] if len(found) > MOST else []
    return {"paragraphs": more, "table": {"heads": ["项目", "责任单位", "时限", "存在问题"], "rows": rows}}


def _late(month: _Month) -> Iterator[tuple[date, Record, str]]:
    """(due day, record, stage not reached) of every clock that had run out, in no order."""
    for ledger in month.pack.ledgers.values():
        for stage in ledger.stages:
            if stage.within is None:
                continue
            waiting = {"stage": stage.within.after, "unit": month.unit}
            for record in ledgers.rows(month.actor, ledger.name, filters=waiting):
                for clock in clocks(record, month.period.end):
                    if clock.state == "late":
                        yield clock.due, record, clock.label


def _corrections(month: _Month, _section_of: Section) -> Content:
    """Late facts and corrections that this close disclosed."""
    said = json.loads((periods.folder(month.period) / "disclosed.json").read_bytes())
    names, below = units.names(), units.subtree([month.unit])
    words = {"late": "补报", "corrected": "更正", "taken_back": "撤销"}
    rows = [
        [
            words[one["kind"]],
            names.get(one["unit"], one["unit"]),
            one["day"],
            one["before"] or DASH,
            one["after"] or DASH,
        ]
        for one in said
        if one["unit"] in below and one["ledger"].startswith(f"{month.pack.key}.")
    ]
    if not rows:
        return {"paragraphs": ["本月没有补报和更正。"]}
    return {"table": {"heads": ["类型", "单位", "所属日期", "原数", "现数"], "rows": rows}}


def _next_steps(month: _Month, section: Section) -> Content:
    text = section.text or "请进度滞后的单位说明原因和下一步措施，于下月月报前上报。"
    del month
    return {"paragraphs": [text]}


def _text(month: _Month, section: Section) -> Content:
    del month
    return {"paragraphs": [section.text]}


SECTIONS: Mapping[str, Callable[[_Month, Section], Content]] = {
    "progress": _progress,
    "ranking": _ranking,
    "stuck": _stuck,
    "lagging": _lagging,
    "corrections": _corrections,
    "next_steps": _next_steps,
    "text": _text,
}
