"""管理评审输入 (ISO 9001, 9.3.2): what a management review looks at, computed from the records and figures of
its period, as Word and as a page; kept as the review's evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.template.loader import render_to_string

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.language import speaking
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions, queries
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import Ledger
from luoshi.periods import queries as periods
from luoshi.reports import official, record_form
from luoshi.reports.context import numeral
from luoshi.units import queries as units

PACK = "quality"
REVIEW = f"{PACK}.management_review"
GOALS = ("目标", "单位", "本年累计", "目标值", "完成率")


@dataclass(frozen=True)
class Item:
    """A heading of 9.3.2: the records of a ledger dated in the period, with `left` also those of before that
    are not ended, in these fields."""

    title: str
    ledger: str
    fields: tuple[str, ...]
    left: bool = False


ITEMS = (
    Item("以往管理评审决定的落实", "review_decision", ("what", "decided_on", "due_on", "done"), left=True),
    Item("顾客投诉和反馈", "complaint", ("number", "what", "received_on", "satisfied")),
    Item("过程绩效", "process_result", ("process", "measure", "measured_on", "wanted", "value", "met")),
    Item(
        "不合格和纠正措施", "nonconformity", ("number", "what", "source", "found_on", "reopened"), left=True
    ),
    Item("监视和测量：设备校准", "calibration", ("equipment", "due_on", "calibrated_on", "result")),
    Item("内部审核", "audit", ("number", "name", "planned_on", "conclusion")),
    Item("审核发现", "finding", ("number", "what", "grade", "found_on"), left=True),
    Item("外部供方的绩效", "supplier_review", ("supplier", "reviewed_on", "quality", "delivery", "grade")),
    Item("应对风险和机遇的措施", "risk", ("name", "kind", "likelihood", "severity", "treatment"), left=True),
    Item("培训和资源", "training", ("topic", "held_on", "planned", "came", "passed")),
)
"""In the order of the standard; the objectives come after the complaints."""


@dataclass(frozen=True)
class Section:
    """A part of the paper: a sentence, and a table that may be empty."""

    title: str
    sentence: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Paper:
    """The whole input: of which review and unit, from which day to which, seen on which."""

    title: str
    unit: str
    start: date
    end: date
    seen: date
    sections: tuple[Section, ...]


@speaking("zh")
def content(actor: Actor, number: int) -> Paper:
    """What the actor sees of the period of a review: from the day after the one before it in the same unit,
    or a year, up to its own day or today."""
    review = queries.record(actor, Ref(REVIEW, number))
    end = min(review.values["held_on"], actor.today())
    start = _begins(actor, review)
    made = [_section(actor, review, one, start, end) for one in ITEMS]
    made.insert(2, _goals(actor, review, end))
    name = units.names().get(review.unit, review.unit)
    return Paper(f"{review.title}输入", name, start, end, actor.today(), tuple(made))


def _begins(actor: Actor, review: Record) -> date:
    held: date = review.values["held_on"]
    before = [
        one.values["held_on"]
        for one in queries.rows(actor, REVIEW, filters={"stage": "held", "held_on__max": str(held)})
        if one.unit == review.unit and one.values["held_on"] < held
    ]
    year_before: date = held - relativedelta(years=1)
    return max(before, default=year_before) + timedelta(days=1)


def _section(actor: Actor, review: Record, item: Item, start: date, end: date) -> Section:
    spec = queries.ledger(f"{PACK}.{item.ledger}")
    found = [
        one
        for one in queries.rows(actor, spec.name, filters={"unit": review.unit})
        if _belongs(one, item, start, end) and one.values.get("management_review") != review.ref.id
    ]
    stage = ("阶段",) if spec.stages else ()
    heads = (*(spec.fields[key].label.zh for key in item.fields), *stage)
    return Section(item.title, _sentence(spec, found), heads, tuple(_rows(actor, spec, item, found)))


def _belongs(record: Record, item: Item, start: date, end: date) -> bool:
    if record.day is None or record.day > end:
        return False
    return record.day >= start or (item.left and record.stage not in record.spec.ends)


def _sentence(spec: Ledger, found: Sequence[Record]) -> str:
    """How many there are, and how many at each stage."""
    if not found:
        return f"本期没有“{spec.label.zh}”。"
    at = [(one.label.zh, sum(record.stage == one.key for record in found)) for one in spec.stages]
    told = "，".join(f"{label}{count}条" for label, count in at if count)
    return f"共{len(found)}条{f'：{told}' if told else ''}。"


def _rows(actor: Actor, spec: Ledger, item: Item, found: Sequence[Record]) -> Iterator[tuple[str, ...]]:
    names, people = units.names(), units.person_names()
    titles = {
        key: queries.titles(actor, f"{PACK}.{spec.fields[key].ledger}", [one.values[key] for one in found])
        for key in item.fields
        if spec.fields[key].type == "record" and found
    }
    for one in found:
        cells = [
            titles[key].get(one.values[key], "") if key in titles
            else record_form.words(spec.fields[key], one.values[key], names, people)
            for key in item.fields
        ]  # fmt: skip
        yield (*cells, one.stage_label) if spec.stages else tuple(cells)


def _goals(actor: Actor, review: Record, end: date) -> Section:
    """Every objective of the unit and those below it: the figure of the last month against its target."""
    below, month = units.subtree([review.unit]), Period.month_of(end)
    rows = [
        (one["label"], one["unit_name"], one["ytd"] or "—", one["target"],
         "—" if one["completion"] is None else f"{one['completion']}%")
        for one in periods.of_pack(actor, PACK, month)
        if one["target"] is not None and one["unit"] in below
    ]  # fmt: skip
    told = f"截至{month.label}，共{len(rows)}项。" if rows else "没有给本单位定质量目标。"
    return Section("质量目标的实现程度", told, GOALS, tuple(rows))


def docx(paper: Paper) -> bytes:
    """The paper as Word."""
    document = official.new(paper.title)
    official.body(document, span(paper))
    for place, one in enumerate(paper.sections, start=1):
        official.heading(document, f"{numeral(place)}、{one.title}")
        official.body(document, one.sentence)
        if one.rows:
            official.table(document, one.heads, one.rows, _widths(one), size=9)
    return official.saved(document)


def _widths(one: Section) -> list[int]:
    """Shares of the columns: long texts break, numbers, dates and stages do not."""
    return [
        min(max(map(official.width, column)), 22) + 4 for column in zip(one.heads, *one.rows, strict=True)
    ]


def html(paper: Paper) -> str:
    """The same as a page that stands alone."""
    sections = [(numeral(place), one) for place, one in enumerate(paper.sections, start=1)]
    return render_to_string(
        "reports/review_input.html", {"paper": paper, "span": span(paper), "sections": sections}
    )


def span(paper: Paper) -> str:
    """Whose it is and of which days."""
    days = [official.day(one) for one in (paper.start, paper.end, paper.seen)]
    return f"{paper.unit}，{days[0]}至{days[1]}；按{days[2]}系统里的记录汇总。"


def keep(actor: Actor, number: int) -> Evidence:
    """Freeze the input as it stands now among the review's evidence; refused once it was held."""
    review = queries.record(actor, Ref(REVIEW, number), "report")
    if review.stage != "planned":
        raise Missing("评审已经召开，输入不再改", hint="原来存的在佐证里")
    paper = content(actor, number)
    made: Evidence = actions.attach(actor, review.ref, "input", f"{paper.title}.docx", docx(paper))
    return made
