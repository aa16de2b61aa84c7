"""A sheet over a few figures: totals, places and what is said about them, by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshi.assessment.rules import RULES
from luoshi.assessment.scoring import Basis, Member, scored
from luoshi.assessment.words import told
from luoshi.packs.spec import Indicator, Label, Rule, Sheet

FUNDS = Indicator(pack="trade", key="funds", label=Label(zh="到位资金"))
A, B, C = (Member(code, f"{code}镇", "一类") for code in "ABC")
OTHER = Member("D", "D镇", "二类")


def item(rule: str, weight: int = 0, key: str = "funds", indicator: str = "funds", **given: Any) -> Rule:
    label = {"funds": "到位资金", "missing": "缺报"}.get(key, key)
    return Rule(
        key=key, label=Label(zh=label), rule=rule, indicator=indicator, weight=Decimal(weight), params=given
    )


MISSING = item("deduct", key="missing", indicator="@missing_reports", points=Decimal(1))


def figure(ytd: str | None, target: str | None = None, **more: Any) -> dict[str, Any]:
    return {"ytd": ytd, "target": target, "rank": None, "state": "ok", **more}


def run(
    *items: Rule,
    members: tuple[Member, ...] = (A, B),
    counts: dict[tuple[str, str], int] | None = None,
    **figures: dict[str, Any],
) -> list[dict[str, Any]]:
    sheet = Sheet(pack="trade", key="all", label=Label(zh="细则"), kind="township", items=items)
    published = {(FUNDS.name, code): one for code, one in figures.items()}
    return scored(sheet, members, Basis(published, counts or {}, {"funds": FUNDS}))


def test_equal_totals_share_a_place_and_the_next_is_left_free() -> None:
    made = run(item("proportional", 10), members=(A, B, C), A=figure("5", "10"), B=figure("8", "10"),
               C=figure("16", "20"))  # fmt: skip
    assert [(one["unit"], one["total"], one["rank"]) for one in made] == [
        ("B", "8", 1), ("C", "8", 1), ("A", "5", 3),
    ]  # fmt: skip


def test_places_are_told_apart_by_what_is_not_shown() -> None:
    made = run(item("proportional", 1), A=figure("33332", "100000"), B=figure("33333", "100000"))
    assert [(one["unit"], one["total"], one["rank"]) for one in made] == [
        ("B", "0.33333", 1), ("A", "0.33332", 2),
    ]  # fmt: skip


def test_each_class_has_its_own_first_and_its_own_peers() -> None:
    found = run(item("minmax", 10), members=(A, B, OTHER), A=figure("0"), B=figure("10"), D=figure("3"))
    assert [(one["unit"], one["total"], one["rank"]) for one in found] == [
        ("B", "10", 1), ("A", "6", 2), ("D", "10", 1),
    ]  # fmt: skip


def test_the_place_of_an_item_is_among_those_that_are_scored() -> None:
    made = run(item("rank", points=[10, 8]), A=figure("5", rank=7), B=figure("4", rank=9))
    assert [one["items"][0]["arithmetic"] for one in made] == ["第1位 = 10", "第2位 = 8"]


def test_what_has_no_target_or_is_awaited_adds_nothing_and_is_named() -> None:
    made = run(item("proportional", 10), MISSING, A=figure("5"), B=figure(None, "10", state="awaiting"))
    first, second = made
    assert first["arithmetic"] == second["arithmetic"] == "0 = 0；不计：到位资金"
    assert [one["items"][0]["state"] for one in made] == ["none", "awaiting"]
    assert (second["items"][0]["points"], second["items"][0]["arithmetic"]) == (None, "待统计")


def test_deductions_stop_at_nothing() -> None:
    (made,) = run(item("proportional", 1), MISSING, members=(A,), counts={("@missing_reports", "A"): 3},
                  A=figure("5", "10"))  # fmt: skip
    assert (made["total"], made["arithmetic"]) == ("0", "0.5 − 3 = -2.5，最低 0")


def test_a_sum_of_rounded_points_that_differs_says_why() -> None:
    thirds = [item("proportional", 1, key) for key in ("a", "b", "c")]
    (made,) = run(*thirds, members=(A,), A=figure("1", "3"))
    assert (made["total"], made["arithmetic"]) == (
        "1", "0.33 + 0.33 + 0.33 = 1（各项未经四舍五入相加）",
    )  # fmt: skip


def test_an_item_keeps_the_numbers_it_was_worked_from() -> None:
    (made,) = run(item("proportional", 50, cap=Decimal("50.5")), members=(A,), A=figure("96", "100"))
    assert made["items"] == [
        {
            "key": "funds", "label": "到位资金", "rule": "proportional", "indicator": "funds", "weight": "50",
            "params": {"cap": "50.5"}, "actual": "96", "target": "100", "completion": "96", "points": "48",
            "arithmetic": "96 ÷ 100 × 50 = 48", "state": "scored",
            "case": {"actual": "96", "target": "100"},
        }
    ]  # fmt: skip


GIVEN: dict[str, tuple[dict[str, Any], str]] = {
    "proportional": ({"cap": 50, "floor": 10}, "完成率 × 分值，最高50分，最低10分"),
    "steps": ({"steps": [[100, 100], [80, 75]]}, "完成100%得分值的100%；完成80%得分值的75%；不足80%不得分"),
    "bonus": ({"per": 10, "points": "0.5", "cap": 10}, "每超额10%加0.5分，最多10分"),
    "deduct": ({"points": 1, "cap": 12}, "每满1扣1分，最多扣12分"),
    "veto": ({}, "超过0则总分为0"),
    "minmax": ({}, "同类单位中最好的得满分，最差的得60%，其余按差距折算"),
    "allornothing": (
        {"bonus_per": 10, "bonus_points": "0.5"},
        "完成得满分，未完成不得分；每超额10%加0.5分",
    ),
    "symmetric": ({"per": 10, "points": "0.2"}, "完成得满分，每超欠10%加减0.2分"),
    "rank": ({"points": [10, 8]}, "同类单位中第1位10分、第2位8分，其后不得分"),
    "stretch": (
        {"points": 2, "linear": True},
        "达到确保目标得满分，未达到按比例得分；达到争取目标加2分，两者之间按比例加",
    ),
    "earn": ({"points": 2, "cap": 6, "beyond": "target"}, "超任务部分每满1加2分，最多6分"),
    "pipeline": (
        {
            "parts": [
                {"indicator": "签约", "share": 40},
                {"indicator": "开工", "share": 60, "cap_percent": 120},
            ]
        },
        "（签约完成率 × 40% ＋ 开工完成率 × 60%，最高按120%计）× 分值，最高按100%计；缺数部分不得分",
    ),
    "quarterly": (
        {"weights": [15, 25, 25, 35]},
        "四个季度依次占15%、25%、25%、35%，每季完成率 = 季末累计 ÷ 时序目标（年度目标的25%、50%、75%、"
        "100%），最高按100%计；缺数部分的权重分给其余",
    ),
    "composed": (
        {"parts": [{"sheet": "park", "share": 70}, {"sheet": "township", "share": 30, "classes": ["一类"]}]},
        "(park得分 × 70% ＋ 一类得分 × 30%) ÷ 100 × 分值，最高按100%计；缺数部分不得分",
    ),
    "faults": (
        {"parts": [{"indicator": "超时限未开工", "points": "0.1"}]},
        "从分值里扣（超时限未开工每满1计0.1分），扣完为止",
    ),
    "tally": (
        {
            "parts": [
                {"indicator": "重点企业", "points": "0.2", "cap": 1},
                {"indicator": "现场签约", "points": "0.1"},
            ],
            "cap": "0.5",
        },
        "重点企业每满1计0.2分（最多1分）、现场签约每满1计0.1分，合计最多0.5分",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_told_in_a_sentence(rule: str) -> None:
    given, said = GIVEN[rule]
    assert told(item(rule, **given)) == said
