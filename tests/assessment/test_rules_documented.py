"""The page 评分规则 cannot lie: every example on it is run, and a rule without one is an error."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from luoshi.assessment.rules import RULES, limits
from luoshi.packs import library, sheet_checks
from luoshi.packs import rules as params
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import Label, Sheet
from scripts import reference_rules as page

EXAMPLES = list(page.examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["item"])
def test_an_example_comes_out_as_a_clerk_would_work_it_out(example: Mapping[str, Any]) -> None:
    rule, points = page.worked(example)
    assert points.value == Fraction(example["points"])
    low, high = limits(rule.rule, rule.params, rule.weight)
    assert low is None or low <= points.value or rule.when
    assert high is None or points.value <= high


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["item"])
def test_an_example_can_be_copied_into_a_sheet_of_the_investment_pack(example: Mapping[str, Any]) -> None:
    rule, _ = page.worked(example)
    sheet = Sheet(pack="investment", key="mine", label=Label(zh="例"), kind="township", items=(rule,))
    packs = library.shipped()
    pack = packs["investment"].model_copy(update={"sheets": {**packs["investment"].sheets, "mine": sheet}})
    sources = {"pack": Source("pack.yaml"), "sheets/mine": Source("sheets/mine.yaml")}
    found = sheet_checks.run(Scope(pack, sources, packs))
    assert [issue for issue in found if issue.file == "sheets/mine.yaml"] == []


@pytest.mark.parametrize("said", page.WORDS["sheets"], ids=lambda one: one["title"])
def test_a_whole_sheet_comes_out_too(said: Mapping[str, Any]) -> None:
    made = page.summed(said)
    assert {unit: one["total"] for unit, one in made.items()} == said["totals"]
    assert {unit: made[unit]["rank"] for unit in said.get("ranks", {})} == said.get("ranks", {})


def test_every_rule_has_its_formula_its_limits_an_example_and_a_place_on_the_page() -> None:
    assert set(RULES) == set(params.RULES) == set(page.WORDS["rules"]) == set(page.rules.LIMITS)
    assert all(rule.__doc__ for rule in RULES.values())
    for name, said in page.WORDS["rules"].items():
        assert {page.worked(one)[0].rule for one in said["examples"]} == {name}
