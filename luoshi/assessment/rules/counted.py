"""Rules on a count of things: each earns, costs, or loses everything."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from luoshi.assessment.rules.case import NOTHING, Case, Points, least, limit, n, out, within
from luoshi.kernel.numbers import Exact
from luoshi.packs import rules as params


def earn(given: params.Earn, case: Case) -> Points:
    """points = points for every whole `each` counted (or counted beyond the target), at most cap.

    7 visits at 0.5 with cap 3 are 3; 8 projects where 6 were owed, at 2 for each beyond, are 4.
    """
    if case.actual is None or case.awaiting:
        return out(case)
    counted, said = Fraction(case.actual), ""
    if given.beyond == "target":
        if case.target is None:
            return out(case)
        counted = max(counted - Fraction(case.target), NOTHING)
        said = f"超任务 {n(counted)}："
    times = _times(counted, given.each)
    raw = times * Fraction(given.points)
    cap = None if given.cap is None else Fraction(given.cap)
    return Points(within(raw, cap), f"{said}{times} × {n(given.points)} = {n(raw)}" + limit(raw, cap))


def deduct(given: params.Deduct, case: Case) -> Points:
    """points = −points for every whole `each` counted, at most cap taken away.

    3 missing reports at 1 each are −3; 20 with cap 12 are −12.
    """
    if case.actual is None or case.awaiting:
        return out(case)
    times = _times(Fraction(case.actual), given.each)
    raw = times * Fraction(given.points)
    cap = None if given.cap is None else Fraction(given.cap)
    said = f"{times} × −{n(given.points)} = {n(-raw)}"
    return Points(-within(raw, cap), said + limit(raw, cap, "最多扣"))


def veto(given: params.Veto, case: Case) -> Points:
    """Everything is lost when the count is over `over`: one false receipt with over 0."""
    if case.actual is None or case.awaiting:
        return out(case)
    if Fraction(case.actual) > Fraction(given.over):
        return Points(NOTHING, f"{n(case.actual)} > {n(given.over)}：一票否决", vetoed=True)
    return Points(NOTHING, f"{n(case.actual)} ≤ {n(given.over)}：未触发")


def tally(given: params.Tally, case: Case) -> Points:
    """points = Σ points for every whole `each` of a part, each part and the sum at most their caps.

    2 firms at 0.2 and 1 signing at 0.1 with cap 0.5 are 0.5. A part without a value adds nothing.
    """
    counted = _counted(given.parts, case)
    if counted is None:
        return _unknown(case)
    raw, said = counted
    most = tally_cap(given, Fraction(case.weight))
    return Points(within(raw, most), f"{' + '.join(said)} = {n(raw)}" + limit(raw, most))


def faults(given: params.Faults, case: Case) -> Points:
    """points = weight − Σ points for every whole `each` of a part, each part at most its cap; never below 0.

    0.5 less 0.1 for a late start and 0.2 for each false record: one late start leaves 0.4.
    """
    counted = _counted(given.parts, case)
    if counted is None:
        return _unknown(case)
    off, said = counted
    left = Fraction(case.weight) - off
    value = max(left, NOTHING)
    return Points(value, f"{n(case.weight)} − {' − '.join(said)} = {n(left)}" + least(left, value))


def _counted(parts: tuple[params.Counted, ...], case: Case) -> tuple[Fraction, list[str]] | None:
    """What the parts come to, and how; None where none of them has a value."""
    raw, said = NOTHING, []
    for one, part in zip(parts, case.parts, strict=True):
        if part.actual is None:
            continue
        times = _times(Fraction(part.actual), one.each)
        own = times * Fraction(one.points)
        cap = None if one.cap is None else Fraction(one.cap)
        raw += within(own, cap)
        said.append(f"{part.label} {times} × {n(one.points)}" + _of_part(own, cap))
    return (raw, said) if said else None


def _unknown(case: Case) -> Points:
    return out(replace(case, awaiting=any(part.awaiting for part in case.parts)))


def tally_cap(given: params.Tally, weight: Fraction) -> Fraction | None:
    """Its cap; else the weight, where there is one."""
    if given.cap is not None:
        return Fraction(given.cap)
    return weight or None


def _of_part(own: Fraction, cap: Fraction | None) -> str:
    return "" if cap is None or own <= cap else f"（最高 {n(cap)}）"


def _times(counted: Fraction, each: Exact) -> int:
    return max(counted // Fraction(each), 0)
