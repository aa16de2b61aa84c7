"""Names left in blind texts are found however they are written, and common words are not taken for names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reviews.names import MASK, Names, brand, certain, find, masked

NAMES = Names(
    organizations=("临溪市丰禾食品有限公司", "云岭药业有限公司", "陇原种业股份有限公司"),
    people=("宋工业", "高明", "欧阳青山"),
    codes=("91611022MA6YX1A10F",),
    phones=("13800000001", "0914-2312345"),
)

LEFT = [
    ("由临溪市丰禾食品有限公司承担", "organization"),
    ("由 丰禾食品 有限公司 承担", "organization"),
    ("丰禾食品的生产线", "organization"),
    ("依托丰禾公司现有厂房", "organization"),
    ("与云岭药业有限公司合作", "organization"),
    ("云岭药业提供原料", "organization"),
    ("陇原种业股份有限公司试验田", "organization"),
    ("陇 原 种 业", "organization"),
    ("项目负责人宋工业，高级工程师", "person"),
    ("项目负责人宋 工 业", "person"),
    ("宋·工业主持", "person"),
    ("项目负责人欧阳青山", "person"),
    ("技术骨干高明、张三", "person"),
    ("FENGHE 牌苹果汁", "organization"),
    ("Feng He brand juice", "organization"),
    ("联系 songgongye@example.cn", "mail"),
    ("统一社会信用代码９１６１１０２２ＭＡ６ＹＸ１Ａ１０Ｆ", "code"),
    ("代码 91611022MA6YX1A10F", "code"),
    ("电话 138-0000-0001", "phone"),
    ("电话 0914-2312345", "phone"),
    ("Song Gongye et al.", "person"),
    ("Gongye Song", "person"),
]
"""Ways in which names of these applicants are left in texts."""

CLEAN = [
    "苹果汁非浓缩还原关键技术，采用超高压灭菌。",
    "食品工业年产值增长，药业和种业发展迅速。",
    "本项目在高海拔地区试验，明显提高产量。",
    "宋代以来的工艺，工业化程度低。",
    "丰收节展示禾本科作物。",
    "试验田位于云雾山岭，适合药用植物。",
    "青山绿水，欧洲阳光充足。",
    "经费预算 138 万元，其中设备 90.5 万元。",
    "标准 GB/T 9704-2012，合同号 2026-0318-001。",
    "phenomenal growth, sonogram, fence here",
    "陇东高原的种植业。",
    "食品有限公司是企业的一种组织形式。",
]
"""Texts with the same characters and words that name none of them."""


@pytest.mark.parametrize(("text", "kind"), LEFT)
def test_a_name_is_found_however_it_is_written(text: str, kind: str) -> None:
    assert kind in {one.kind for one in find(text, NAMES)}, text


@pytest.mark.parametrize("text", CLEAN)
def test_common_words_are_not_taken_for_names(text: str) -> None:
    assert find(text, NAMES) == []


def test_full_names_are_certain_and_short_ones_likely() -> None:
    assert certain(find("丰禾食品", NAMES))
    assert certain(find("欧阳青山", NAMES))
    assert not certain(find("丰禾的厂房", NAMES))
    assert not certain(find("做法高明", NAMES))


@pytest.mark.parametrize(
    ("firm", "short"),
    [
        ("临溪市丰禾食品有限公司", "丰禾"),
        ("陇原种业股份有限公司", "陇原"),
        ("清河县金穗农业科技有限公司", "金穗"),
        ("食品有限公司", "食品"),
        ("青麻纺织有限公司", "青麻"),
    ],
)
def test_a_brand_is_what_is_left_of_a_firms_name(firm: str, short: str) -> None:
    assert brand(firm) == short


def test_what_is_found_is_blotted_out_and_nothing_else() -> None:
    said = masked("由临溪市丰禾食品有限公司的宋 工业承担，产量提高三成。", NAMES)
    assert said == f"由{MASK}的{MASK}承担，产量提高三成。"


@given(st.text(alphabet="丰禾食品公司宋工业高明abc 1390·\n", max_size=60))
def test_a_masked_text_has_no_certain_name_left(text: str) -> None:
    assert not certain(find(masked(text, NAMES), NAMES))


@given(st.text(max_size=80))
def test_any_text_is_searched_without_a_fault(text: str) -> None:
    for one in find(text, NAMES):
        assert 0 <= one.start < one.end <= len(text)
