"""Every rule, whatever its parameters: more is never less, limits hold, order does not matter.

The table holds each rule of the closed vocabulary; a rule without its line fails.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from luoshi.assessment.rules import RULES, Case, Points, limits, score
from luoshi.assessment.scoring import Item
from luoshi.packs import rules as params
from luoshi.packs.spec import Label, Rule, Sheet

Params = dict[str, Any]
small = st.decimals(0, 100, places=2)
more = st.decimals("0.01", 100, places=2)
amounts = st.decimals(0, 10_000, places=2)
targets = st.decimals("0.01", 1_000, places=2)
missing = st.sampled_from(["zero", "full", "rescale"])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def rising(draw: st.DrawFn) -> list[list[Decimal]]:
    """Steps of which the higher give no less, in any order."""
    starts = draw(st.lists(small, min_size=1, max_size=4, unique=True))
    gives = sorted(draw(st.lists(small, min_size=len(starts), max_size=len(starts))))
    steps = [list(pair) for pair in zip(sorted(starts), gives, strict=True)]
    return draw(st.permutations(steps))


@st.composite
def shares(draw: st.DrawFn, count: int | None = None) -> list[Decimal]:
    """Percentages that make 100."""
    count = count or draw(st.integers(1, 3))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1)))
    return [Decimal(end - start) for start, end in zip([0, *cuts], [*cuts, 100], strict=True)]


@st.composite
def pipelines(draw: st.DrawFn) -> Params:
    caps = maybe(st.decimals(0, 200, places=0))
    parts = [{"indicator": "a", "share": one, "cap_percent": draw(caps)} for one in draw(shares())]
    return {"parts": parts, "cap_percent": draw(small), "missing": draw(missing)}


@st.composite
def quarters(draw: st.DrawFn) -> Params:
    phases = [*sorted(draw(st.lists(more, min_size=3, max_size=3))), Decimal(100)]
    return {
        "weights": draw(shares(4)),
        "phases": phases,
        "cap_percent": draw(small),
        "missing": draw(missing),
    }


@st.composite
def carriers(draw: st.DrawFn) -> Params:
    parts = [{"sheet": "a", "share": one} for one in draw(shares())]
    return {"parts": parts, "full": draw(more), "cap_percent": draw(small), "missing": draw(missing)}


counted = st.fixed_dictionaries(
    {"indicator": st.just("a"), "points": small, "each": more, "cap": maybe(small)}
)
GIVEN: Mapping[str, st.SearchStrategy[Params]] = {
    "proportional": st.fixed_dictionaries({"floor": st.just(0), "cap": maybe(small)})
    | st.fixed_dictionaries({"cap_percent": st.decimals(0, 200, places=1), "floor": small}),
    "steps": st.fixed_dictionaries({"steps": rising()}),
    "stretch": st.fixed_dictionaries(
        {"points": small, "linear": st.booleans(), "below": st.sampled_from(["proportion", "nothing"])}
    ),
    "allornothing": st.fixed_dictionaries(
        {
            "step_in": st.sampled_from(["percent", "unit"]),
            "bonus_per": maybe(more),
            "bonus_points": small,
            "bonus_cap": maybe(small),
            "penalty_per": maybe(more),
            "penalty_points": small,
            "penalty_cap": maybe(small),
            "penalty_from": st.sampled_from(["weight", "nothing"]),
        }
    ),
    "symmetric": st.fixed_dictionaries({"per": more, "points": small, "cap": maybe(small)}),
    "minmax": st.fixed_dictionaries({"low_share": small, "alike": st.just(100)}),
    "rank": st.lists(small, min_size=1, max_size=5).map(lambda one: {"points": sorted(one, reverse=True)}),
    "pipeline": pipelines(),
    "quarterly": quarters(),
    "composed": carriers(),
    "tally": st.fixed_dictionaries({"parts": st.lists(counted, min_size=1, max_size=3), "cap": maybe(small)}),
    "faults": st.fixed_dictionaries({"parts": st.lists(counted, min_size=1, max_size=3)}),
    "earn": st.fixed_dictionaries(
        {"each": more, "points": small, "cap": maybe(small), "beyond": st.sampled_from(["nothing", "target"])}
    ),
    "bonus": st.fixed_dictionaries(
        {"per": more, "per_in": st.sampled_from(["percent", "unit"]), "points": small, "cap": small}
    )
    | st.fixed_dictionaries({"per": more, "by_target": rising(), "cap": small}),
    "deduct": st.fixed_dictionaries({"each": more, "points": small, "cap": maybe(small)}),
    "veto": st.fixed_dictionaries({"over": amounts}),
}
"""Every rule's parameters."""
FALLING = {"deduct", "veto", "faults"}
"""More of what they count is worse."""


