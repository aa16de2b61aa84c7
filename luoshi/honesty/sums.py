"""Rules over numbers: sums and percentages that do not recompute, 万 and 亿 mistaken, facts typed in late."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q

from luoshi.honesty.finding import Asked, Found, label, morning, said
from luoshi.kernel.language import say
from luoshi.kernel.numbers import half_up, show
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries
from luoshi.ledgers.records import Ref
from luoshi.packs import honesty_rules as shapes
from luoshi.packs.spec import HonestyRule, Ledger, ledger_of

_SLIPS = (10**4, 10**8)
_SHOWN = 10
"""Records named one by one in a suspicion about many."""
_FAR = 20
"""An amount so many times the largest (or smallest) of the others is looked at."""
_AMOUNT = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(亿|千万|百万|万)?元")
_FEN = {"": 100, "万": 10**6, "百万": 10**8, "千万": 10**9, "亿": 10**10}


def last_days(asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.LastDays) -> Iterator[Found]:
    """Units whose facts of the span came late. Two queries."""
    start, end, name = _span(asked, spec, params)
    if asked.until < end:
        return
    first = end - timedelta(days=params.days - 1)
    dated = str(spec.dated)
    rows = asked.mine(spec).filter(**{f"{dated}__gte": start, f"{dated}__lte": end})
    late = Q(**{f"{dated}__lt": first}) & Q(reported_at__gte=morning(first))
    counted = rows.order_by().values_list("unit").annotate(n=Count("id"), late=Count("id", filter=late))
    over = {
        unit: (many, all_)
        for unit, all_, many in counted
        if all_ >= params.least and Fraction(100 * many, all_) > Fraction(params.percent)
    }
    refs: dict[str, list[Ref]] = defaultdict(list)
    for number, unit in rows.filter(late, unit__in=over).order_by("id").values_list("id", "unit"):
        if len(refs[unit]) < _SHOWN:
            refs[unit].append(Ref(spec.name, number))
    for unit, (many, all_) in sorted(over.items()):
        share = half_up(Fraction(100 * many, all_), 1)
        what = say(
            f"{name}的 {all_} 条中有 {many} 条（{share}%）事后才在最后 {params.days} 天或之后填报，"
            f"超过 {params.percent}%",
            f"{many} of {all_} facts of {name} ({share}%) were entered only in the last {params.days} days "
            f"or later, above {params.percent}%",
        )
        yield Found(f"{rule.key}:{unit}:{start}", tuple(refs[unit]), what, unit=unit)


def _span(asked: Asked, spec: Ledger, params: shapes.LastDays) -> tuple[date, date, str]:
    if params.over == "month":
        month = Period.month_of(asked.until)
        return month.start, month.end, month.label
    plan = queries.plan_year(spec.pack)
    year = plan.of(asked.until)
    return (*plan.span(year), say(f"{year}年度", f"plan year {year}"))


def recompute(asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.Recompute) -> Iterator[Found]:
    """One query; what a field does not say counts as nothing in a sum, and makes no percentage."""
    keys = [*params.sum, params.total] if params.sum else [params.percent, params.part, params.whole]
    names = [str(key) for key in keys]
    last = names[-1]
    rows = asked.mine(spec).exclude(**{f"{last}__isnull": True}).order_by("id").values_list("id", *names)
    tell = _summed if params.sum else _divided
    for number, *values in rows.iterator(2_000):
        what = tell(spec, params, names, values)
        if what:
            yield Found(f"{rule.key}:{spec.name}/{number}", (Ref(spec.name, number),), what, tuple(names))


def _summed(
    spec: Ledger, _params: shapes.Recompute, names: Sequence[str], values: Sequence[int | None]
) -> str:
    *parts, total = values
    right = sum(one or 0 for one in parts)
    if right == total or all(one is None for one in parts):
        return ""
    added = " + ".join(_named(spec, key, one or 0) for key, one in zip(names, parts, strict=False))
    return say(
        f"{added} = {said(spec, names[-1], right)}，"
        f"{label(spec, names[-1])}填的是 {said(spec, names[-1], total)}",
        f"{added} = {said(spec, names[-1], right)}, but {label(spec, names[-1])} says "
        f"{said(spec, names[-1], total)}",
    )


def _named(spec: Ledger, key: str, value: int) -> str:
    return f"{label(spec, key)} {said(spec, key, value)}"


def _divided(
    spec: Ledger, params: shapes.Recompute, names: Sequence[str], values: Sequence[int | None]
) -> str:
    stated, part, whole = values
    if stated is None or part is None or not whole:
        return ""
    exact = Fraction(100 * part, whole)
    wrote = Fraction(stated, 10 ** spec.fields[names[0]].places)
    if any(half_up(exact, places) == wrote for places in range(params.places + 1)):
        return ""
    right = show(exact, params.places)
    return say(
        f"{_named(spec, names[1], part)} ÷ {_named(spec, names[2], whole)} = {right}%，"
        f"{label(spec, names[0])}填的是 {said(spec, names[0], stated)}",
        f"{_named(spec, names[1], part)} ÷ {_named(spec, names[2], whole)} = {right}%, but "
        f"{label(spec, names[0])} says {said(spec, names[0], stated)}",
    )


def unit_slip(asked: Asked, spec: Ledger, rule: HonestyRule, params: shapes.UnitSlip) -> Iterator[Found]:
    """One query for the amounts, one for the parents'. The text that names the amount decides first."""
    key = params.field
    up = [str(spec.parent)] if params.parent else []
    rows = list(
        asked.mine(spec).exclude(**{f"{key}__isnull": True}).exclude(**{key: 0}).order_by("id")
        .values("id", "unit", key, *up, *params.texts)
    )  # fmt: skip
    above = _above(spec, params, {row[up[0]] for row in rows if row[up[0]]}) if up else {}
    known: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        known[row["unit"]].append(row[key])
    history = {unit: sorted(found) for unit, found in known.items()} if params.history else {}
    for row in rows:
        what = (
            _by_text(spec, params, row)
            or (_by_parent(spec, params, row, above.get(row[up[0]])) if up else "")
            or _by_history(spec, params, row, history.get(row["unit"], []))
        )
        if what:
            yield Found(f"{rule.key}:{spec.name}/{row['id']}", (Ref(spec.name, row["id"]),), what, (key,))


