"""Rules that make one item of several completions: stages of a pipeline, quarters, other units' scores."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from luoshi.assessment.rules.case import FULL, NOTHING, Case, Points, limit, n, within
from luoshi.kernel.numbers import Exact
from luoshi.packs import rules as params
from luoshi.packs.spec import Missing


def pipeline(given: params.Pipeline, case: Case) -> Points:
    """points = Σ (completion × share) of the parts × weight, each and the sum at most their caps.

    (28 ÷ 27 × 50 % + 177.7 ÷ 54 × 50 %) × 0.5 is over 0.5, so it is 0.5.
    """
    made = []
    for one, part in zip(given.parts, case.parts, strict=True):
        cap = None if one.cap_percent is None else Fraction(one.cap_percent)
        done = None if part.reached is None else within(part.reached, cap)
        beside = (
            f"（最高 {n(cap)}%）" if cap is not None and done is not None and part.reached != done else ""
        )
        made.append((done, Fraction(one.share), f"{part.label} {part.stands_on}{beside}"))
    return _joined(made, case, given.missing, Fraction(given.cap_percent))


def quarterly(given: params.Quarterly, case: Case) -> Points:
    """points = Σ (completion of the target due by the quarter's end × the quarter's weight) × weight.

    Target 1000, 15/25/25/35 %: 300, 450, 750 and 1000 in place by the quarters' ends are 100 % (capped),
    90 %, 100 % and 100 %: of weight 20 this is 19.5. By lights a quarter gives its light's share.
    """
    made = []
    for number, (weight, part) in enumerate(zip(given.weights, case.parts, strict=True), 1):
        done, said = _quarter(given, part)
        made.append((done, Fraction(weight), f"第{number}季度 {said}"))
    cap = FULL if not given.lights else max(map(Fraction, given.lights.values()))
    return _joined(made, case, given.missing, Fraction(given.cap_percent) if not given.lights else cap)


def _quarter(given: params.Quarterly, part: Case) -> tuple[Fraction | None, str]:
    if given.lights:
        worth = given.lights.get(part.light)
        return (None, "") if worth is None else (Fraction(worth), f"{part.label} {n(worth)}%")
    if part.reached is None:
        return None, ""
    cap = Fraction(given.cap_percent)
    beside = f"（最高 {n(cap)}%）" if part.reached > cap else ""
    return within(part.reached, cap), part.stands_on + beside


def composed(given: params.Composed, case: Case) -> Points:
    """points = Σ (the others' average score ÷ full × share) × weight, at most cap_percent of it.

    A park of 90 points at 70 % and two townships of 80 and 70 at 30 % are 85.5 %: of weight 15, 12.825.
    """
    made = []
    for one, part in zip(given.parts, case.parts, strict=True):
        done = None if part.actual is None else Fraction(part.actual) / Fraction(given.full) * 100
        said = f"{part.label} {n(part.actual or 0)} ÷ {n(given.full)}"
        made.append((done, Fraction(one.share), said))
    return _joined(made, case, given.missing, Fraction(given.cap_percent))


Share = tuple[Fraction | None, Fraction, str]
"""A part's completion in percent, its share in percent, and how it is told."""


def _joined(parts: Sequence[Share], case: Case, missing: Missing, cap: Exact) -> Points:
    """What the parts make together. Where none has a value the whole has none."""
    known = [(done, share, said) for done, share, said in parts if done is not None]
    present = sum((share for _, share, _ in known), NOTHING)
    if not known or not present:
        awaited = case.awaiting or any(part.awaiting for part in case.parts)
        return Points(None, "待统计" if awaited else "—")
    made = sum((done * share / 100 for done, share, _ in known), NOTHING)
    said = " + ".join(f"{said} × {n(share)}%" for _, share, said in known)
    absent = FULL - present
    if absent and missing == "rescale":
        made, said = made * 100 / present, f"({said}) ÷ {n(present)}%"
    elif absent and missing == "full":
        made, said = made + absent, f"{said} + 缺数部分 {n(absent)}%"
    weight = Fraction(case.weight)
    raw, most = made / 100 * weight, weight * Fraction(cap) / 100
    return Points(within(raw, most), f"({said}) × {n(weight)} = {n(raw)}" + limit(raw, most))
