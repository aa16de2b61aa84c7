"""Sums, shares and increases that a sentence states itself, each worked by hand."""

from __future__ import annotations

import pytest

from luoshi.reading.arithmetic import reckoned


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("规上企业432家，比上年359家增长20.3%。", "increase"),  # 432 / 359 = 1.2033
        ("规上企业432家，上年同期359家，增长20.3%。", "increase"),
        ("去年同期规上企业359家，今年432家，同比增长20.3%。", "increase"),
        ("规上企业由359家增加到432家，增长20.3%。", "increase"),
        ("规上企业432家，比上年增加73家，增长20.3%。", "increase"),  # 73 / 359
        ("规上企业432家，比上年359家增加73家。", "increase"),
        ("用电量8.4亿千瓦时，比上年10.5亿千瓦时下降20%。", "increase"),
        ("甲类54个、乙类103个，共157个。", "sum"),
        ("共40个项目，包括工业25个、农业15个。", "sum"),
        ("去年新增20个，甲类54个、乙类103个，共157个。", "sum"),
        ("甲类54个，乙类103个，合计157个。", "sum"),
        ("共40个，分别为工业25个，农业15个，比上年35个多些。", "sum"),
        ("到位资金1.5亿元，其中工业9000万元、农业6000万元。", "sum"),
        ("新签约项目32个，开工22个，开工率68.75%。", "share"),
        ("新签约项目32个，开工22个，开工率68.8%。", "share"),
        ("受理32件，其中办结22件，占68.8%。", "share"),
        ("办结22件，占受理32件的68.8%。", "share"),
        ("青石镇、柳林乡各3件，共6件。", "each"),
        ("两项之和54+103=157。", "expression"),
        ("开工率为22÷32=68.8%。", "expression"),
    ],
)
def test_what_adds_up_is_said_to(sentence: str, rule: str) -> None:
    assert [(one.rule, one.state) for one in reckoned(sentence)] == [(rule, "adds_up")]


@pytest.mark.parametrize(
    ("sentence", "number", "expected"),
    [
        ("规上企业432家，比上年359家增长20.2%。", "20.2%", "20.3%"),
        ("规上企业432家，比上年增加73家，增长20.4%。", "20.4%", "20.3%"),
        ("规上企业432家，比上年359家增加74家。", "74家", "73家"),
        ("规上企业432家，比上年359家下降20.3%。", "20.3%", "-20.3%"),
        ("甲类54个、乙类103个，共158个。", "158个", "157个"),
        ("共40个项目，包括工业25个、农业14个。", "40个", "39个"),
        ("到位资金1.5亿元，其中工业9000万元、农业6500万元。", "1.5亿元", "1.6亿元"),
        ("新签约项目32个，开工22个，开工率68.9%。", "68.9%", "68.8%"),
        ("办结22件，占受理32件的68.9%。", "68.9%", "68.8%"),
        ("青石镇、柳林乡各3件，共7件。", "7件", "6件"),
        ("两项之和54+103=158。", "158", "157"),
    ],
)
def test_what_does_not_add_up_is_told_with_the_recomputed_value(
    sentence: str, number: str, expected: str
) -> None:
    (found,) = reckoned(sentence)
    assert (found.text, found.state, found.expected) == (number, "does_not_add_up", expected)


@pytest.mark.parametrize(
    "sentence",
    [
        "受理120件，答复110件，按时答复率98.2%。",  # 按时答复 is no part that is told
        "到位资金5300万元，开工项目12个，同比增长20%。",
        "全县432家，柳林乡359家，增长20.3%。",
        "新签约项目32个，到位资金22万元，开工率68.9%。",
    ],
)
def test_numbers_that_words_do_not_tie_are_left_alone(sentence: str) -> None:
    assert reckoned(sentence) == []


def test_parts_that_are_only_among_them_may_be_some_of_all_and_are_only_pointed_at() -> None:
    (found,) = reckoned("共157件，其中青石镇35件、柳林乡20件。")
    assert (found.state, found.expected) == ("unknown", None)
    assert "55件" in found.words


def test_a_text_that_leads_astray_takes_no_longer_than_another() -> None:
    (found,) = reckoned("共9个，包括" + "和和和和和和和和1个" * 400)
    assert (found.expected, found.words) == ("400个", "Σ(400) = 400个")
    assert reckoned("甲和" * 20_000 + "各3件") == []
