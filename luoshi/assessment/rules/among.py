"""Rules by where a unit stands among those of its class."""

from __future__ import annotations

from fractions import Fraction

from luoshi.assessment.rules.case import NOTHING, Case, Points, n, out
from luoshi.packs import rules as params


def minmax(given: params.MinMax, case: Case) -> Points:
    """points = weight × (low + (1 − low) × (x − min) ÷ (max − min)) among peers; all alike have alike %.

    x 5 between 0 and 10 with low 60 % of weight 10 is 8.
    """
    known = [Fraction(one) for one in case.peers if one is not None]
    if case.actual is None or case.awaiting or not known:
        return out(case)
    own, weight, low = Fraction(case.actual), Fraction(case.weight), Fraction(given.low_share) / 100
    lowest, most = min(*known, own), max(*known, own)
    if lowest == most:
        value = weight * Fraction(given.alike) / 100
        share = "得满分" if given.alike == 100 else f"得 {n(given.alike)}%，"
        return Points(value, f"各单位相同，{share} {n(value)}".replace("， ", "，"))
    worst = lowest if case.better == "higher" else most
    value = weight * (low + (1 - low) * abs(own - worst) / (most - lowest))
    said = (
        f"{n(weight)} × ({n(low * 100)}% + {n(100 - low * 100)}% × "
        f"{n(abs(own - worst))} ÷ {n(most - lowest)}) = {n(value)}"
    )
    return Points(value, said)


def rank(given: params.Rank, case: Case) -> Points:
    """points = those of the place in the class; places behind the last one given have none.

    Of 10, 8, 6 the second has 8.
    """
    if case.place is None or case.awaiting:
        return out(case)
    value = Fraction(given.points[case.place - 1]) if case.place <= len(given.points) else NOTHING
    return Points(value, f"第{case.place}位 = {n(value)}")
