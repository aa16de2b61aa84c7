"""Opening a review: which records, by what they are scored, who sits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.numbers import plain
from luoshi.ledgers import queries as ledgers
from luoshi.reviews import gathering, queries, sampling
from luoshi.reviews.models import Panel, Subject
from luoshi.reviews.policy import ANY_FIELD, EXPERT, PURPOSES
from luoshi.reviews.scoring import Criterion, check_criteria


@dataclass(frozen=True)
class NewPanel:
    """A review to be opened: which records, by what they are scored, who sits and how much is read.

    `seats` are (field, how many), an empty field is any; `each` experts for an application, 0 for all who
    sit; `most` and `least` for an expert to read; `fewest` final scores that an application must have;
    `budget` in 分; `line` the points below which nothing is proposed; `skip` whether smaller ones after one
    that does not fit are still proposed.
    """

    title: str
    ledger: str
    records: tuple[int, ...]
    criteria: tuple[Criterion, ...]
    seats: tuple[tuple[str, int], ...]
    purpose: str = "project"
    above: int | None = None
    blind: bool = False
    of_employer: int = 1
    each: int = 0
    most: int = 12
    least: int = 0
    fewest: int = 3
    trim: int = 1
    trim_from: int = 5
    budget: int = 0
    line: Decimal = Decimal(60)
    skip: bool = False
    why: str = ""
    """Why the records are reviewed again, when a panel has them already."""


@action
def open_panel(actor: Actor, unit: str, new: NewPanel) -> Panel:
    """Open a review of records that the actor may read. Records under review by another panel that is not
    closed are refused; reviewed before, they need a reason."""
    if unit not in queries.may_open(actor):
        raise Refused("您不能以该单位名义组织评审", hint="由评审秘书组织")
    check_criteria(new.criteria)
    _check(new)
    rows = _records(actor, new)
    made = Panel.objects.create(
        unit=unit, title=new.title.strip(), purpose=new.purpose, ledger=new.ledger, above=new.above,
        blind=new.blind, plan=_plan(new), made_by=actor.person, made_at=actor.now(),
    )  # fmt: skip
    Subject.objects.bulk_create(
        Subject(panel=made, record=number, domain=row.get("domain") or "", asked=_asked(row))
        for number, row in rows.items()
    )
    said = {"title": made.title, "ledger": new.ledger, "records": sorted(rows), "plan": made.plan}
    append(actor, queries.subject_of(made), "open", said, why=new.why)
    return made


def _check(new: NewPanel) -> None:
    problems = []
    if not new.title.strip():
        problems.append(Problem("没有名称", "如：2026年科技计划项目评审", field="名称"))
    if new.purpose not in PURPOSES:
        problems.append(Problem(f"没有用途“{new.purpose}”", "、".join(PURPOSES), field="用途"))
    if not new.records:
        problems.append(Problem("没有要评的记录", "选择通过形式审查的申报书", field="评审对象"))
    seats = sum(count for _field, count in new.seats)
    if seats < sampling.LEAST or seats % 2 == 0:
        problems.append(Problem(f"评审专家 {seats} 人", f"{sampling.LEAST} 人以上的单数", field="席位"))
    if not 1 <= new.fewest <= (new.each or seats):
        problems.append(Problem(f"最少 {new.fewest} 份评分", f"1 至 {new.each or seats}", field="最少评分"))
    if problems:
        raise InputError(problems=problems)


def _records(actor: Actor, new: NewPanel) -> dict[int, gathering.Row]:
    seen = ledgers.visible(actor, new.ledger).filter(id__in=new.records).order_by("id")
    rows: dict[int, gathering.Row] = {row["id"]: row for row in seen.values()}
    missing = [str(one) for one in new.records if one not in rows]
    if missing:
        raise InputError(f"没有这些记录：{'、'.join(missing)}", hint="它们可能属于其他单位，或已撤回")
    before = Subject.objects.filter(panel__ledger=new.ledger, panel__purpose=new.purpose, record__in=rows)
    if before.exclude(panel__phase="closed").exists():
        raise InputError("其中有记录正在另一次评审中", hint="先办结那次评审")
    if before.exists() and not new.why.strip():
        raise InputError(problems=[Problem("这些记录已经评审过", "写明为什么再评", field="理由")])
    return rows


def _plan(new: NewPanel) -> dict[str, Any]:
    criteria = [
        {**asdict(one), "weight": plain(one.weight), "top": plain(one.top)} for one in new.criteria
    ]  # fmt: skip
    return {
        "criteria": criteria, "seats": [[field, count] for field, count in new.seats],
        "of_employer": new.of_employer, "each": new.each, "most": new.most, "least": new.least,
        "fewest": new.fewest, "trim": new.trim, "trim_from": new.trim_from, "budget": new.budget,
        "line": plain(new.line), "skip": new.skip,
    }  # fmt: skip


def _asked(row: gathering.Row) -> int:
    return int(row.get("asked") or row.get("funds") or 0)


def criteria_of(text: str) -> tuple[Criterion, ...]:
    """Criteria as they are typed, one a line: name, weight, and if wanted the top and a guide."""
    made = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        name, *rest = line.split(maxsplit=3)
        try:
            weight, top = Decimal(rest[0]), Decimal(rest[1]) if len(rest) > 1 else Decimal(100)
        except (IndexError, InvalidOperation):
            raise _unread("评分标准", number, "写作：创新性 30") from None
        made.append(Criterion(f"c{number}", name, weight, top, rest[2] if len(rest) > 2 else ""))
    return tuple(made)


def seats_of(text: str) -> tuple[tuple[str, int], ...]:
    """Seats as they are typed, one field a line with how many."""
    fields = ledgers.ledger(EXPERT).fields["domain"].choices
    keys = {label.zh: key for key, label in fields.items()} | {ANY_FIELD: ""}
    made = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        name, _gap, count = line.strip().rpartition(" ")
        if name.strip() not in keys or not count.isdecimal():
            raise _unread("席位", number, f"写作：食品加工 3；领域有 {'、'.join(keys)}")
        made.append((keys[name.strip()], int(count)))
    return tuple(made)


def _unread(field: str, number: int, right: str) -> InputError:
    return InputError(problems=[Problem(f"第 {number} 行读不懂", right, field=field)])
