"""Items → a total: groups within their limits, weights of what is missing spread over the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.assessment.rules.case import NOTHING, Points
from luoshi.kernel.numbers import half_up, plain, spelled
from luoshi.packs.spec import Group, Sheet


@dataclass(frozen=True)
class Line:
    """An item as the total counts it."""

    label: str
    points: Points
    weight: Fraction
    group: str | None = None
    spread: bool = False
    """It has no value, and its weight is spread over the others."""


@dataclass(frozen=True)
class Total:
    """A unit's points in all: exact; nothing when vetoed, never below nothing."""

    value: Fraction
    arithmetic: str
    vetoed: bool = False
    known: bool = True
    """False where nothing that carries weight could be scored: the unit has no place."""


def total(lines: Sequence[Line], sheet: Sheet) -> Total:
    """What the items make, why it was lost, and which items are not in it."""
    vetoes = [line for line in lines if line.points.vetoed]
    if vetoes:
        said = "；".join(f"{line.label}（{line.points.arithmetic}）" for line in vetoes)
        return Total(NOTHING, f"{said}，总分 0", vetoed=True)
    factor, known = _factor(lines)
    counted = [line for line in lines if line.points.value is not None]
    made = earned(lines, sheet)
    said = f"{_formula(counted, sheet.groups, factor, _weights(lines)) or '0'} = {_said(made)}"
    if _said(_sum(counted, sheet.groups, factor, exact=False)) != _said(made):
        said += "（各项未经四舍五入相加）"
    value = max(made, NOTHING)
    said += "，最低 0" if made < 0 else ""
    if sheet.places is not None and (rounded := Fraction(half_up(value, sheet.places))) != value:
        said += "" if _said(rounded) == _said(value) else f"，取 {_said(rounded)}"
        value = rounded
    return Total(value, said + _left_out(lines), known=known)


def earned(lines: Sequence[Line], sheet: Sheet) -> Fraction:
    """What the items make before a veto and before the least, which is nothing: exact."""
    counted = [line for line in lines if line.points.value is not None]
    return _sum(counted, sheet.groups, _factor(lines)[0], exact=True)


def _left_out(lines: Iterable[Line]) -> str:
    labels = [line.label for line in lines if line.points.value is None]
    return f"；不计：{'、'.join(labels)}" if labels else ""


def _factor(lines: Iterable[Line]) -> tuple[Fraction, bool]:
    """By how much the others' points grow for the weight that is spread; whether there are others."""
    weighted = [line for line in lines if line.weight]
    whole = _weights(weighted)
    present = sum((line.weight for line in weighted if not line.spread), NOTHING)
    return (whole / present, True) if present else (Fraction(1), not weighted)


def _weights(lines: Iterable[Line]) -> Fraction:
    return sum((line.weight for line in lines), NOTHING)


def _sum(lines: Iterable[Line], groups: Mapping[str, Group], factor: Fraction, *, exact: bool) -> Fraction:
    """Exact; or of the points as they are told, to see whether a reader would come out elsewhere."""
    sums: dict[str | None, Fraction] = {}
    for line in lines:
        value = line.points.value or NOTHING
        value = value if exact else Fraction(_said(value))
        sums[line.group] = sums.get(line.group, NOTHING) + value * (factor if line.weight else 1)
    return sum((_limited(value, groups.get(key or "")) for key, value in sums.items()), NOTHING)


def _limited(value: Fraction, group: Group | None) -> Fraction:
    if group is not None and group.cap is not None:
        value = min(value, Fraction(group.cap))
    if group is not None and group.floor is not None:
        value = max(value, Fraction(group.floor))
    return value


def _formula(lines: Sequence[Line], groups: Mapping[str, Group], factor: Fraction, whole: Fraction) -> str:
    """50 + 10 − 3 + 加分（1 + 2 = 3，最高 2）."""
    said = [_joined([line for line in lines if line.group is None], factor, whole)]
    for key, group in groups.items():
        mine = [line for line in lines if line.group == key]
        if mine:
            said.append(f"{group.label.zh}（{_within(mine, group, factor, whole)}）")
    return " + ".join(filter(None, said))


def _within(lines: Sequence[Line], group: Group, factor: Fraction, whole: Fraction) -> str:
    made = _sum(lines, {}, factor, exact=True)
    kept = _limited(made, group)
    word = "" if kept == made else f"，{'最高' if kept < made else '最多扣'} {_said(abs(kept))}"
    return f"{_joined(lines, factor, whole)} = {_said(made)}{word}"


def _joined(lines: Sequence[Line], factor: Fraction, whole: Fraction) -> str:
    """50 + 10 − 3; (48 + 10) × 100 ÷ 80 + 1 where weight is spread."""
    if factor == 1:
        return _added(lines)
    weighted, others = [line for line in lines if line.weight], [line for line in lines if not line.weight]
    spread = f"{_said(whole)} ÷ {_said(whole / factor)}"
    said = f"({_added(weighted)}) × {spread}" if weighted else ""
    return f"{said} + {_added(others)}".replace("+ -", "− ") if said and others else said or _added(others)


def _added(lines: Iterable[Line]) -> str:
    return " + ".join(_said(line.points.value or NOTHING) for line in lines).replace("+ -", "− ")


def _said(value: Fraction) -> str:
    """Points as the arithmetic tells them: in full where they end within four places."""
    return plain(Decimal(spelled(value, 2, 4)))
