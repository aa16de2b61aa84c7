"""Each rule with an example a clerk can check by hand: one that fires and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.honesty import queries
from luoshi.ledgers import actions, adoption
from luoshi.packs.compile import load
from tests.honesty.conftest import on, project, receipt
from tests.people import LIU, OTHER_TOWN, SYSTEM, TOWN, WANG, ZHOU

Look = Callable[..., list[str]]

# same_file


def test_one_file_on_two_receipts_is_found(found: Look) -> None:
    mine, other = project(), project(LIU, OTHER_TOWN, name="纸箱厂", investor="联达建材有限公司", total=900)
    receipt(mine, files={"bank_slip": b"slip 7788"})
    receipt(other, LIU, amount=120, voucher_no="B", files={"bank_slip": b"slip 7788"})
    (said,) = found(rule="same_file")
    assert "bank_slip.txt" in said


def test_two_files_of_one_name_are_not(found: Look) -> None:
    mine = project()
    receipt(mine, voucher_no="A", files={"bank_slip": b"slip 1"})
    receipt(mine, voucher_no="B", amount=90, files={"bank_slip": b"slip 2"})
    assert found(rule="same_file") == []


def test_a_contract_on_a_project_and_its_receipt_is_one_matter(found: Look) -> None:
    receipt(project(files={"contract": b"contract"}), files={"invoice": b"contract"})
    assert found() == []


def test_a_file_that_was_rejected_may_be_attached_where_it_belongs(found: Look) -> None:
    mine = project()
    wrong = receipt(mine, voucher_no="A", files={"bank_slip": b"slip"})
    actions.reject(ZHOU, wrong.ref, why="不是这一笔的")
    receipt(mine, voucher_no="B", amount=90, files={"bank_slip": b"slip"})
    assert found(rule="same_file") == []


# same_value


@pytest.mark.parametrize("again", ["JZ-0309", "jz0309", "JZ 0309"])
def test_one_voucher_number_however_it_is_spelled_is_found(found: Look, again: str) -> None:
    mine = project()
    receipt(mine, voucher_no="JZ-0309")
    receipt(mine, voucher_no=again, amount=90)
    (said,) = found()
    assert said == f"凭证号 {again} 相同"


def test_the_same_payer_amount_and_day_is_found(found: Look) -> None:
    mine = project()
    receipt(mine, voucher_no="A", payer="丰禾食品有限公司")
    receipt(mine, voucher_no="B", payer="丰禾食品有限公司")
    (said,) = found()
    assert said == "付款单位 丰禾食品有限公司、到位金额 500 万元、到账日期 2026-03-09 相同"


def test_the_same_payer_and_amount_on_another_day_is_not(found: Look) -> None:
    mine = project()
    receipt(mine, voucher_no="A", payer="丰禾食品有限公司")
    receipt(mine, voucher_no="B", payer="丰禾食品有限公司", received_on=date(2026, 3, 10))
    assert found() == []


def test_what_was_withdrawn_is_the_same_as_nothing(found: Look) -> None:
    mine = project()
    first = receipt(mine, voucher_no="A")
    receipt(mine, voucher_no="A", amount=90)
    actions.withdraw(WANG, first.ref, why="重复填报")
    assert found() == []


def test_of_three_each_later_one_stands_beside_the_first(found: Look) -> None:
    mine = project()
    made = [receipt(mine, voucher_no="A", amount=amount) for amount in (500, 90, 80)]
    pairs = [
        [one.ref for one in found.records] for found in queries.suspicions(None, None, date(2026, 3, 31))
    ]
    assert pairs == [[made[1].ref, made[0].ref], [made[2].ref, made[0].ref]]


def test_one_slip_used_twice_is_one_matter_with_all_that_was_found(found: Look) -> None:
    mine = project()
    receipt(mine, voucher_no="A", payer="丰禾食品有限公司", files={"bank_slip": b"slip"})
    receipt(mine, voucher_no="A", payer="丰禾食品有限公司", files={"bank_slip": b"slip"})
    (said,) = found()
    assert said.startswith("凭证号 A 相同；")
    assert "付款单位 丰禾食品有限公司、" in said
    assert "同一个文件" in said


# near_same


def test_a_project_signed_again_under_another_name_by_another_town_is_found(found: Look) -> None:
    project(site="青石镇工业小区", signed_on=date(2025, 3, 2))
    again = {"name": "新建蘋果汁加工厂项目", "investor": "丰禾食品有限责任公司", "site": "青石镇工业小区"}
    project(LIU, OTHER_TOWN, signed_on=date(2026, 2, 20), **again)
    (said,) = found(rule="near_same")
    assert said.startswith("很可能是同一件事：名称实质相同；投资方名称实质相同")
    assert "金额相等" in said


def test_the_same_trade_in_the_same_town_by_another_investor_is_not(found: Look) -> None:
    project(site="青石镇工业小区", signed_on=date(2025, 3, 2))
    project(investor="瑞川农业有限公司", total=1200, site="青石镇工业小区", signed_on=date(2026, 2, 20))
    assert found(rule="near_same") == []


def test_a_second_phase_of_its_own_amount_a_year_later_is_not(found: Look) -> None:
    project(name="苹果汁加工厂一期", site="青石镇工业小区", signed_on=date(2024, 3, 2))
    project(name="苹果汁加工厂二期", total=3200, site="青石镇工业小区", signed_on=date(2026, 2, 20))
    assert found(rule="near_same") == []


def test_one_contract_split_into_two_is_found(found: Look) -> None:
    common = {"site": "青石镇工业小区", "signed_on": date(2026, 2, 20)}
    project(name="苹果汁加工厂", total=9000, **common)
    project(name="苹果汁加工厂一标段", total=4000, **common)
    project(name="苹果汁加工厂二标段", total=5000, **common)
    assert len(found(rule="near_same")) == 3


# over_total


def test_receipts_above_the_whole_investment_are_found(found: Look) -> None:
    mine = project(total=900)
    receipt(mine, voucher_no="A", amount=500)
    receipt(mine, voucher_no="B", amount=410)
    (said,) = found()
    assert said == "到位资金合计 910 万元，超过总投资 900 万元，多 10 万元"


def test_receipts_up_to_the_whole_investment_are_not(found: Look) -> None:
    mine = project(total=900)
    receipt(mine, voucher_no="A", amount=500)
    receipt(mine, voucher_no="B", amount=400)
    assert found() == []


# outside_year


def test_money_of_last_summer_reported_in_march_is_found(found: Look) -> None:
    receipt(project(), received_on=date(2025, 7, 1))
    (said,) = found()
    assert said == "到账日期 2025-07-01 属于 2025 年度，却在 2026-03-18 才填报（2026 年度）"


def test_december_reported_in_january_is_how_december_is_reported(found: Look) -> None:
    receipt(project(), on(WANG, 2026, 1, 8), received_on=date(2025, 12, 30))
    assert found() == []


# stage_without_evidence


def signed(**files: bytes) -> Any:
    made = project(files={"contract": b"contract", **files}, signed_on=date(2026, 2, 10))
    return actions.move(WANG, made.ref, "signed", on=date(2026, 2, 10))


def test_a_signed_project_whose_contract_was_rejected_is_found(found: Look) -> None:
    made = signed()
    actions.reject(ZHOU, made.ref, why="合同没有盖章")
    (said,) = found()
    assert said == "已处于“签约”，却没有有效的佐证“正式合同”（没有上传或已退回）"


def test_a_signed_project_with_a_contract_is_not(found: Look) -> None:
    signed()
    assert found() == []


# long_not_started


def test_a_project_signed_thirteen_months_ago_and_not_started_is_found(found: Look) -> None:
    signed()
    (said,) = found(2027, 3, 31)
    assert said == "签约日期 2026-02-10，至 2027-03-31 已满 13 个月，仍未“开工”（期限 12 个月）"


def test_a_project_signed_just_twelve_months_ago_is_not(found: Look) -> None:
    signed()
    assert found(2027, 2, 10) == []


# last_days


def reported(late: int, early: int) -> None:
    """Facts of June 2025: some typed in June, some only in late December."""
    mine = project(on(WANG, 2025, 1, 10), total=90_000)
    for number in range(late + early):
        when = on(WANG, 2025, 12, 20) if number < late else on(WANG, 2025, 6, 20)
        receipt(
            mine, when, received_on=date(2025, 6, 2 + number), voucher_no=f"JZ-{number}", amount=100 + number
        )


def test_a_year_reported_in_its_last_month_is_found_when_the_year_is_over(found: Look) -> None:
    reported(late=4, early=2)
    (said,) = found(2025, 12, 31)
    assert said == "2025年度的 6 条中有 4 条（66.7%）事后才在最后 31 天或之后填报，超过 50%"
    assert found(2025, 11, 30) == []


def test_half_of_a_year_is_not_more_than_half(found: Look) -> None:
    reported(late=3, early=3)
    assert found(2025, 12, 31) == []


# unit_slip


def test_an_amount_of_yuan_typed_as_ten_thousands_is_found_beside_the_whole(found: Look) -> None:
    receipt(project(total=5000), amount=5_000_000)
    (said,) = found(rule="unit_slip")
    assert said == (
        "到位金额 5,000,000 万元，而上级记录的数是 5,000 万元；÷10,000 为 500 万元，才相称，疑为万、亿误填"
    )


def test_a_total_that_its_own_text_names_in_another_unit_is_found(found: Look) -> None:
    project(content="总投资1.2亿元，建设生产线三条", total="1.2")
    (said,) = found()
    assert said == "建设内容写的是“1.2亿元”，总投资填的是 1.2 万元"


def test_a_total_far_from_all_others_of_the_unit_is_found(found: Look) -> None:
    firms = ("瑞泽", "启元", "恒川", "广源", "新垦", "云帆")
    for place, (name, firm) in enumerate(
        zip(("纸箱", "粉条", "茶叶", "家具", "电缆", "轴承"), firms, strict=True)
    ):
        project(name=f"{name}厂", investor=f"{firm}有限公司", total=1000 + 700 * place)
    project(total="0.4")
    (said,) = found()
    assert "×10,000 为 4,000 万元" in said


def test_a_large_receipt_of_a_large_project_is_not_a_slip(found: Look) -> None:
    receipt(project(content="总投资50亿元", total=500_000), amount=300_000, remark="本次到位30亿元")
    assert found() == []


# recompute


PACK = {
    "pack.yaml": "pack: sums\nversion: 1\nlabel: 合计\n",
    "ledgers/plan.yaml": """
