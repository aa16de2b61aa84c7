"""Units that lag, in their own words; and the problems that the month's figures tell of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Section
from luoshi.periods import duties
from luoshi.reports.month import Month, Peer, Said
from luoshi.reports.sections import DASH, Content, gap
from luoshi.units import queries as units

ACCOUNTS = "supervision.account"
"""The ledger in which a unit that was asked gives its reason and its next step."""
NOT_ASKED, NOT_ANSWERED = "未要求说明", "已要求说明，尚未答复"


def behind(month: Month, section: Section) -> list[tuple[Peer, Said]]:
    """Units that show one of the section's lights for its first indicator, the farthest behind first."""
    spec = month.spec(section.indicators[0])
    lights = section.lights or tuple(light.key for light in month.pack.lights[-1:])
    found = [(peer, one) for peer in month.units(section) if (one := month.figure(spec, peer.code))]
    return sorted(
        (row for row in found if row[1]["light"] in lights and row[1]["ahead"] is not None),
        key=lambda row: Decimal(row[1]["ahead"]),
    )


def lagging(month: Month, section: Section) -> Content:
    """A paragraph for each unit that lags: how far, and its reason and next step as it gave them. Who was
    asked and did not answer is named as such; of whom nobody asked, what their records say."""
    found = behind(month, section)
    if not found:
        return {"origin": "figures", "paragraphs": ["本月没有进度滞后的单位。"]}
    said, rows = _accounts(month, section), []
    for peer, one in found:
        reason, step = _words(month, peer.code, said.get(peer.code))
        rows.append([peer.name, f"{one['completion']}%", gap(one), reason, step])
    asked = [said[peer.code] for peer, _one in found if peer.code in said]
    silent = [peer.name for peer, _one in found if peer.code in said and not _answered(said[peer.code])]
    lines = [
        f"本月进度滞后的单位{len(found)}个，其中要求说明的{len(asked)}个。",
        *([section.text] if section.text else []),
    ]
    if silent:
        lines.append(f"要求说明而尚未答复的：{'、'.join(silent)}。")
    heads = ["单位", "完成率", "与序时进度比", "滞后原因（单位自述）", "下一步措施（单位自述）"]
    origins = ["figures", "figures", "figures", "records", "records"]
    return {"paragraphs": lines, "table": {"heads": heads, "rows": rows, "origins": origins}}


def _accounts(month: Month, section: Section) -> Mapping[str, Record]:
    """Unit → what was asked of it for this month and indicator; nothing where the site has no such ledger."""
    if ACCOUNTS not in ledgers.ledgers():
        return {}
    spec = month.spec(section.indicators[0])
    asked = ledgers.rows(month.actor, ACCOUNTS, filters={"month": str(month.period)})
    named = (spec.name, spec.key, spec.label.zh)
    return {one.unit: one for one in asked if one.values.get("indicator") in named}


def _answered(record: Record) -> bool:
    return record.stage not in (None, "asked")


def _words(month: Month, unit: str, account: Record | None) -> tuple[str, str]:
    if account is not None and _answered(account):
        said = [str(account.values.get(key) or DASH).strip() for key in ("reason", "next_step")]
        return said[0], said[1]
    if account is not None:
        return NOT_ANSWERED, DASH
    return _from_records(month, unit) or NOT_ASKED, DASH


def _from_records(month: Month, unit: str) -> str:
    """What is overdue, and the problems written there."""
    mine = [record for _due, record, _label in month.late if record.unit == unit]
    if not mine:
        return ""
    problems = list(dict.fromkeys(str(one.values["problem"]) for one in mine if one.values.get("problem")))
    return f"{len(mine)}个项目超过时限" + (f"，{'；'.join(problems[:2]).rstrip('。')}" if problems else "")


def problems(month: Month, section: Section) -> Content:
    """What is wrong, as far as figures, clocks and hand-ins tell; people may add to it."""
    lines = [*_behind_lines(month, section), *_late_lines(month), *_hand_in_lines(month)]
    lines = lines or ["本月数据没有反映出突出问题。"]
    return {"paragraphs": [*lines, *([section.text] if section.text else [])], "fixed": len(lines)}


def _behind_lines(month: Month, section: Section) -> Iterator[str]:
    for name in section.indicators:
        spec = month.spec(name)
        shown = [one for peer in month.units(section) if (one := month.figure(spec, peer.code))]
        owing = [one for one in shown if one["ahead"] is not None]
        slow = [one for one in owing if Decimal(one["ahead"]) < 0]
        none = [one["unit_name"] for one in owing if Decimal(one["ytd"] or 0) == 0]
        if slow:
            yield f"{len(owing)}个下达{spec.label.zh}目标的单位中，有{len(slow)}个欠序时进度。"
        if none:
            yield f"{spec.label.zh}至今为零的单位有{len(none)}个：{'、'.join(none)}。"


def _late_lines(month: Month) -> Iterator[str]:
    if month.late:
        owners = len({record.unit for _due, record, _label in month.late})
        yield f"有{len(month.late)}个项目超过时限，涉及{owners}个单位。"


def _hand_in_lines(month: Month) -> Iterator[str]:
    """Who reported late or not at all."""
    found = [one for one in duties.duties(month.actor, month.period) if one.unit in month.below]
    names = units.names()
    missing = [names.get(one.unit, one.unit) for one in found if one.state == "missing"]
    late = [names.get(one.unit, one.unit) for one in found if one.late and one.state == "accepted"]
    if missing:
        yield f"月报缺报的单位：{'、'.join(missing)}。"
    if late:
        yield f"月报迟报的单位：{'、'.join(late)}。"