def parts_of(name: str, said: Params) -> int:
    return 4 if name == "quarterly" else len(said.get("parts", ()))


@st.composite
def asked(draw: st.DrawFn, name: str) -> tuple[Params, Case]:
    """A rule's parameters and a unit's case."""
    said = draw(GIVEN[name])
    target = draw(targets)
    others = tuple(draw(st.lists(maybe(amounts), max_size=5)))
    parts = tuple(
        Case(actual=draw(amounts), target=draw(targets), label="甲") for _ in range(parts_of(name, said))
    )
    against = "target"
    if name in params.MEASURED_AGAINST:
        against = draw(st.sampled_from(["target", "average", "phased", "stretch"]))
    own = draw(amounts)
    return said, Case(
        draw(small), own, target, peers=(own, *others), place=draw(st.integers(1, 8)), parts=parts,
        stretch=target + draw(targets), against=against, pace=Fraction(draw(st.integers(1, 12)), 12),
        full=draw(maybe(targets)) if name in params.MEASURED_AGAINST else None,
    )  # fmt: skip


def moved(case: Case, by: Decimal, part: int) -> Case:
    """The same unit with more: of its figure, of one of its parts, a place further up."""
    own = Fraction(case.actual or 0) + Fraction(by)
    parts = tuple(
        replace(one, actual=Fraction(one.actual or 0) + Fraction(by)) if index == part else one
        for index, one in enumerate(case.parts)
    )
    better = max((case.place or 1) - int(by), 1)
    return replace(case, actual=own, peers=(own, *case.peers[1:]), parts=parts, place=better)


def earned(points: Points) -> Fraction:
    """What a unit is left with by an item: a veto is worse than any points."""
    return Fraction(-1_000_000) if points.vetoed else points.value or Fraction(0)


def test_no_rule_of_the_vocabulary_is_left_out() -> None:
    assert set(GIVEN) == set(RULES) == set(params.RULES)


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_more_never_earns_less_or_never_more_where_it_is_a_fault(name: str, data: st.DataObject) -> None:
    said, case = data.draw(asked(name))
    further = moved(case, data.draw(amounts), data.draw(st.integers(0, 3)))
    less, better = (earned(score(name, said, one)) for one in (case, further))
    assert (less >= better) if name in FALLING else (less <= better)


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_where_lower_is_better_less_never_earns_less(name: str, data: st.DataObject) -> None:
    said, case = data.draw(asked(name))
    low = replace(case, better="lower", parts=tuple(replace(one, better="lower") for one in case.parts))
    low = replace(low, stretch=Fraction(case.target or 0) / 2)
    further = moved(low, data.draw(amounts), data.draw(st.integers(0, 3)))
    less, worse = (earned(score(name, said, one)) for one in (low, further))
    if name in (*FALLING, "minmax", "stretch", *params.MEASURED_AGAINST, "pipeline", "quarterly"):
        assert less >= worse
    else:
        assert less <= worse, "a count, a score or a place is what it is"


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_points_stay_within_the_limits_the_rule_declares(name: str, data: st.DataObject) -> None:
    said, case = data.draw(asked(name))
    low, high = limits(name, said, case.weight)
    value = score(name, said, case).value
    if value is None:
        assert case.base == 0, "an average of nothing"
        return
    assert low is None or value >= low
    assert high is None or value <= high


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_scoring_again_gives_the_same_points_in_the_same_words(name: str, data: st.DataObject) -> None:
    said, case = data.draw(asked(name))
    kept = replace(Case.from_json(case.to_json(), case.weight), peers=case.peers)
    assert score(name, said, case) == score(name, said, case) == score(name, said, kept)


