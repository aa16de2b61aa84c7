"""The year-end sheets that ship, scored over invented figures and worked out by hand."""

from __future__ import annotations

from typing import Any

from luoshi.assessment.measure import Basis, Member, named, sheets_named
from luoshi.assessment.rules import RULES
from luoshi.assessment.scoring import scored
from luoshi.assessment.words import told, told_of_group, told_of_sheet
from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.language import speaking
from luoshi.packs import library
from luoshi.packs.spec import Sheet, full_name
from tests.assessment.sheets import figure

PACKS = library.shipped()
SHEETS = [one for pack in PACKS.values() for one in pack.sheets.values()]


def results(sheet: Sheet, figures: dict[str, Any], **more: Any) -> dict[str, dict[str, Any]]:
    """By unit; figures by the name the sheet uses, of one unit (`甲`) or of several."""
    catalogue = Catalogue.of(PACKS)
    indicators = {
        name: catalogue.indicator(full_name(sheet.pack, name)) for name in named(sheet) if name[0] != "@"
    }
    by_unit = {
        (indicators[name].name, unit): said if isinstance(said, dict) else figure(*said)
        for name, of in figures.items()
        for unit, said in (of if isinstance(of, dict) and "state" not in of else {"甲": of}).items()
    }
    units = sorted({unit for _, unit in by_unit})
    basis = Basis(by_unit, more.pop("counts", {}), indicators, **more)
    return {one["unit"]: one for one in scored(sheet, [Member(one, one, "") for one in units], basis)}


def points(one: dict[str, Any]) -> dict[str, str | None]:
    return {item["key"]: item["points"] for item in one["items"]}


def test_the_sheets_that_ship_use_every_rule_and_say_it_in_both_languages() -> None:
    assert {rule.rule for one in SHEETS for rule in one.items} == set(RULES)
    for one in SHEETS:
        assert one.label.en
        with speaking("en"):
            said = [told_of_sheet(one), *(told(rule) + told_of_group(rule, one) for rule in one.items)]
        assert not [text for text in said if any("\u4e00" <= letter <= "\u9fff" for letter in text)]


def test_a_class_a_township_by_quarters_and_stages() -> None:
    sheet = PACKS["investment"].sheets["township_a"]
    funds = figure(3000, 4000)
    quarters = tuple(
        {("investment.funds_in_place", "甲"): figure(ytd, 4000)} if ytd else {}
        for ytd in (800, 1620, 2800, 3000)
    )
    made = results(
        sheet,
        {
            "funds_in_place": funds, "projects_new": (6, 5), "projects_started": (3, 4),
            "projects_operating": (1, None), "contract_amount": (11000, 10000), "started_rate": (60,),
            "supervision.ladder_points": (1.5,), "supervision.overstated_amount": (250,),
            "funds_falsified": (0,),
        },
        counts={("@missing_reports", "甲"): 1, ("@late_reports", "甲"): 3}, quarters=quarters,
    )["甲"]  # fmt: skip
    # 季度：800÷800、1620÷1800、2800÷2800、3000÷4000 → 15% + 22.5% + 25% + 26.25% = 88.75% × 40
    # 推进：(120% × 30% + 75% × 40%) ÷ 70% = 94.29% × 35；没有投产的目标
    assert points(made) == {
        "funds": "35.5", "stages": "33", "contract": "16.5", "started_rate": "7.5", "more": "0",
        "beyond": "2", "missing": "-1", "late": "-1.5", "ladder": "-1.5", "overstated": "-2", "honesty": "0",
    }  # fmt: skip
    assert made["total"] == "88.5"
    assert made["arithmetic"] == (
        "35.5 + 33 + 16.5 + 7.5 + 0 + 加分（0 + 2 = 2） + 扣分（-1 − 1.5 − 1.5 − 2 = -6） = 88.5"
    )


def test_a_class_b_township_earns_half_for_projects_without_money() -> None:
    sheet = PACKS["investment"].sheets["township_b"]
    made = results(
        sheet,
        {
            "funds_in_place": {"甲": (150, 1000), "乙": (450, 1000)},
            "projects_new": {"甲": (4, 4), "乙": (2, 4)},
            "projects_started": {"甲": (2, 4), "乙": (4, 4)},
        },
    )
    # 平均 300：甲 50%，每欠5%减0.5分，最多减3分
    assert points(made["甲"]) | {} == {
        "funds": "7.5", "signed": "15", "started": "10", "progress": "0", "missing": "0", "late": "0",
        "ladder": None, "honesty": None,
    }  # fmt: skip
    assert points(made["乙"])["progress"] == "6"
    assert [made[one]["total"] for one in "甲乙"] == ["32.5", "63.5"]


