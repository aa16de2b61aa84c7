"""Each rule by itself, on invented sentences: a clerk can check every line by reading it."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.reading import read, understood

GOALS = "二、今年的目标任务\n"
REVIEW = "一、去年工作回顾\n"


def found(text: str, kind: str) -> list[dict[str, Any]]:
    return [said for said in (one.to_json() for one in read(text)) if said["kind"] == kind]


def numbers(text: str, kind: str) -> list[tuple[str, str | None]]:
    return [(one["value"], one["unit"]) for one in found(text, kind)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年完成税收5.3亿元。", [("5.3", "亿元")]),
        ("全年完成税收六亿元。", [("6", "亿元")]),
        ("全年完成税收一点四亿元。", [("1.4", "亿元")]),
        ("全年完成税收1,250.5万元。", [("1250.5", "万元")]),
        ("全年完成税收¥800万元。", [("800", "万元")]),
        ("贫困发生率下降到百分之十五。", [("15", "%")]),
        ("接待游客三百二十万人次。", [("320", "万人次")]),
        ("新增企业３０家。", [("30", "家")]),
        ("新增企业300余家。", [("300", "家")]),
        ("农机总动力达到1.16亿瓦特。", [("1.16", "亿瓦特")]),
        ("森林覆盖率提高1.5个百分点。", [("1.5", "个百分点")]),
        ("荣获质量奖2个、标准奖3项。", [("2", "个"), ("3", "项")]),
        ("58个重点项目进展顺利。", [("58", "个")]),
        ("电商交易额实现两位数增长。", [("10", "%")]),
        ("旅游收入翻一番。", [("1", "番")]),
    ],
)
def test_a_number_is_read_however_it_is_written(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert numbers(REVIEW + sentence, "figure") == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "全年完成税收×亿元，增长×%。", "引进企业xx家。", "招聘20xx名教师。", "新增床位____张。",
        "讲三点意见。", "突出四个重点，处理好五个关系。", "认真学习第3号文件。", "一是提高认识。",
        "到2025年。", "全面实施“八八战略”。", "这是三大任务之一。",
    ],
)  # fmt: skip
def test_what_is_masked_or_counts_nothing_gives_nothing(sentence: str) -> None:
    assert found(REVIEW + sentence, "figure") == found(GOALS + sentence, "target") == []


@pytest.mark.parametrize(
    ("sentence", "comparator", "value", "top"),
    [
        ("固定资产投资达到80亿元以上。", "ge", "80", None),
        ("固定资产投资不低于80亿元。", "ge", "80", None),
        ("固定资产投资至少80亿元。", "ge", "80", None),
        ("固定资产投资突破80亿元。", "gt", "80", None),
        ("失业率控制在4%以内。", "le", "4", None),
        ("审批时限不超过5个工作日。", "le", "5", None),
        ("地区生产总值增长6%左右。", "about", "6", None),
        ("新增规上企业4家。", "eq", "4", None),
        ("引进龙头企业2—3户。", "range", "2", "3"),
        ("新增停车位500至600个。", "range", "500", "600"),
        ("综合考核进入全市前三名。", "le", "3", None),
        ("营商环境评价进入全省前十。", "le", "10", None),
        ("增速高于全省平均水平2个百分点。", "gt", "2", None),
    ],
)
def test_what_bounds_a_target_is_told(sentence: str, comparator: str, value: str, top: str | None) -> None:
    (target,) = found(GOALS + sentence, "target")
    assert (target["comparator"], target["value"], target["value_max"]) == (comparator, value, top)


def test_a_double_target_gives_both_values_of_one_metric() -> None:
    assured, hoped = found(GOALS + "引进到位资金确保120亿元、争取130亿元。", "target")
    assert (assured["value"], hoped["value"]) == ("120", "130")
    assert assured["metric"] == hoped["metric"] == "引进到位资金"


def test_a_list_that_shares_its_verb_gives_one_target_for_each() -> None:
    assert numbers(GOALS + "新增高新技术企业4家、科技型中小企业20户、众创空间1个。", "target") == [
        ("4", "家"), ("20", "户"), ("1", "个"),
    ]  # fmt: skip


def test_a_bound_that_says_which_ones_is_no_target_of_its_own() -> None:
    (target,) = found("每个乡镇要至少引进1个5000万元以上项目。", "target")
    assert (target["value"], target["unit"], target["owner"]) == ("1", "个", ("每个乡镇",))
    assert target["text"].endswith("1个5000万元以上项目")


def test_where_a_value_comes_from_is_not_the_target() -> None:
    text = GOALS + "审批时限由过去的20个工作日压缩至10个工作日。"
    assert numbers(text, "target") == [("10", "个工作日")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("去年完成投资12亿元。", "figure"),
        ("截至10月底完成投资12亿元。", "figure"),
        ("目前已开工52个项目。", "figure"),
        ("今年要完成投资12亿元。", "target"),
        ("力争完成投资12亿元。", "target"),
        (REVIEW + "完成投资12亿元。", "figure"),
        (GOALS + "完成投资12亿元。", "target"),
        (REVIEW + "(一)全力以赴稳增长。完成投资12亿元。", "figure"),
        (GOALS + "(一)全力以赴稳增长。完成投资12亿元。", "target"),
        (GOALS + "投资在去年基础上翻一番。", "target"),
        ("1.全力以赴拼经济。完成财政收入16.55亿元，增长11.1%。", "figure"),
        ("这一年，我们争取上级资金20亿元。", "figure"),
    ],
)
def test_what_was_and_what_shall_be_are_told_apart(text: str, kind: str) -> None:
    other = {"figure": "target", "target": "figure"}[kind]
    assert found(text, kind)
    assert not found(text, other)


def test_past_and_to_come_are_told_apart_within_a_paragraph() -> None:
    text = "去年全县引进项目32个，到位资金18亿元。今年要引进项目40个，到位资金突破25亿元。"
    assert numbers(text, "figure") == [("32", "个"), ("18", "亿元")]
    assert numbers(text, "target") == [("40", "个"), ("25", "亿元")]


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("完成投资12亿元，同比增长20.3%。", {"kind": "yoy", "value": "+20.3", "unit": "%"}),
        ("完成投资12亿元，环比下降3%。", {"kind": "mom", "value": "-3", "unit": "%"}),
        ("空气优良率92%，比年初提高1.2个百分点。", {"kind": "vs_base", "value": "+1.2", "unit": "个百分点"}),
    ],
)
def test_a_change_belongs_to_the_level_before_it(sentence: str, change: dict[str, str]) -> None:
    (figure,) = found(REVIEW + sentence, "figure")
    assert figure["change"] == change


def test_a_change_belongs_to_the_amount_and_not_to_its_share_of_the_plan() -> None:
    amount, share = found("截至10月底完成税收3.26亿元，占年任务的81.5%，同比减少0.21亿元。", "figure")
    assert amount["change"] == {"kind": "yoy", "value": "-0.21", "unit": "亿元"}
    assert share["change"] is None


def test_a_change_without_a_level_and_a_yearly_mean_are_figures_of_their_own() -> None:
    assert numbers(REVIEW + "财政收入增长5%。", "figure") == [("5", "%")]
    assert numbers("近三年来，完成投资156亿元，年均增长11.2%。", "figure") == [("156", "亿元"), ("11.2", "%")]


@pytest.mark.parametrize(
    ("sentence", "owner"),
    [
        ("县招商局要在6月底前制定招商计划。", ("县招商局",)),
        ("各乡镇、各部门要建立项目台账。", ("各乡镇", "各部门")),
        ("由县督查室牵头，每月通报进展情况。", ("县督查室",)),
        ("财政局、审计局负责组织开展专项检查。", ("财政局", "审计局")),
        ("各乡镇的主要负责同志，要亲自研究制定方案。", ("各乡镇的主要负责同志",)),
    ],
)
def test_whoever_is_named_with_a_duty_owns_the_task(sentence: str, owner: tuple[str, ...]) -> None:
    (task,) = found(sentence, "task")
    assert task["owner"] == owner
    assert task["rule"] == "task-owner"


@pytest.mark.parametrize(
    "sentence",
    [
        "我们要解放思想、更新观念。", "大家要高度重视招商引资工作。", "各级领导要提高认识。",
        "要认真贯彻落实《关于加快发展的意见》要求。", "初步考虑成立一个领导小组。",
        "要为建设美丽家园努力奋斗。",
        "会前作了充分准备，县委办、政府办牵头组成督查组，进行了专项督查。",
    ],
)  # fmt: skip
def test_exhortation_what_is_done_and_what_is_only_considered_are_no_tasks(sentence: str) -> None:
    assert found(sentence, "task") == []


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("要在8月15日前出台实施细则。", "task-deadline"),
        ("要制定《工业项目准入办法》。", "task-deliverable"),
        ("要成立重点项目建设指挥部。", "task-deliverable"),
        ("要办好秋季农产品展销会议。", "task-deliverable"),
    ],
)
def test_a_term_or_a_thing_to_deliver_makes_a_task_without_an_owner(sentence: str, rule: str) -> None:
    (task,) = found(sentence, "task")
    assert (task["rule"], task["owner"]) == (rule, ())


def test_a_bracket_after_an_item_says_whose_its_tasks_are() -> None:
    text = (
        "三、重点任务\n1.抓好乙烯改扩建项目。（牵头单位：市发改委；配合单位：市财政局、市住建局）\n"
        "2.编制并公布权责清单。（市政府办公室牵头，各县区政府按职责分工负责）"
    )
    first, second = found(text, "task")
    assert (first["owner"], first["support"]) == (("市发改委",), ("市财政局", "市住建局"))
    assert (second["owner"], second["support"]) == (("市政府办公室",), ("各县区政府",))


def test_a_line_that_names_the_units_says_whose_the_item_above_is() -> None:
    text = (
        "三、重点任务\n4.启动机场扩建前期工作，年内开工建设。\n责任单位：市发展改革委、市交通运输局\n"
        "5.制定消费促进方案。\n责任单位：市商务局"
    )
    first, second = found(text, "task")
    assert first["owner"] == ("市发展改革委", "市交通运输局")
    assert second["owner"] == ("市商务局",)


def test_units_in_one_line_and_the_term_in_the_next_are_both_given() -> None:
    text = (
        "三、重点任务\n4.启动机场扩建前期工作。\n责任单位：市交通运输局\n完成时限：11月底前\n"
        "5.制定消费促进方案。"
    )
    first, second = found(text, "task")
    assert (first["owner"], first["deadline"]) == (("市交通运输局",), "11月底前")
    assert (second["owner"], second["deadline"]) == ((), None)


def test_each_bracket_hands_out_what_stands_between_it_and_the_one_before() -> None:
    text = "三、重点任务\n制定招商引资方案。（牵头单位：市发改委）制定消费促进方案。（牵头单位：市财政局）"
    assert [one["owner"] for one in found(text, "task")] == [("市发改委",), ("市财政局",)]


def test_the_owner_of_a_sentence_is_carried_over_its_clauses() -> None:
    first, second = found("招商局要在5月底前建立项目库；定期报送进展情况。", "task")
    assert first["owner"] == second["owner"] == ("招商局",)


def test_those_who_support_are_told_from_those_who_lead() -> None:
    (task,) = found("招商局牵头，发改局、工信局配合，4月底前完成项目库编制。", "task")
    assert (task["owner"], task["support"], task["deadline"]) == (
        ("招商局",),
        ("发改局", "工信局"),
        "4月底前",
    )


def test_a_firm_of_which_figures_are_told_owns_nothing() -> None:
    (target,) = found(GOALS + "规模以上工业企业完成产值200亿元。", "target")
    assert target["owner"] == ()


@pytest.mark.parametrize(
    ("sentence", "every"),
    [
        ("实行周调度、月通报、季评比、年考核。", ["week", "month", "quarter", "year"]),
        ("县政府督查室每月通报一次，每季度调度一次。", ["month", "quarter"]),
        ("坚持半年督查、年终考核。", ["half-year", "year"]),
    ],
)
def test_a_rhythm_is_told_by_its_own_word(sentence: str, every: list[str]) -> None:
    assert [one["every"] for one in found(sentence, "cadence")] == every


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("农业局要在3月底前制定方案。", "3月底前"),
        ("农业局要在10日内上报方案。", "10日内"),
        ("农业局年内要建成检测中心。", "年内"),
        ("从2023年第二季度起，农业局要建立通报制度。", None),
        ("农业局要制定扶持办法（扣除2022年专项资金外）。", None),
    ],
)
def test_a_term_is_told_as_it_is_written(sentence: str, deadline: str | None) -> None:
    (task,) = found(sentence, "task")
    assert task["deadline"] == deadline


def test_what_a_person_adds_is_read_as_a_target_or_a_task_wherever_it_stood() -> None:
    target = understood("全县新增规上企业4家", "target")
    assert target is not None
    said = target.to_json()
    assert (said["value"], said["unit"], said["scope"], said["rule"]) == ("4", "家", "全县", "by-hand")
    task = understood("财政局落实配套资金", "task")
    assert task is not None
    assert task.to_json()["owner"] == ("财政局",)
    assert understood("没有写数", "target") is None
