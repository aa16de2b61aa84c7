"""Sections made from published figures: progress, by unit, ranking, red and black lists, last month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from luoshi.figures.formula import formula
from luoshi.kernel.numbers import change_words
from luoshi.packs.spec import Honours, Indicator, Pack, Section
from luoshi.reports.month import Month, Peer, Said

Content = dict[str, Any]
DASH = "—"


def progress(month: Month, section: Section) -> Content:
    """A sentence for each indicator of the bulletin's unit."""
    found = [month.figures.get((month.spec(name).name, month.unit)) for name in section.indicators]
    return {"paragraphs": [_with_formula(month, one) for one in found if one]}


def _with_formula(month: Month, one: Said) -> str:
    """A figure's sentence; a share's with what was divided by what."""
    spec = month.spec(one["indicator"])
    said = sentence(one, spec)
    worked = formula(spec, month.catalogue, one, lambda name: month.figures.get((name, one["unit"])))
    return f"{said.removesuffix('。')}（{worked}）。" if worked else said


def sentence(one: Mapping[str, Any], spec: Indicator) -> str:
    """A figure in a notice's words: amount, share of the target, pace in points, change."""
    unit = spec.unit
    if spec.kind in ("stock", "ratio"):
        parts = [
            f"{one['label']}{'月末为' if spec.kind == 'stock' else '为'}{_amount(one['ytd'], spec)}{unit}"
        ]
    else:
        parts = [f"{one['label']}本月{_amount(one['value'], spec)}{unit}"]
        parts.append(f"本年累计{_amount(one['ytd'], spec)}{unit}")
    if one["state"] == "awaiting":
        return f"{one['label']}待统计。"
    if one["completion"] is not None:
        parts.append(f"完成年度目标{_amount(one['target'], spec)}{unit}的{one['completion']}%")
        parts.append(gap(one))
    if one["yoy"] is not None:
        parts.append(f"同比{change_words(Decimal(one['yoy']))}")
    if one["state"] == "few":
        parts.append("件数太少，不参加排名和计分")
    return "，".join(parts) + "。"


def gap(one: Mapping[str, Any]) -> str:
    """超序时进度1.2个百分点, or 欠."""
    ahead = Decimal(one["ahead"])
    return f"{'超' if ahead >= 0 else '欠'}序时进度{abs(ahead)}个百分点"


def _amount(value: str | None, spec: Indicator) -> str:
    return spec.shown(None if value is None else Decimal(value))


def completion(one: Mapping[str, Any]) -> str:
    return DASH if one["completion"] is None else f"{one['completion']}%"


def by_unit(month: Month, section: Section) -> Content:
    """Every unit's year so far and completion, two columns an indicator; “—” where nothing is owed. An
    indicator that nobody owes has no column of completion."""
    specs, peers = [month.spec(name) for name in section.indicators], month.units(section)
    heads, columns = ["单位"], [[peer.name for peer in peers]]
    for spec in specs:
        pairs = [_two(spec, month.figure(spec, peer.code)) for peer in peers]
        heads.append(f"{spec.label.zh}（{spec.unit}）")
        columns.append([amount for amount, _share in pairs])
        if any(share != DASH for _amount_of, share in pairs):
            heads.append(f"{spec.label.zh}完成率")
            columns.append([share for _amount_of, share in pairs])
    return {"table": {"heads": heads, "rows": [list(row) for row in zip(*columns, strict=True)]}}


def _two(spec: Indicator, one: Said | None) -> tuple[str, str]:
    if one is None:
        return DASH, DASH
    return ("待统计" if one["state"] == "awaiting" else _amount(one["ytd"], spec)), completion(one)


def ranked(month: Month, section: Section) -> list[tuple[Peer, Said]]:
    """Units with their figure, class by class and by place; a class that nobody is ranked in comes last."""
    spec = month.spec(section.indicators[0])
    found = [(peer, month.figure(spec, peer.code)) for peer in month.units(section)]
    rows = [(peer, one) for peer, one in found if one is not None]
    placed = [peer.rank_class for peer, one in rows if one["rank"]]
    classes = list(dict.fromkeys([*section.classes, *placed, *(peer.rank_class for peer, _one in rows)]))
    return sorted(rows, key=lambda row: (classes.index(row[0].rank_class), row[1]["rank"] or 10**6))