def test_a_county_by_base_and_stretch_targets_the_average_and_a_figure_that_is_not_out_yet() -> None:
    sheet = PACKS["innovation"].sheets["county"]
    made = results(
        sheet,
        {
            "high_tech_net": {"甲": figure(100, 50, stretch=100), "乙": figure(40, 50, stretch=100)},
            "high_tech_share": {"甲": (22, 20), "乙": (10, 20)},
            "science_funds": {"甲": figure(6500, 6000, stretch=7000), "乙": figure(3000, 6000, stretch=7000)},
            "science_projects_approved": {"甲": (12, 10), "乙": (5, 10)},
            "inventions_filed": {"甲": (120,), "乙": (80,)},
            "patents_per_gdp": {"甲": (3,), "乙": (2,)},
            "patents_filed": {"甲": (200,), "乙": (100,)},
            "rd_share": {one: figure(None, 3, state="awaiting") for one in "甲乙"},
            "science_budget_share": {"甲": figure(3, None, rank=1), "乙": figure(2, None, rank=2)},
            "talents_introduced": {
                "甲": figure(1500, 1000, stretch=2000),
                "乙": figure(500, 1000, stretch=2000),
            },
            "key_projects": {"甲": (6, 5), "乙": (5, 5)},
            "results_in_production": {"甲": (2, 4), "乙": (4, 4)},
            "awards_provincial": {"甲": (3,), "乙": (0,)},
            "science_projects_national": {"甲": (9,), "乙": (0,)},
            "supervision.ladder_points": {"甲": (0,), "乙": (2,)},
        },
    )
    assert points(made["甲"]) == {
        "high_tech": "18", "high_tech_share": "5.5", "funds": "11", "approved": "12", "inventions": "10",
        "patents_per_gdp": "6", "patents": "8",
        "rd": None, "budget": "8", "talents": "9", "key_projects": "7.2", "transferred": "3",
        "national": "4", "awards": "1.5", "more": "1", "missing": "0", "late": "0", "ladder": "0",
    }  # fmt: skip
    assert points(made["乙"])["high_tech"] == "12"
    # 待统计的12分分给其余88分：97.7 × 100 ÷ 88 = 111.02，加分4 + 1.5 + 1封顶6
    assert made["甲"]["total"] == "117.02"
    assert "不计：研发投入强度" in made["甲"]["arithmetic"]


def test_an_industry_team_is_scored_by_the_townships_that_carry_its_projects() -> None:
    sheet = PACKS["investment"].sheets["team"]
    assert sheets_named(sheet) == {"township_a", "township_b"}
    scores = {
        "township_a": [{"unit": "T", "class": "甲类", "total": "90"}],
        "township_b": [
            {"unit": "U", "class": "乙类", "total": "80"},
            {"unit": "V", "class": "乙类", "total": "60"},
        ],
    }
    made = results(
        sheet,
        {"funds_in_place": (500, 1000), "projects_started": (6,), "projects_operating": (2,),
         "promises_open": (6,)},
        scores=scores,
    )["甲"]  # fmt: skip
    found = points(made)
    assert (found["funds"], found["carriers"], found["large"], found["work"]) == ("25", "12.6", "8", "3")


def test_a_department_by_what_it_closed_and_mended() -> None:
    sheet = PACKS["supervision"].sheets["department"]
    made = results(
        sheet,
        {"tasks_closed_rate": (85,), "findings_open": (2,), "records_overstated": (1,), "records_false": (0,),
         "ladder_points": (3,)},
        counts={("@late_reports", "甲"): 4},
    )["甲"]  # fmt: skip
    assert points(made) == {"closed": "51", "mended": "20", "reports": "13", "ladder": "-3"}
    assert made["total"] == "81"


def test_a_labour_competition_is_ranked_by_its_sheet() -> None:
    sheet = PACKS["union"].sheets["competition"]
    made = results(
        sheet,
        {
            "competition_score": {"甲": (85.25,), "乙": (70,), "丙": (77,)},
            "entries": {"甲": (2,), "乙": (7,), "丙": (1,)},
        },
    )
    # 85.25% × 80；最好的 20 分，最低的 20 × 60%，其间按差距：12 + 8 × 7 ÷ 15.25
    assert points(made["甲"]) == {"score": "68.2", "best": "20", "entries": "2"}
    assert points(made["乙"]) == {"score": "56", "best": "12", "entries": "5"}
    assert {unit: (made[unit]["total"], made[unit]["rank"]) for unit in "甲乙丙"} == {
        "甲": ("90.2", 1), "乙": ("73", 3), "丙": ("78.27", 2),
    }  # fmt: skip
