"""Sections made from records: by a choice, key projects, what is stuck, corrections, annexes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction

from luoshi.kernel.numbers import percent
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Field, Indicator, Ledger, Section
from luoshi.periods import queries as periods
from luoshi.reports.month import Month
from luoshi.reports.record_form import words
from luoshi.reports.sections import DASH, Content, by_unit
from luoshi.units import queries as units

UNSAID = "未分类"


def by_field(month: Month, section: Section) -> Content:
    """Figures told apart by a choice; each column adds up to what was published."""
    specs, key = [month.spec(name) for name in section.indicators], str(section.by)
    parted = [_parted(month, spec, key) for spec in specs]
    labels = _choices(month, specs[0], key)
    there = [name for name in (*labels, "") if any(name in one for one in parted)]
    rows = []
    for name in there:
        cells = [cell for spec, one in zip(specs, parted, strict=True) for cell in _part(spec, one, name)]
        rows.append([labels.get(name, UNSAID), *cells])
    if not rows:
        return {"paragraphs": ["本年还没有数据。"]}
    heads = [f"{spec.label.zh}{word}" for spec in specs for word in (f"（{spec.unit}）", "占比")]
    return {"table": {"heads": [_label(month, specs[0], key), *heads], "rows": rows}}


def _part(spec: Indicator, parts: Mapping[str, Fraction], name: str) -> tuple[str, str]:
    share = percent(parts.get(name), sum(parts.values()))
    return spec.shown(parts.get(name, Fraction(0))), DASH if share is None else f"{share}%"


def _parted(month: Month, spec: Indicator, key: str) -> dict[str, Fraction]:
    """Choice → what of the figure falls on it; "" where a record does not say."""
    chosen = _chosen(month, spec, key)
    parts: dict[str, Fraction] = {}
    for one in periods.trace(month.actor, spec.name, month.unit, month.period):
        name = chosen.get(one.record, "")
        parts[name] = parts.get(name, Fraction(0)) + one.amount
    return parts


def _chosen(month: Month, spec: Indicator, key: str) -> dict[int, str]:
    """Record → its choice, or its parent's, as the month's snapshot has it."""
    ledger, parent = month.ledger(str(spec.ledger)), _parent(month, spec)
    if key in ledger.fields:
        return {one.ref.id: str(one.row.get(key) or "") for one in month.everywhere(ledger)}
    above = {one.ref.id: str(one.row.get(key) or "") for one in month.everywhere(parent)} if parent else {}
    return {
        one.ref.id: above.get(one.row.get(str(ledger.parent)) or 0, "") for one in month.everywhere(ledger)
    }


def _parent(month: Month, spec: Indicator) -> Ledger | None:
    ledger = month.ledger(str(spec.ledger))
    up = ledger.fields.get(ledger.parent or "")
    if up is None:
        return None
    return month.ledger(str(up.ledger) if "." in str(up.ledger) else f"{ledger.pack}.{up.ledger}")


def _field(month: Month, spec: Indicator, key: str) -> Field:
    ledger, parent = month.ledger(str(spec.ledger)), _parent(month, spec)
    return ledger.fields[key] if key in ledger.fields or parent is None else parent.fields[key]


def _choices(month: Month, spec: Indicator, key: str) -> dict[str, str]:
    return {name: label.zh for name, label in _field(month, spec, key).choices.items()}


def _label(month: Month, spec: Indicator, key: str) -> str:
    return _field(month, spec, key).label.zh


def projects(month: Month, section: Section) -> Content:
    """Records of a ledger as they stood at the close, those that the pack asks for."""
    ledger = month.ledger(str(section.ledger))
    found = month.records(ledger, section.where)
    if not found:
        return {"origin": "records", "paragraphs": [f"没有符合条件的{ledger.label.zh}。"]}
    more = len(found) - section.most
    said = [f"共{len(found)}条，列出前{section.most}条，其余见系统台账。"] if more > 0 else []
    return {"origin": "records", "paragraphs": said, "table": _listed(ledger, section, found[: section.most])}


def _listed(ledger: Ledger, section: Section, found: list[Record]) -> Content:
    names, stages = units.names(), {one.key: one.label.zh for one in ledger.stages}
    heads = {"unit": "责任单位", "stage": "阶段"}
    rows = [[_cell(one, key, names, stages) or DASH for key in section.columns] for one in found]
    return {"heads": [heads.get(key) or _head(ledger.fields[key]) for key in section.columns], "rows": rows}


def _head(field: Field) -> str:
    return f"{field.label.zh}（{field.unit}）" if field.unit else field.label.zh


def _cell(record: Record, key: str, names: Mapping[str, str], stages: Mapping[str, str]) -> str:
    if key == "unit":
        return names.get(record.unit, record.unit)
    if key == "stage":
        return stages.get(record.stage or "", "")
    return words(record.spec.fields[key], record.values.get(key), names, {})


def stuck(month: Month, section: Section) -> Content:
    """Records whose time limit had passed at the month's end, the longest overdue first."""
    found, names = month.late, units.names()
    rows = [
        [
            record.title,
            names.get(record.unit, record.unit),
            f"应于{due:%Y年%-m月%-d日}前{label}",
            str(record.values.get("problem") or DASH),
        ]
        for due, record, label in found[: section.most]
    ]
    if not rows:
        return {"origin": "records", "paragraphs": ["本月没有超过时限的项目。"]}
    more = len(found) - section.most
    said = [f"另有{more}个项目超过时限，见系统台账。"] if more > 0 else []
    heads = ["项目", "责任单位", "时限", "存在问题"]
    return {"origin": "records", "paragraphs": said, "table": {"heads": heads, "rows": rows}}


def corrections(month: Month, _section: Section) -> Content:
    """Late facts and corrections that this close disclosed."""
    said = json.loads((periods.folder(month.period) / "disclosed.json").read_bytes())
    names, kinds = units.names(), {"late": "补报", "corrected": "更正", "taken_back": "撤销"}
    rows = [
        [
            kinds[one["kind"]],
            names.get(one["unit"], one["unit"]),
            one["day"],
            one["before"] or DASH,
            one["after"] or DASH,
        ]
        for one in said
        if one["unit"] in month.below and one["ledger"].startswith(f"{month.pack.key}.")
    ]
    if not rows:
        return {"origin": "records", "paragraphs": ["本月没有补报和更正。"]}
    heads = ["类型", "单位", "所属日期", "原数", "现数"]
    return {"origin": "records", "table": {"heads": heads, "rows": rows}}


def annex(month: Month, section: Section) -> Content:
    """A declared table behind the date: indicators by unit, or records of a ledger."""
    make: Callable[[Month, Section], Content] = projects if section.ledger else by_unit
    return make(month, section)