def ranking(month: Month, section: Section) -> Content:
    """Places within each class; none where nobody owes anything."""
    if not any(one["rank"] for _peer, one in ranked(month, section)):
        return {"paragraphs": ["没有下达目标的单位，不排名。"]}
    spec, light = month.spec(section.indicators[0]), light_words(month.pack)
    amounts = [f"{word}（{spec.unit}）" for word in ("本月", "累计", "目标")]
    rows = [
        [
            peer.rank_class or DASH,
            str(one["rank"] or DASH),
            one["unit_name"],
            *(_amount(one[key], spec) for key in ("value", "ytd", "target")),
            completion(one),
            light.get(one["light"] or "", DASH),
        ]
        for peer, one in ranked(month, section)
    ]
    heads = ["类别", "位次", "单位", *amounts, "完成率", "灯"]
    return {"table": {"heads": heads, "rows": rows}, "chart": _chart(month, section)}


def _chart(month: Month, section: Section) -> Content | None:
    """Completion of every unit that has a target, the best first; nothing to draw for fewer than two."""
    spec = month.spec(section.indicators[0])
    known = [one for _peer, one in ranked(month, section) if one["completion"] is not None]
    if len(known) < 2:
        return None
    known.sort(key=lambda one: Decimal(one["completion"]), reverse=True)
    return {
        "title": f"{spec.label.zh}完成率",
        "labels": [one["unit_name"] for one in known],
        "values": [one["completion"] for one in known],
        "pace": known[0]["pace"],
    }


def light_words(pack: Pack) -> dict[str, str]:
    return {light.key: light.label.zh for light in pack.lights}


def changes(month: Month, section: Section) -> Content:
    """Places and completion against last month, of units that have both."""
    if not month.before:
        return {"paragraphs": [f"{month.period.label}没有可比的上月数据。"]}
    spec, rows = month.spec(section.indicators[0]), []
    for peer, one in ranked(month, section):
        then = month.before.get((spec.name, peer.code))
        if then is None or one["completion"] is None or then["completion"] is None:
            continue
        moved = Decimal(one["completion"]) - Decimal(then["completion"])
        places = (str(then["rank"] or DASH), str(one["rank"] or DASH), _moved(then["rank"], one["rank"]))
        rows.append(
            [peer.rank_class or DASH, peer.name, *places, completion(then), completion(one), f"{moved:+}"]
        )
    if not rows:
        return {"paragraphs": ["没有下达目标的单位，不作比较。"]}
    heads = ["类别", "单位", "上月位次", "本月位次", "升降", "上月完成率", "本月完成率", "变化（百分点）"]
    return {"paragraphs": list(_movers(rows)), "table": {"heads": heads, "rows": rows}}


def _moved(then: int | None, now: int | None) -> str:
    if not then or not now or then == now:
        return DASH
    return f"↑{then - now}" if now < then else f"↓{now - then}"


def _movers(rows: list[list[str]]) -> Iterator[str]:
    """Who rose and who fell the most, those that moved alike together."""
    for arrow, word in (("↑", "上升"), ("↓", "下降")):
        moved = [(int(row[4][1:]), row[1]) for row in rows if row[4].startswith(arrow)]
        if moved:
            most = max(by for by, _name in moved)
            yield f"位次{word}最多的是{'、'.join(name for by, name in moved if by == most)}，{word}{most}位。"


def lists(month: Month, section: Section) -> Content:
    """The red and black lists in the pack's order: the first or last of each class."""
    rows, colours = [], []
    for one in section.lists:
        for peer, figure in _honoured(month, section, one):
            rows.append(
                [one.label.zh, peer.rank_class or DASH, str(figure["rank"]), peer.name, completion(figure)]
            )
            colours.append(one.colour)
    if not rows:
        return {"paragraphs": ["本月没有上榜的单位。"]}
    heads = ["榜别", "类别", "位次", "单位", "完成率"]
    return {"table": {"heads": heads, "rows": rows, "colours": colours}}


def _honoured(month: Month, section: Section, which: Honours) -> list[tuple[Peer, Said]]:
    """Class by class. Units that share the last place on a list all stand in it; never more than half of a
    class, and never a unit that shares its place with one of the other half."""
    found = [row for row in ranked(month, section) if row[1]["rank"]]
    chosen: list[tuple[Peer, Said]] = []
    for name in dict.fromkeys(peer.rank_class for peer, _one in found):
        mine = [row for row in found if row[0].rank_class == name]
        low, high = _places([row[1]["rank"] for row in mine], which)
        chosen += [
            row
            for row in mine
            if low <= row[1]["rank"] <= high and (not which.lights or row[1]["light"] in which.lights)
        ]
    return chosen


def _places(ranks: list[int], which: Honours) -> tuple[int, int]:
    """First and last place on a list, of a class's places in order; the first above the last for nobody."""
    half = len(ranks) // 2
    count = min(which.count, half)
    if not count:
        return 1, 0
    if which.take == "best":
        return 1, min(ranks[count - 1], ranks[-1] - 1)
    return max(ranks[-count], ranks[half - 1] + 1), ranks[-1]
