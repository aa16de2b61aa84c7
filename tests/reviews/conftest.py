"""Three firms of two counties have been admitted to a call; the city's secretary forms a panel from nine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from luoshi.calls import applying, checking
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.periods.models import Closing
from luoshi.reviews import actions, judging, opening, queries
from luoshi.reviews.models import Panel, Reading
from luoshi.reviews.opening import NewPanel
from luoshi.reviews.scoring import Criterion
from luoshi.units import actions as units
from luoshi.units import queries as people
from tests.calls.conftest import (
    FENGHE,
    QINGMA,
    YES,
    YUNYAO,
    call,  # noqa: F401  # a fixture
    fill,
    innovation,  # noqa: F401  # a fixture
)
from tests.people import ADMIN, CITY, SYSTEM, morning

ROOT = "5e" * 32
CRITERIA = (
    Criterion("new", "创新性", Decimal(40), guide="与现有技术相比新在哪里"),
    Criterion("sound", "可行性", Decimal(35)),
    Criterion("use", "效益", Decimal(25)),
)
NAMES = ("白露", "成安", "丁宁", "方舟", "谷雨", "韩松", "江流", "康宁", "林深")
FIRMS = {FENGHE: "丰禾食品有限公司", QINGMA: "青麻纺织有限公司", YUNYAO: "云岭药业有限公司"}


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


SECRETARY = Actor(81, "秘青", (Holding("review_secretary", CITY),), morning)
WATCH = Actor(82, "严明", (Holding("supervisor", CITY),), morning)
"""The city's supervisor, who watches over draws."""
LEADER = Actor(83, "赵市长", (Holding("leader", CITY),), morning)
OFFICER = Actor(84, "柯静", (Holding("science_office", CITY),), morning)


@pytest.fixture
def published(db: None) -> str:
    """February is closed and its package published: the root of draws."""
    Closing.objects.create(period="2026-02", digest=ROOT, size=1, root="00" * 32, closed_at=morning())
    return ROOT


def _expert(number: int, name: str) -> Actor:
    login = f"expert{number}"
    made = units.add_person(ADMIN, login, name, None)
    units.grant(ADMIN, login, "expert", CITY)
    ledgers.create(
        SYSTEM, "innovation.expert", CITY,
        {
            "person": made.id, "name": name, "employer": f"第{number}研究所", "domain": "food",
            "second": "materials", "phone": f"1390000000{number}",
        },
    )  # fmt: skip
    return on("2026-03-18", people.actor_for(made))


def _admitted(firm: str, name: str, number: int) -> Record:
    manager = Actor(90 + number, f"经理{number}", (Holding("firm_manager", firm),), morning)
    draft = applying.start(manager, number_of_call(), firm, name)
    fill(manager, draft)
    handed = applying.submit(manager, draft.ref.id)
    checking.tick_off(OFFICER, handed.ref.id, YES)
    return checking.admit(OFFICER, handed.ref.id)


def number_of_call() -> int:
    from luoshi.ledgers import queries as records

    return int(next(iter(records.rows(SYSTEM, "innovation.call"))).ref.id)


@dataclass
class Review:
    """The review as its secretary runs it, step by step."""

    applications: list[Record]
    experts: dict[str, Actor]

    def new(self, **more: Any) -> NewPanel:
        said: dict[str, Any] = {
            "title": "2026年市级科技计划项目评审", "ledger": "innovation.application",
            "records": tuple(one.ref.id for one in self.applications), "criteria": CRITERIA,
            "seats": (("food", 5),), "budget": 60 * 10_000 * 100, "blind": True,
        }  # fmt: skip
        return NewPanel(**said | more)

    def opened(self, **more: Any) -> Panel:
        return opening.open_panel(SECRETARY, CITY, self.new(**more))

    def drawn(self, **more: Any) -> Panel:
        found = self.opened(**more)
        actions.freeze(SECRETARY, found.id)
        actions.draw(SECRETARY, found.id)
        return self.now(found)

    def signed(self, **more: Any) -> Panel:
        return actions.sign_off(WATCH, self.drawn(**more).id, score_by=date(2026, 3, 25))

    def scoring(self, **more: Any) -> Panel:
        found = self.signed(**more)
        for who in self.sitting(found):
            judging.declare(who, found.id, none=True, secret=True)
        return actions.begin(SECRETARY, found.id)

    def meeting(self, score: Callable[[Reading], int] = lambda one: 80, **more: Any) -> Panel:
        found = self.scoring(**more)
        for who in self.sitting(found):
            for one in queries.readings(who, found.id):
                judging.hand_in(who, one.id, evenly(score(one)), comment="理由充分")
        return judging.close_scoring(SECRETARY, found.id)

    def ranked(self, score: Callable[[Reading], int] = lambda one: 80, **more: Any) -> Panel:
        found = self.meeting(score, **more)
        present = [one.id for one in found.seats.exclude(state="gone")]
        judging.meet(SECRETARY, found.id, held_on=date(2026, 3, 18), present=present, minutes="逐项评议。")
        judging.rank(SECRETARY, found.id)
        return self.now(found)

    def sitting(self, found: Panel) -> list[Actor]:
        seats = found.seats.exclude(state="gone").order_by("id")
        by_person = {who.person: who for who in self.experts.values()}
        return [by_person[one.person] for one in seats]

    @staticmethod
    def now(found: Panel) -> Panel:
        return Panel.objects.get(id=found.id)


def evenly(points: int) -> dict[str, Decimal]:
    return {one.key: Decimal(points) for one in CRITERIA}


@pytest.fixture
def review(call: Record, published: str) -> Review:  # noqa: F811
    """Ready to be opened."""
    names = ["苹果汁非浓缩还原", "亚麻纤维改性", "黄芪多糖提取"]
    made = [_admitted(firm, name, at) for at, (firm, name) in enumerate(zip(FIRMS, names, strict=True))]
    return Review(made, {name: _expert(at, name) for at, name in enumerate(NAMES)})
