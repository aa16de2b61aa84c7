"""What a clause proposes, for whom, and the figure it rests on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from luoshi.assessment.hands import Standing, standings
from luoshi.assessment.proposals import Lights, proposed, told
from luoshi.kernel.language import speaking
from luoshi.packs.spec import Consequence, Label, Rule, Sheet

NO_LIGHTS = Lights({}, {})


def clause(rule: str, **params: Any) -> Consequence:
    return Consequence(key="c", label=Label(zh="条款"), kind="talk", rule=rule, params=params)


def sheet(*clauses: Consequence) -> Sheet:
    item = Rule(key="a", label=Label(zh="甲"), rule="proportional", indicator="x")
    return Sheet(
        pack="p", key="s", label=Label(zh="细则"), kind="township", items=(item,), consequences=clauses
    )


def unit(code: str, total: int, *, vetoed: bool = False, rank_class: str = "A") -> dict[str, Any]:
    items = [
        {
            "key": "v", "label": "否决", "rule": "veto", "params": {}, "actual": "1" if vetoed else "0",
            "points": "0", "arithmetic": "1 > 0：一票否决", "state": "scored", "weight": "0",
        },
        {
            "key": "a", "label": "甲", "rule": "proportional", "params": {}, "actual": "1",
            "points": str(total), "arithmetic": "", "state": "scored", "weight": "100",
        },
    ]  # fmt: skip
    return {
        "unit": code, "unit_name": code, "class": rank_class, "items": items, "vetoed": vetoed,
        "total": "0" if vetoed else str(total),
    }  # fmt: skip


def results(*units: dict[str, Any]) -> list[Standing]:
    return standings(units, [])


def fits(one: Consequence, *units: dict[str, Any], lights: Lights = NO_LIGHTS) -> list[str]:
    return [made.unit for made in proposed(sheet(one), results(*units), lights)]


def test_places_are_within_the_class_and_ties_share_them() -> None:
    town = (unit("a", 90), unit("b", 90), unit("c", 80), unit("d", 70, rank_class="B"))
    assert fits(clause("rank", places=[1, 2]), *town) == ["a", "b", "d"]
    assert fits(clause("rank", places=[1, 2], at_least=80), *town) == ["a", "b"]
    assert fits(clause("rank", last=1), *town) == ["c"], "a class of one has no last"


def test_whoever_was_vetoed_is_commended_for_no_place() -> None:
    found = (unit("a", 90, vetoed=True), unit("b", 0))
    assert fits(clause("rank", places=[1, 1]), *found) == ["b"]
    assert fits(clause("veto"), *found) == ["a"]
    assert fits(clause("below", points=60), *found) == ["b"], "the veto has a clause of its own"


def test_lights_are_counted_by_unit() -> None:
    lights = Lights({("a", "red"): 3, ("b", "red"): 2, ("a", "yellow"): 9}, {"red": "滞后"})
    one = clause("lights", light="red", count=3)
    (made,) = proposed(sheet(one), results(unit("a", 1), unit("b", 2)), lights)
    assert (made.unit, made.basis) == (
        "a",
        "依据细则“条款”条款：全年已公布数据“滞后”3次，达到3次",
    )


def test_a_clause_is_told_in_a_sentence() -> None:
    red = {"red": Label(zh="滞后", en="behind")}
    said = [
        told(clause("rank", places=[1, 3], at_least=80), red),
        told(clause("rank", last=2), red),
        told(clause("below", points=Decimal("59.5")), red),
        told(clause("lights", light="red", count=3), red),
    ]
    assert said == [
        "类内第1至3位，且不低于80分",
        "类内末2位",
        "总分低于59.5分",
        "全年已公布数据“滞后”达到3次",
    ]
    with speaking("en"):
        assert told(clause("rank", places=[1, 1]), red) == "place 1 of the class"


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12), st.integers(1, 5))
def test_places_are_filled_whoever_comes_first_in_the_list(totals: list[int], last: int) -> None:
    units = [unit(str(place), total) for place, total in enumerate(totals)]
    one = clause("rank", places=[1, last])
    assert set(fits(one, *units)) == set(fits(one, *reversed(units)))
    assert all(
        found.total >= max(Fraction(total) for total in totals)
        for found in results(*units)
        if found.place == 1
    )
