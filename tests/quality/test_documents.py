"""Documents under control: each version approved by another than who wrote it, looked at every year until it
is superseded; risks, suppliers and equipment looked at again in their turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from luoshi.kernel.actor import Holding
from luoshi.kernel.errors import Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions, followups, queries
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.periods import queries as periods
from tests.people import COUNTY, SYSTEM, TOWN
from tests.quality.test_course import BOSS, GUO, MARCH, QIAN, at, now, quality

__all__ = ["quality"]
pytestmark = pytest.mark.django_db
NEXT = date(2027, 3, 18)


def version(document: Record, edition: str) -> Record:
    """Written by 钱质 with its text."""
    made = actions.create(
        QIAN, "quality.document_version", COUNTY, {"document": document.ref.id, "edition": edition}
    )
    actions.attach(QIAN, made.ref, "text", f"{edition}.txt", edition.encode())
    return made


def put_in_force(made: Record, day: date) -> None:
    said = {"approved_by": "赵总", "effective_on": day}
    actions.edit(at(QIAN, day), made.ref, said, version=now(made).version)
    actions.move(at(BOSS, day), made.ref, "approved")
    actions.move(at(QIAN, day), made.ref, "effective")


def figure(key: str, day: date) -> Decimal:
    (one,) = periods.figures(
        at(BOSS, day), Period.parse(f"{day:%Y-%m}"), unit=COUNTY, indicator=f"quality.{key}"
    )
    return Decimal(one["ytd"])


def test_a_version_is_approved_by_another_reviewed_every_year_and_superseded(quality: dict[str, int]) -> None:
    del quality
    above = actions.create(QIAN, "quality.document", COUNTY, {"number": "QP-07", "name": "不合格品控制"})
    first = version(above, "A/0")
    with pytest.raises(Refused, match="要由另一个人办理"):
        actions.move(QIAN, first.ref, "approved")
    with pytest.raises(Blocked, match="“批准人”未填"):
        actions.move(BOSS, first.ref, "approved")
    put_in_force(first, MARCH)
    clerk = replace(GUO, holdings=(Holding("reporter", COUNTY),))
    with pytest.raises(Refused, match="“文件版本”在“生效”阶段不能修改"):
        actions.edit(clerk, first.ref, {"changes": "改一处"}, version=now(first).version)
    followups.write(at(SYSTEM, date(2027, 2, 18)))
    (look,) = queries.children(SYSTEM, first.ref)["quality.document_review"]
    assert (look.values["due_on"], look.values["number"]) == (NEXT, 1)
    said = {"outcome": "change", "found": "增加退货一节"}
    actions.edit(at(QIAN, NEXT), look.ref, said, version=look.version)
    actions.move(at(QIAN, NEXT), look.ref, "done")
    second = version(above, "A/1")
    put_in_force(second, NEXT)
    actions.edit(at(QIAN, NEXT), first.ref, {"superseded_on": NEXT}, version=now(first).version)
    actions.move(at(QIAN, NEXT), first.ref, "superseded")
    assert figure("documents_in_force", NEXT) == 1
    assert figure("documents_reviewed", NEXT) == 1
    followups.write(at(SYSTEM, date(2028, 2, 18)))
    assert len(queries.children(SYSTEM, first.ref)["quality.document_review"]) == 1, "superseded: not again"
    assert len(queries.children(SYSTEM, second.ref)["quality.document_review"]) == 1


def test_a_risk_is_treated_looked_at_twice_a_year_and_closed_by_the_manager(quality: dict[str, int]) -> None:
    del quality
    said = {"name": "停电", "kind": "risk", "found_on": MARCH, "likelihood": 4, "severity": 4}
    risk = actions.create(GUO, "quality.risk", TOWN, said)
    assert figure("risks_high", MARCH) == 1
    with pytest.raises(Blocked, match="“应对措施”未填"):
        actions.move(GUO, risk.ref, "treated")
    actions.edit(GUO, risk.ref, {"treatment": "备用电源", "outcome": "一年没有停产"}, version=risk.version)
    actions.move(GUO, risk.ref, "treated")
    followups.write(at(SYSTEM, date(2026, 8, 18)))
    (look,) = queries.children(SYSTEM, risk.ref)["quality.risk_look"]
    assert look.values["due_on"] == date(2026, 9, 18)
    with pytest.raises(Refused, match="由质量管理员办理"):
        actions.move(GUO, risk.ref, "closed")
    actions.move(QIAN, risk.ref, "closed")
    assert figure("risks_high", MARCH) == 0
