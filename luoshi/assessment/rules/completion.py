"""Rules on a completion: how much of what was owed is done."""

from __future__ import annotations

from fractions import Fraction

from luoshi.assessment.rules.case import FULL, NOTHING, Case, Points, least, limit, n, out, within
from luoshi.kernel.numbers import Exact
from luoshi.packs import rules as params


def proportional(given: params.Proportional, case: Case) -> Points:
    """points = completion × weight, at most cap (cap_percent of the weight, else the weight), at least floor.

    96 % of weight 0.5 is 0.48; 130 % with cap 0.6 is 0.6.
    """
    if case.reached is None:
        return out(case)
    weight, floor = Fraction(case.weight), Fraction(given.floor)
    cap = max(cap_of(given, weight), floor)
    raw = case.reached / 100 * weight
    said = f"{case.stands_on} × {n(weight)} = {n(raw)}"
    return Points(max(min(raw, cap), floor), said + limit(raw, cap) + least(raw, floor))


def cap_of(given: params.Proportional, weight: Fraction) -> Fraction:
    """In points."""
    if given.cap is not None:
        return Fraction(given.cap)
    return weight if given.cap_percent is None else weight * Fraction(given.cap_percent) / 100


def steps(given: params.Steps, case: Case) -> Points:
    """points = weight × the share of the highest step that the completion reaches, none below the first.

    With steps 100→100, 80→75, 50→50 a completion of 85 % of weight 20 is 15.
    """
    if case.reached is None:
        return out(case)
    reached = [(Fraction(start), Fraction(share)) for start, share in given.steps if start <= case.reached]
    if not reached:
        return Points(NOTHING, f"{n(case.reached)}% 未达最低档 = 0")
    start, share = max(reached)
    value = share / 100 * Fraction(case.weight)
    said = f"{n(case.reached)}% ≥ {n(start)}%：{n(share)}% × {n(case.weight)} = {n(value)}"
    return Points(value, said)


def stretch(given: params.Stretch, case: Case) -> Points:
    """points = weight at the base target, in proportion below (or nothing); more at the stretch target.

    确保 6000, 争取 7000 with weight 10 and 2 more: 6000 is 10, 7000 is 12, 6500 is 10, and 11 when linear.
    """
    done = case.reached
    if done is None:
        return out(case)
    weight = Fraction(case.weight)
    if done < FULL:
        if given.below == "nothing":
            return Points(NOTHING, f"{n(done)}% 未达确保目标 = 0")
        value = done / 100 * weight
        return Points(value, f"{case.stands_on} × {n(weight)} = {n(value)}")
    more, said = _towards(given, case)
    value = weight + more
    return Points(value, f"达到确保目标 {n(weight)}{said}" + (f" = {n(value)}" if more else ""))


def _towards(given: params.Stretch, case: Case) -> tuple[Fraction, str]:
    """What is earned above the base, and how."""
    base, top, own = case.base, case.stretch, case.actual
    if base is None or top is None or own is None or base == top:
        return NOTHING, ""
    way = (Fraction(own) - Fraction(base)) / (Fraction(top) - Fraction(base))
    points = Fraction(given.points)
    if way >= 1:
        return points, f" + 达到争取目标 {n(points)}"
    if not given.linear or way <= 0:
        return NOTHING, ""
    distance, whole = abs(Fraction(own) - Fraction(base)), abs(Fraction(top) - Fraction(base))
    return way * points, f" + {n(distance)} ÷ {n(whole)} × {n(points)}"


def bonus(given: params.Bonus, case: Case) -> Points:
    """points = points (by the target's size) for every whole `per` of completion above 100, at most cap.

    125 % with 0.5 per 10 is 1; with per_in unit and 0.1 per 10000, 25000 over the target is 0.2.
    """
    if case.reached is None:
        return out(case)
    target = case.base or 0
    rate = _rate(given, target)
    size = f"目标 {n(target)}，" if given.by_target else ""
    amount, _ = _away(case, given.per_in)
    value, said = more_for(amount, given.per, rate, given.cap)
    return Points(value, size + (said or f"{n(case.reached)}% 未超额 = 0"))


