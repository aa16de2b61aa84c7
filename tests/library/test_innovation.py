"""The ledgers of the pack `innovation` hold what a city's science office keeps: stages, requirements, later
looks, and ratios as their label says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from luoshi.figures import compute
from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers import actions, followups, queries
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.ledgers.warnings import checked
from luoshi.packs import library
from tests.adopted import adopt
from tests.people import CHEN, SYSTEM, TOWN

STAGES = {
    "science_project": "推荐上报 批复立项 签订任务书 实施 验收 绩效跟踪 终止", "centre": "认定 撤销",
    "platform_review": "待评估 已自评 已评估", "platform_bid": "已申报 获认定 未获认定",
    "enterprise": "有效 失效",
    "result": "研究 中试 产业化 终止转化", "result_output": "待报 已报", "award": "", "patent": "",
    "talent": "在岗 聘期考核合格 离开", "talent_service": "承诺 已兑现 本人放弃",
    "key_project": "实施 完成 终止", "key_technology": "张榜 揭榜攻关 攻克 撤榜",
    "rd_spending": "待统计 已公布", "ip_case": "立案 结案",
}  # fmt: skip


@pytest.mark.parametrize("key", STAGES)
def test_a_ledger_has_the_stages_that_offices_know(key: str) -> None:
    spec = library.shipped()["innovation"].ledgers[key]
    assert " ".join(str(one.label) for one in spec.stages) == STAGES[key]


def choices(key: str, field: str) -> list[str]:
    return [str(one) for one in library.shipped()["innovation"].ledgers[key].fields[field].choices.values()]


def test_projects_and_platforms_are_of_three_levels_and_platforms_of_four_kinds() -> None:
    assert choices("science_project", "level") == ["国家级", "省级", "市级"]
    assert choices("centre", "level") == ["国家级", "省级", "市级"]
    assert choices("centre", "kind") == ["工程技术研究中心", "重点实验室", "院士专家工作站", "科技企业孵化器"]
    assert choices("patent", "kind") == ["发明", "实用新型", "外观设计"]
    assert choices("rd_spending", "source")[0] == "统计部门公布"


@pytest.fixture
def kept(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path
    adopt("investment", "innovation")


RIGHT_CENTRE = {
    "name": "薯类加工中心", "kind": "centre", "level": "municipal", "approved_on": date(2025, 3, 2),
    "area": 500, "staff": 10, "rd_funds": 90, "revenue": 3000, "equipment": 200, "rights": 1,
}  # fmt: skip


def said(key: str, values: dict[str, Any]) -> list[str]:
    """What the checks say of a record as it is typed."""
    return [str(one.say) for one in checked(actions.create(CHEN, f"innovation.{key}", TOWN, values))]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, []), ({"area": 499}, ["场地不足500平方米"]), ({"staff": 9}, ["专职研发人员不足10人"]),
        ({"rd_funds": 89}, ["研发投入不到收入的3%，也不到300万元"]),
        ({"rd_funds": 300, "revenue": 90_000}, []),  # under 3 %, but 300万元
        ({"revenue": 1999}, ["上年主营业务收入不足2000万元"]),
        ({"equipment": 199, "rights": 0}, ["仪器设备原值不足200万元", "没有知识产权"]),
        ({"kind": "incubator", "area": 100, "staff": 1}, []),  # these are asked of centres
    ],
)  # fmt: skip
def test_a_centre_below_its_requirements_is_said_and_kept(
    kept: None, typed: dict[str, Any], told: list[str]
) -> None:
    assert said("centre", RIGHT_CENTRE | typed) == told


RIGHT_FIRM = {
    "firm": "丰禾食品有限公司", "certificate": "GR1", "certified_on": date(2025, 11, 6),
    "expires_on": date(2028, 11, 6), "first": True, "staff": 100, "science_staff": 10, "sales": 5000,
    "sales_three": 12_000, "rd_three": 600, "rd_home": 360, "income": 6000, "high_tech_income": 3600,
    "score": "70.1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, []), ({"science_staff": 9}, ["科技人员不足职工总数的10%"]),
        ({"rd_three": 599}, ["研发费用不足销售收入的5%"]),
        ({"sales": 5001, "rd_three": 480}, []),
        ({"sales": 5001, "rd_three": 479}, ["研发费用不足销售收入的4%"]),
        ({"sales": 20_000, "rd_three": 479}, ["研发费用不足销售收入的4%"]),
        ({"sales": 20_001, "rd_three": 360, "rd_home": 300}, []),
        ({"sales": 20_001, "rd_three": 359, "rd_home": 300}, ["研发费用不足销售收入的3%"]),
        ({"rd_home": 359}, ["境内研发费用不足60%"]),
        ({"high_tech_income": 3599}, ["高新技术产品收入不足总收入的60%"]),
        ({"score": 70}, ["创新能力评分没有超过70分"]),
        ({"expires_on": date(2025, 11, 6)}, ["有效期至早于认定"]),
        ({"expires_on": date(2028, 11, 5)}, []),
        ({"expires_on": date(2028, 11, 7)}, ["证书有效期超过三年"]),
        ({"expires_on": date(2035, 11, 6)}, ["证书有效期超过三年"]),
        ({"expires_on": date(2027, 11, 6)}, ["证书有效期不足三年"]),
    ],
)  # fmt: skip
def test_a_high_tech_firm_is_held_against_what_its_certificate_asks(
    kept: None, typed: dict[str, Any], told: list[str]
) -> None:
    assert said("enterprise", RIGHT_FIRM | typed) == told


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


def reviews(centre: Record) -> list[str]:
    return [str(one.values["due_on"]) for one in queries.beneath("innovation.platform_review", centre.ref.id)]


def test_a_platform_is_reviewed_every_year_until_it_is_withdrawn(kept: None) -> None:
    centre = actions.create(on("2026-02-01", CHEN), "innovation.centre", TOWN, RIGHT_CENTRE)
    for day in ("2026-02-10", "2026-02-11", "2027-02-10"):
        followups.write(on(day, SYSTEM))
    assert reviews(centre) == ["2026-03-02", "2027-03-02"]
    later = on("2027-06-01", CHEN)
    with pytest.raises(Blocked, match="“撤销原因”未填"):
        actions.move(later, centre.ref, "revoked")
    gone = {"withdrawn_on": date(2027, 6, 1), "withdrawn_why": "年度评估不合格，整改没有到位。"}
    actions.edit(later, centre.ref, gone, version=centre.version)
    assert actions.move(later, centre.ref, "revoked").stage == "revoked"
    followups.write(on("2028-02-10", SYSTEM))
    assert reviews(centre) == ["2026-03-02", "2027-03-02"]


def test_a_result_jumps_only_with_the_proof_of_each_jump(kept: None) -> None:
    values = {"name": "薯渣饲料", "domain": "agri", "owner": "农科所", "registered_on": date(2026, 1, 10)}
    made = actions.create(CHEN, "innovation.result", TOWN, values)
    with pytest.raises(Blocked, match="“中试完成日期”未填"):
        actions.move(CHEN, made.ref, "pilot")
    pilot = {"pilot_on": date(2026, 2, 1), "pilot_at": "中试基地"}
    actions.edit(CHEN, made.ref, pilot, version=made.version)
    with pytest.raises(Blocked, match="缺佐证“中试报告”"):
        actions.move(CHEN, made.ref, "pilot")
    actions.attach(CHEN, made.ref, "pilot", "报告.txt", b"pilot")
    assert actions.move(CHEN, made.ref, "pilot").stage == "pilot"


def test_a_service_promised_to_a_talent_is_kept_only_with_its_proof(kept: None) -> None:
    person = {"name": "高工", "kind": "person", "people": 1, "host": "丰禾", "arrived_on": date(2026, 1, 5)}
    talent = actions.create(CHEN, "innovation.talent", TOWN, person)
    promise = {
        "talent": talent.ref.id,
        "kind": "school",
        "content": "子女入学",
        "promised_on": date(2026, 1, 5),
    }
    made = actions.create(CHEN, "innovation.talent_service", TOWN, promise)
    assert made.row["due_on"] is not None, "a promise without a day has thirty working days"
    kept_ = {"kept_on": date(2026, 3, 1), "how": "已经入学。"}
    made = actions.edit(CHEN, made.ref, kept_, version=made.version)
    with pytest.raises(Blocked, match="缺佐证“兑现凭证”"):
        actions.move(CHEN, made.ref, "kept")
    actions.attach(CHEN, made.ref, "proof", "凭证.txt", b"proof")
    assert actions.move(CHEN, made.ref, "kept").stage == "kept"


def test_patents_for_a_hundred_million_of_gdp_are_divided_as_their_unit_says() -> None:
    """By hand: 3 patents over 1.5 亿元 are 2; over a GDP that nobody entered there is no value."""
    catalogue = Catalogue.of(library.shipped())
    for key, part in (("patents_per_gdp", "patents_granted"), ("inventions_per_gdp", "inventions_filed")):
        indicator = catalogue.indicator(f"innovation.{key}")
        known: dict[tuple[str, str], Any] = {
            (f"innovation.{part}", "C"): Fraction(3), ("innovation.gdp", "C"): Fraction(3, 2),
            (f"innovation.{part}", "D"): Fraction(3),
        }  # fmt: skip
        found = compute.derived(indicator, catalogue, known, {"C": None, "D": None}, {})
        assert found == {(f"innovation.{key}", "C"): Fraction(2), (f"innovation.{key}", "D"): None}
