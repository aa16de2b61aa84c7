"""The report of an inspection, and the conclusion given to each unit, as Word files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.inspections.queries import plan_of
from luoshi.inspections.results import Feedback, Report, Result
from luoshi.kernel.numbers import NONE_SHOWN, show
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.reports import official

HEADS = ("单位", "核查", "属实", "虚高", "虚假", "属实率", "填报万元", "虚报万元", "虚报率")
FINDINGS = ("记录", "填报万元", "认定", "虚报万元", "单位答复", "处理决定")


def render(report: Report) -> bytes:
    """The whole report: basis, sample and how to repeat it, results per unit, every record not true."""
    value = report.inspection.values
    document = official.new(f"{value['title']}情况的报告")
    official.body(
        document, f"根据{value['basis']}，督查组（{value['team']}）于{_days(report.inspection)}开展督查。"
    )
    official.heading(document, "一、抽样", 1)
    _sample(document, report)
    official.heading(document, "二、核查结果", 1)
    official.body(document, _summary(report.all))
    official.table(document, HEADS, [_row(one) for one in (*report.results, report.all)])
    official.heading(document, "三、查出的问题", 1)
    wrong = [(one, found) for one in report.results for found in _wrong(one)]
    if not wrong:
        official.body(document, "没有认定虚高、虚假的记录。")
    for result in report.results:
        if _wrong(result):
            official.heading(document, result.name, 2)
            _findings(document, _wrong(result))
    official.heading(document, "四、结论", 1)
    official.body(document, str(value["conclusion"] or "督查尚未结束。"))
    return official.saved(document)


def render_unit(feedback: Feedback) -> bytes:
    """What one unit is told: every record of it that was inspected, the decision on each, the conclusion."""
    value, result = feedback.inspection.values, feedback.result
    document = official.new("督查结果反馈书")
    official.body(document, f"{result.name}：", indent=False)
    official.body(
        document, f"{value['title']}于{_days(feedback.inspection)}核查你单位填报的记录，结果反馈如下。"
    )
    official.heading(document, "一、核查结果", 1)
    official.body(document, _summary(result))
    _findings(document, result.checks)
    official.heading(document, "二、整改", 1)
    for number, one in enumerate(_wrong(result), start=1):
        adjusted = one.values["adjustment"] or "待办结"
        official.body(document, f"{number}．{one.values['title']}：台账更正为 {adjusted}。")
    if not _wrong(result):
        official.body(document, "没有需要整改的问题。")
    official.heading(document, "三、结论", 1)
    official.body(document, str(value["conclusion"] or "督查尚未结束，结论另行反馈。"))
    open_until = [one.values["answer_due"] for one in result.checks if one.stage == "told"]
    if open_until:
        official.body(document, f"对结果有异议的，请在{max(open_until)}前通过系统答复，写明理由并附佐证。")
    return official.saved(document)


def _days(found: Record) -> str:
    first, last = found.values["starts_on"], found.values["ends_on"]
    return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"


def _wrong(result: Result) -> list[Record]:
    return [one for one in result.checks if one.values["verdict"] in ("overstated", "fabricated")]


def _summary(result: Result) -> str:
    counts, judged = result.counts(), len(result.judged)
    said = (
        f"共核查{judged}条，其中属实{counts['genuine']}条、虚高{counts['overstated']}条、"
        f"虚假{counts['fabricated']}条，属实率{_percent(result.rate('genuine'))}"
    )
    if not result.amount:
        return f"{said}。"
    much = f"填报金额{show(result.amount, 2)}万元，虚报{show(result.overstated, 2)}万元"
    return f"{said}；{much}，虚报率{_percent(result.overstated_rate)}。"


def _percent(value: Any) -> str:
    return NONE_SHOWN if value is None else f"{value:f}%"


def _row(one: Result) -> list[str]:
    counts = [str(one.count(verdict)) for verdict in ("genuine", "overstated", "fabricated")]
    return [
        one.name, str(len(one.judged)), *counts, _percent(one.rate("genuine")), show(one.amount, 2),
        show(one.overstated, 2), _percent(one.overstated_rate),
    ]  # fmt: skip


def _sample(document: Any, report: Report) -> None:
    plan, known = plan_of(report.inspection), ledgers.ledgers()
    month = Period.parse(plan.period).label
    official.body(
        document,
        f"样本从{month}已公布的结账包中抽取，按单位和金额档分层，由下列摘要唯一决定，任何人可以重抽。",
    )
    official.body(document, f"结账包清单摘要：{report.draw.get('root', '尚未抽样')}", size=10.5)
    official.body(document, f"抽样方案摘要：{plan.digest}", size=10.5)
    official.body(document, f"重抽命令：luoshi draw {plan.period}.zip plan.json", size=10.5)
    rows = [
        [
            str(known[one["ledger"]].label) if one["ledger"] in known else one["ledger"],
            next((result.name for result in report.results if result.unit == one["unit"]), one["unit"]),
            one["band"] or NONE_SHOWN, str(one["size"]), str(one["taken"]),
        ]
        for one in report.draw.get("strata", ())
    ]  # fmt: skip
    if rows:
        official.table(document, ("台账", "单位", "金额档", "记录数", "抽中"), rows)


def _findings(document: Any, found: Sequence[Record]) -> None:
    official.table(document, FINDINGS, [_finding(one) for one in found])


def _finding(one: Record) -> list[str]:
    value = one.values
    said = {key: one.spec.fields[key].choices for key in ("verdict", "unit_answer")}
    word = {key: said[key][value[key]].zh if value[key] else "" for key in said}
    answer = "：".join(filter(None, (word["unit_answer"] or "未答复", value["answer_reason"])))
    amount = NONE_SHOWN if value["amount"] is None else show(value["amount"], 2)
    much = NONE_SHOWN if value["overstated_by"] is None else show(value["overstated_by"], 2)
    verdict = word["verdict"] or "未核查"
    return [str(value["title"]), amount, verdict, much, answer, str(value["decision"] or "待办结")]