ledger: plan
label: 计划
fields:
  a: {type: money, label: 拨款, unit: 万元}
  b: {type: money, label: 自筹, unit: 万元}
  all: {type: money, label: 合计, unit: 万元}
  done: {type: money, label: 完成, unit: 万元}
  share: {type: percent, label: 完成率, places: 2}
honesty:
  - {key: sum, rule: recompute, label: 合计不符, params: {sum: [a, b], total: all}}
  - {key: share, rule: recompute, label: 完成率不符, params: {percent: share, part: done, whole: all}}
""",
}


@pytest.fixture
def sums(county: None, tmp_path: Path) -> Callable[..., list[str]]:
    for name, text in PACK.items():
        file = tmp_path / "sums" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    pack = load(tmp_path / "sums").pack
    assert pack is not None
    adoption.adopt(SYSTEM, pack)

    def look(**values: Any) -> list[str]:
        actions.create(WANG, "sums.plan", TOWN, values)
        return [one.what for one in queries.suspicions(None, None, date(2026, 3, 31))]

    return look


def test_a_sum_that_is_not_its_parts_is_found(sums: Callable[..., list[str]]) -> None:
    assert sums(a=300, b="200.5", all=500) == [
        "拨款 300 万元 + 自筹 200.5 万元 = 500.5 万元，合计填的是 500 万元"
    ]


def test_a_percentage_that_does_not_recompute_is_found(sums: Callable[..., list[str]]) -> None:
    said = sums(all=260_000, done=314_847, share="121.09")
    assert said == ["完成 314,847 万元 ÷ 合计 260,000 万元 = 121.10%，完成率填的是 121.09%"]


def test_what_recomputes_as_it_is_printed_is_not(sums: Callable[..., list[str]]) -> None:
    assert sums(a=300, b=200, all=500, done=333, share="66.6") == []
    assert sums(all=300, done=200, share="66.7") == []
    assert sums(all=260_000, done=314_847, share="121.10") == []


# all together


def test_a_site_without_the_ledger_of_suspicions_lists_them_all_the_same(
    sums: Callable[..., list[str]],
) -> None:
    from luoshi.honesty.actions import check

    sums(a=300, b=200, all=400)
    assert [one.rule_name for one in check(SYSTEM, None, date(2026, 3, 31))] == ["sums.plan.sum"]
    assert queries.opened(SYSTEM) == []


def test_the_number_of_queries_does_not_grow_with_the_records(ledgers: None) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.suspicions(None, None, date(2026, 3, 31))
        return len(seen)

    mine = project(total=900)
    for number in range(2):
        receipt(mine, voucher_no="A", amount=500 + number, files={"bank_slip": b"slip"})
    few = asked()
    for number in range(12):
        receipt(mine, voucher_no="A", amount=600 + number, files={"bank_slip": b"slip"})
    assert asked() == few