@pytest.mark.parametrize("name", RULES)
@given(data=st.data(), seed=st.integers(0, 99))
def test_the_order_of_peers_steps_and_parts_does_not_matter(
    name: str, data: st.DataObject, seed: int
) -> None:
    said, case = data.draw(asked(name))
    chance, other = random.Random(seed), dict(said)
    peers, pairs = list(case.peers), list(zip(said.get("parts", ()), case.parts, strict=False))
    chance.shuffle(peers)
    shuffled = replace(case, peers=tuple(peers))
    if pairs and name != "quarterly":
        chance.shuffle(pairs)
        other["parts"] = [one for one, _ in pairs]
        shuffled = replace(shuffled, parts=tuple(part for _, part in pairs))
    for key in ("steps", "by_target"):
        if key in said:
            other[key] = chance.sample(said[key], len(said[key]))
    assert score(name, other, shuffled).value == score(name, said, case).value


@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
def test_what_has_no_value_stays_out_and_what_is_awaited_says_so(name: str, data: st.DataObject) -> None:
    said, case = data.draw(asked(name))
    nothing = tuple(Case(label="甲") for _ in case.parts)
    out = score(name, said, Case(case.weight, parts=nothing))
    assert (out.value, out.arithmetic) == (None, "—")
    parts = tuple(replace(one, awaiting=True, actual=None) for one in case.parts)
    awaited = score(name, said, replace(case, awaiting=True, parts=parts))
    assert (awaited.value, awaited.arithmetic) == (None, "待统计")


@pytest.mark.parametrize("name", RULES)
@given(data=st.data(), places=st.integers(0, 2))
def test_rounding_keeps_the_order_and_the_limits(name: str, data: st.DataObject, places: int) -> None:
    said, case = data.draw(asked(name))
    rule = Rule.model_validate(
        {"key": "one", "label": "一项", "rule": name, "weight": case.weight, "params": said, "places": places}
    )
    only = Sheet(pack="a", key="a", label=Label(zh="细则"), kind="township", items=(rule,))
    further = moved(case, data.draw(amounts), data.draw(st.integers(0, 3)))
    less, better = (Item(rule, one, None, only).points for one in (case, further))
    if name in FALLING:
        less, better = better, less
    assert earned(less) <= earned(better)
    low, high = limits(name, said, case.weight)
    for value in (less.value, better.value):
        assert value is None or low is None or value >= low
        assert value is None or high is None or value <= high


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("steps", {"steps": [[100, 50], [80, 75]]}, "反而给得少"),
        ("steps", {"steps": [[80, 50], [80, 75]]}, "起点相同"),
        ("rank", {"points": [8, 10]}, "反而分高"),
        ("proportional", {"cap": 5, "floor": 6}, "cap 低于 floor"),
        ("proportional", {"cap": 5, "cap_percent": 120}, "只写一个"),
        ("minmax", {"low_share": 60, "alike": 50}, "alike 低于 low_share"),
        ("bonus", {"per": 10, "cap": 5}, "只写一个"),
        ("pipeline", {"parts": [{"indicator": "a", "share": 60}]}, "应为 100"),
        ("quarterly", {"weights": [15, 25, 25, 30]}, "应为 100"),
        ("quarterly", {"weights": [15, 25, 25, 35], "phases": [50, 25, 75, 100]}, "逐季不减"),
        ("deduct", {"points": -1}, "greater than or equal to 0"),
    ],
)
def test_parameters_that_would_reward_the_worse_are_refused(name: str, said: Params, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        params.RULES[name].model_validate(said)