def _above(spec: Ledger, params: shapes.UnitSlip, numbers: set[int]) -> dict[int, int]:
    """Parent → its amount."""
    parent = queries.ledger(ledger_of(spec, spec.fields[str(spec.parent)]))
    field = str(params.parent)
    found = Asked(None, date.max).rows(parent).exclude(**{f"{field}__isnull": True})
    wanted = dict(found.filter(id__in=numbers).values_list("id", field)) if len(numbers) < 5_000 else None
    return dict(found.values_list("id", field)) if wanted is None else wanted


def _by_text(spec: Ledger, params: shapes.UnitSlip, row: Mapping[str, Any]) -> str:
    """A text of the record names the amount in another unit."""
    value = row[params.field]
    for key in params.texts:
        named = [(match.group(0), _fen(match)) for match in _AMOUNT.finditer(row[key] or "")]
        if any(fen == value for _words, fen in named):
            return ""
        for words, fen in named:
            if any(fen == value * slip or fen * slip == value for slip in _SLIPS):
                wrote = said(spec, params.field, value)
                return say(
                    f"{label(spec, key)}写的是“{words}”，{label(spec, params.field)}填的是 {wrote}",
                    f"{label(spec, key)} says “{words}”, {label(spec, params.field)} says {wrote}",
                )
    return ""


def _fen(match: re.Match[str]) -> Fraction:
    number, unit = match.groups(default="")
    return Fraction(Decimal(re.sub("[,，]", "", number))) * _FEN[unit]


def _by_parent(spec: Ledger, params: shapes.UnitSlip, row: Mapping[str, Any], most: int | None) -> str:
    """Many times above the whole it is part of, and within it once moved."""
    value = row[params.field]
    if not most or value <= _FAR * most:
        return ""
    for slip in _SLIPS:
        if Fraction(value, slip) <= most:
            return _moved(spec, params, value, slip, most, say("上级记录的数", "the parent's"))
    return ""


def _by_history(spec: Ledger, params: shapes.UnitSlip, row: Mapping[str, Any], known: Sequence[int]) -> str:
    """Far from all that the unit reported otherwise, and among it once moved."""
    value, place = row[params.field], bisect_left(known, row[params.field])
    others = [*known[:place], *known[place + 1 :]]
    if len(others) < params.least:
        return ""
    low, high = others[0], others[-1]
    for slip in _SLIPS:
        if value > _FAR * high and 3 * value >= low * slip and value <= 3 * high * slip:
            return _moved(
                spec, params, value, slip, high, say("本单位其他记录的最大数", "the unit's largest")
            )
        if value * _FAR < low and 3 * value * slip >= low and value * slip <= 3 * high:
            return _moved(
                spec,
                params,
                value,
                Fraction(1, slip),
                low,
                say("本单位其他记录的最小数", "the unit's smallest"),
            )
    return ""


def _moved(
    spec: Ledger, params: shapes.UnitSlip, value: int, slip: int | Fraction, beside: int, what: str
) -> str:
    key = params.field
    fen = Fraction(value) / slip
    right = said(spec, key, int(fen)) if fen.denominator == 1 else "—"
    sign = f"÷{slip:,}" if slip > 1 else f"×{int(1 / Fraction(slip)):,}"
    return say(
        f"{label(spec, key)} {said(spec, key, value)}，而{what}是 {said(spec, key, beside)}；"
        f"{sign} 为 {right}，才相称，疑为万、亿误填",
        f"{label(spec, key)} {said(spec, key, value)}, while {what} is {said(spec, key, beside)}; "
        f"{sign} makes {right}, which fits: 万 or 亿 mistaken",
    )
