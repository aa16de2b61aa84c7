"""The city's review of three applications has settled: two are proposed under 60 万元, one is reserve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from luoshi.calls import actions as calls
from luoshi.calls import queries as call_queries
from luoshi.grants import contracting, deciding, noticing, queries, running
from luoshi.grants.contracting import Goal, Part, Terms
from luoshi.grants.deciding import Approval
from luoshi.grants.policy import Paper
from luoshi.kernel.actor import Actor, Holding
from luoshi.ledgers.records import Record
from luoshi.reviews.models import Reading
from tests.calls.conftest import FENGHE, QINGMA, call, innovation  # noqa: F401  # fixtures
from tests.people import CITY, SYSTEM, morning
from tests.reviews.conftest import LEADER, OFFICER, Review, on, published, review  # noqa: F401  # fixtures

AFTER, NOTICE, DECIDED = "2026-04-01", "2026-04-20", "2026-04-28"
"""The call is closed; the notice of five working days opens; and is over (21, 22, 23, 24, 27 April)."""
CASHIER = Actor(85, "钱会计", (Holding("finance_office", CITY),), morning)
BOSS = Actor(90, "经理0", (Holding("firm_manager", FENGHE),), morning)
WEAVER = Actor(91, "经理1", (Holding("firm_manager", QINGMA),), morning)


def paper(text: str = "纸") -> Paper:
    return Paper(f"{text}.pdf", text.encode())


@pytest.fixture
def ranked(review: Review) -> int:  # noqa: F811
    """The call after its review: 90, 85 and 75 points for 30 万元 each, 60 in all."""
    points = {one.ref.id: at for one, at in zip(review.applications, (90, 85, 75), strict=True)}

    def score(one: Reading) -> int:
        return points[one.subject.record]

    number = int(review.applications[0].values["call"])
    review.ranked(score, above=number)
    calls.close(on(AFTER, SYSTEM), number)
    return number


@dataclass
class Grants:
    """What a clerk does one after another."""

    call: int

    def proposed(self) -> Record:
        return deciding.propose(on(NOTICE, OFFICER), self.call, "2026年科技计划项目立项方案")

    def open(self) -> Record:
        return noticing.open_notice(on(NOTICE, OFFICER), self.proposed().ref.id, "0914-2312345")

    def decided(self) -> list[Record]:
        said = Approval("临科〔2026〕15号", "局长办公会研究同意。", "立项.pdf", b"approval")
        return deciding.decide(on(DECIDED, LEADER), self.open().ref.id, said)

    def signed(self) -> Record:
        """丰禾食品's project under contract: 30 万元, 18 upon signature and 12 upon the mid-term check."""
        found = next(one for one in self.decided() if one.unit == FENGHE)
        contracting.draw_up(on(DECIDED, OFFICER), found.ref.id, TERMS)
        return contracting.sign(on(DECIDED, OFFICER), found.ref.id, paper("任务书"))

    @staticmethod
    def reach(project: Record, number: int, day: str) -> Record:
        """A milestone reported and confirmed."""
        one = queries.milestones(project)[number - 1]
        running.report(on(day, BOSS), one.ref.id, "中试线建成，连续运行30天。", paper(f"报告{number}"))
        return running.check(on(day, OFFICER), one.ref.id, "passed", opinion="现场核查属实。")


TERMS = Terms(
    "临科合〔2026〕1号", date(2026, 5, 1), date(2028, 4, 30),
    (Goal("建成中试线", date(2027, 4, 30), midterm=True), Goal("产值2000万元", date(2028, 3, 31))),
    (Part(Decimal(18), date(2026, 5, 10)), Part(Decimal(12), date(2027, 5, 10), upon=1)),
)  # fmt: skip


@pytest.fixture
def grants(ranked: int) -> Grants:
    return Grants(ranked)


def stages(call_number: int) -> dict[str, str]:
    """Unit → the stage of its application."""
    found = call_queries.applications(SYSTEM, call_number)
    return {one.unit: str(one.stage) for one in found}