def _rate(given: params.Bonus, target: Exact) -> Exact:
    """The rate of the largest size that the target has, where the rate goes by size."""
    if given.points is not None:
        return given.points
    return max(((start, rate) for start, rate in given.by_target if start <= target), default=(0, 0))[1]


def allornothing(given: params.AllOrNothing, case: Case) -> Points:
    """points = the weight when the target is reached, else 0; over it bonus_points for each bonus_per,
    under it penalty_points off for each penalty_per.

    Reached = 60 and 0.5 for each 10 over: 125 % is 61, 99 % is 0. With 1 off for each project under:
    8 of 10 projects of weight 5 is 3.
    """
    if case.reached is None:
        return out(case)
    weight = Fraction(case.weight)
    over, under = _away(case, given.step_in)
    if case.reached < FULL:
        return _missed(given, case, under)
    if given.bonus_per is None:
        return Points(weight, f"{n(case.reached)}% 完成 = {n(weight)}")
    more, said = more_for(over, given.bonus_per, given.bonus_points, given.bonus_cap)
    return Points(weight + more, f"{n(case.reached)}% 完成：{n(weight)}" + (f" + ({said})" if said else ""))


def _missed(given: params.AllOrNothing, case: Case, under: Fraction) -> Points:
    if given.penalty_per is None:
        return Points(NOTHING, f"{n(case.reached or 0)}% 未完成 = 0")
    start = Fraction(case.weight) if given.penalty_from == "weight" else NOTHING
    times = under // Fraction(given.penalty_per)
    off = times * Fraction(given.penalty_points)
    kept = within(off, given.penalty_cap)
    value = max(start - kept, NOTHING) if given.penalty_from == "weight" else -kept
    cap = None if given.penalty_cap is None else Fraction(given.penalty_cap)
    said = f"{n(case.reached or 0)}% 未完成：{n(start)} − 欠 {times} × {n(given.penalty_points)}"
    said += limit(off, cap, "最多扣") + f" = {n(start - kept)}"
    return Points(value, said + least(start - kept, value))


def symmetric(given: params.Symmetric, case: Case) -> Points:
    """points = weight ± points for every whole `per` of completion above or below 100; never below 0.

    Weight 100 with 0.2 per 10: 125 % is 100.4, 75 % is 99.6.
    """
    if case.reached is None:
        return out(case)
    away, weight = case.reached - FULL, Fraction(case.weight)
    change = within(abs(away) // Fraction(given.per) * Fraction(given.points), given.cap)
    value = max(weight + change if away >= 0 else weight - change, NOTHING)
    sign = "+" if away >= 0 else "−"
    beside = f"（{case.stands_on}）" if case.against == "average" else ""
    return Points(value, f"{n(case.reached)}%{beside}：{n(weight)} {sign} {n(change)} = {n(value)}")


def more_for(amount: Fraction, per: Exact, points: Exact, cap: Exact | None) -> tuple[Fraction, str]:
    """Points for each whole `per` of an amount, and how; nothing said when there is none."""
    times = max(amount, NOTHING) // Fraction(per)
    if not times:
        return NOTHING, ""
    raw = times * Fraction(points)
    most = None if cap is None else Fraction(cap)
    return within(raw, cap), f"超额 {times} × {n(points)} = {n(raw)}" + limit(raw, most)


def _away(case: Case, step_in: params.In) -> tuple[Fraction, Fraction]:
    """How far over and under the target: in percentage points, or in the indicator's unit."""
    done = case.reached or NOTHING
    away = done - FULL
    if step_in == "unit":
        away = Fraction(case.actual or 0) - Fraction(case.base or 0)
        away = -away if case.better == "lower" else away
    return max(away, NOTHING), max(-away, NOTHING)
