"""Who may do what with a grant: every verb against everybody, in every phase of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from luoshi.grants import contracting, deciding, diligence, ending, noticing, paying, queries, running
from luoshi.grants.deciding import Approval
from luoshi.grants.diligence import Look
from luoshi.grants.ending import Acceptance
from luoshi.grants.noticing import Filing
from luoshi.grants.paying import Payment, Seen
from luoshi.grants.policy import CHANGE, MONEY, PERFORMANCE, PROJECT
from luoshi.grants.running import Wish
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import LuoshiError, Missing, Refused
from luoshi.ledgers import actions
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from tests.calls.conftest import FENGHE
from tests.grants.conftest import BOSS, CASHIER, DECIDED, NOTICE, TERMS, WEAVER, Grants, on, paper
from tests.people import CITY, COUNTY, SYSTEM, morning
from tests.reviews.conftest import LEADER, OFFICER, SECRETARY, WATCH

pytestmark = pytest.mark.django_db

EVERYBODY: Mapping[str, Actor] = {
    "office": OFFICER, "cashier": CASHIER, "leader": LEADER, "watch": WATCH, "secretary": SECRETARY,
    "boss": BOSS, "writer": Actor(95, "宋工", (Holding("applicant", FENGHE),), morning), "other firm": WEAVER,
    "county office": Actor(86, "高原", (Holding("science_office", COUNTY),), morning),
    "county leader": Actor(87, "赵县长", (Holding("leader", COUNTY),), morning),
    "expert": Actor(88, "白露", (Holding("expert", CITY),), morning),
    "farmer": Actor(89, "宋春生", (Holding("farmer", COUNTY),), morning),
    "nobody": Actor(96, "无职", (), morning),
}  # fmt: skip
FIRM = {"boss", "writer"}
Verb = Callable[[Actor, int], object]


def refused(who: Actor, act: Verb, number: int) -> bool:
    """Whether somebody has no right; whatever was done is undone, what else is wrong does not matter."""
    try:
        with transaction.atomic():
            act(who, number)
            raise Undone
    except (Refused, Missing):
        return True
    except (LuoshiError, Undone):
        return False


class Undone(Exception):
    """What a test did is taken back."""


def allowed(act: Verb, number: int, day: str) -> set[str]:
    return {name for name, who in EVERYBODY.items() if not refused(on(day, who), act, number)}


OF_CALL: Mapping[str, tuple[Verb, set[str]]] = {
    "propose": (lambda who, n: deciding.propose(who, n, "方案"), {"office"}),
}
OF_DRAFT: Mapping[str, tuple[Verb, set[str]]] = {
    "put_line": (lambda who, n: deciding.put_line(who, n, 1, Decimal(10), why="调整"), {"office"}),
    "open_notice": (lambda who, n: noticing.open_notice(who, n, "0914-2312345"), {"office"}),
    "discard": (lambda who, n: deciding.discard(who, n, why="重新评审"), {"office"}),
    "read": (
        lambda who, n: queries.decision(who, n),
        {"office", "cashier", "leader", "watch", "secretary"},
    ),
}
OF_NOTICE: Mapping[str, tuple[Verb, set[str]]] = {
    "decide": (
        lambda who, n: deciding.decide(who, n, Approval("1号", "集体研究同意。", "a.pdf", b"a")),
        {"leader"},
    ),
    "read": (lambda who, n: queries.decision(who, n), set(EVERYBODY)),
    "objections": (
        lambda who, n: queries.objections(who, queries.decision(who, n)),
        {"office", "cashier", "leader", "watch"},
    ),
    "object for the firm": (
        lambda who, n: noticing.file_objection(
            who, n, Filing(1, "核心专利属第三方所有。", "经理", "13911112222"), unit=FENGHE
        ),
        {"boss"},
    ),
}


def test_a_decision_is_proposed_changed_and_opened_by_its_office_alone(grants: Grants) -> None:
    for verb, (act, may) in OF_CALL.items():
        assert allowed(act, grants.call, NOTICE) == may, verb
    draft = grants.proposed().ref.id
    for verb, (act, may) in OF_DRAFT.items():
        assert allowed(act, draft, NOTICE) == may, verb


def test_a_notice_is_read_by_all_and_decided_by_a_leader(grants: Grants) -> None:
    found = grants.open().ref.id
    for verb, (act, may) in OF_NOTICE.items():
        assert allowed(act, found, DECIDED if verb == "decide" else NOTICE) == may, verb


OF_PROJECT: Mapping[str, tuple[Verb, set[str]]] = {
    "draw_up": (lambda who, n: contracting.draw_up(who, n, TERMS), {"office"}),
    "sign": (lambda who, n: contracting.sign(who, n, paper()), {"office"}),
    "take_back": (lambda who, n: paying.take_back(who, n, Decimal(1), "缴1", paper()), {"cashier"}),
    "ask": (lambda who, n: running.ask(who, n, Wish("content", "调整研究内容，见函。"), paper()), FIRM),
    "accept": (
        lambda who, n: ending.accept(who, n, Acceptance("passed", Decimal(0), paper())), {"office"}
    ),
    "stop": (lambda who, n: ending.stop(who, n, why="企业停产，无法继续。"), {"leader"}),
    "follow": (lambda who, n: ending.follow(who, n), {"office"}),
    "read": (
        lambda who, n: queries.project(who, n),
        {"office", "cashier", "leader", "watch", "secretary", *FIRM, "county office", "county leader"},
    ),
}  # fmt: skip


PHASES = ("approved", "contract", "running", "stopped", "accepted", "followed up")


@pytest.mark.parametrize("phase", PHASES)
def test_a_project_is_handled_by_its_office_its_firm_and_its_cashier_each_for_their_part(
    grants: Grants, phase: str
) -> None:
    found = in_phase(grants, phase)
    for verb, (act, may) in OF_PROJECT.items():
        assert allowed(act, found.ref.id, "2026-05-20") == may, (phase, verb)


def in_phase(grants: Grants, phase: str) -> Record:
    if phase == "approved":
        return next(one for one in grants.decided() if one.unit == FENGHE)
    found = grants.signed()
    if phase in ("running", "stopped"):
        one = queries.instalments(found)[0]
        paying.release(on("2026-05-12", OFFICER), one.ref.id, basis="齐全")
        paying.pay(on("2026-05-12", CASHIER), one.ref.id, Payment(date(2026, 5, 12), "国库1", paper("凭")))
    if phase == "stopped":
        ending.stop(on("2026-05-15", LEADER), found.ref.id, why="企业停产，无法继续。")
    if phase in ("accepted", "followed up"):  # as it would be then: what leads there is tried elsewhere
        stage = phase.replace(" ", "_")
        days = {"stage_running": date(2026, 5, 12), "stage_accepted": date(2026, 5, 18)}
        ledgers.table(PROJECT).objects.filter(id=found.ref.id).update(stage=stage, **days)
    return queries.project(SYSTEM, found.ref.id)


OF_PARTS: Mapping[str, tuple[str, Verb, set[str]]] = {
    "report": ("goal", lambda who, n: running.report(who, n, "中试线建成并运行。", paper()), FIRM),
    "check": ("goal", lambda who, n: running.check(who, n, "passed", opinion="核查属实。"), {"office"}),
    "release": ("part", lambda who, n: paying.release(who, n, basis="齐全"), {"office"}),
    "pay": (
        "part", lambda who, n: paying.pay(who, n, Payment(date(2026, 5, 20), "国库1", paper())), {"cashier"}
    ),
    "cancel": ("part", lambda who, n: paying.cancel(who, n, why="不再需要"), {"office"}),
    "raise money": (
        "source",
        lambda who, n: contracting.raise_money(who, n, Decimal(5), date(2026, 5, 19), paper()), {"office"},
    ),
    "decide a change": ("change", lambda who, n: running.decide_change(who, n, True), {"office"}),
    "report performance": (
        "performance", lambda who, n: ending.report_performance(who, n, NUMBERS, paper()), FIRM
    ),
    "confirm performance": ("performance", lambda who, n: ending.confirm_performance(who, n), {"office"}),
}  # fmt: skip
NUMBERS = {"sales": Decimal(1), "tax": Decimal(0), "jobs": 1, "patents": 0, "note": "无"}


@pytest.mark.parametrize("phase", PHASES[1:])
def test_parts_of_a_project_are_done_by_whom_they_concern(grants: Grants, phase: str) -> None:
    found = in_phase(grants, phase)
    under = {"project": found.ref.id}
    numbers = {
        "goal": queries.milestones(found)[0].ref.id, "part": queries.instalments(found)[1].ref.id,
        "source": made(MONEY, under | {"kind": "loan", "payer": "农商行", "agreed": 60}),
        "change": made(CHANGE, {**under, "kind": "content", "wants": "调整", "asked_on": date(2026, 5, 18)}),
        "performance": made(PERFORMANCE, under | {"number": 1, "due_on": date(2027, 5, 18)}),
    }  # fmt: skip
    for verb, (what, act, may) in OF_PARTS.items():
        assert allowed(act, numbers[what], "2026-05-20") == may, (phase, verb)


def made(ledger: str, values: Mapping[str, object]) -> int:
    return actions.create(SYSTEM, ledger, FENGHE, values).ref.id


def test_an_objection_is_answered_by_the_office_alone(grants: Grants) -> None:
    found = grants.open().ref.id
    line = queries.lines(queries.decision(SYSTEM, found))[0].ref.id
    said = Filing(line, "核心专利属第三方所有。", "吴明", "13911112222")
    one = noticing.file_objection(on(NOTICE, SYSTEM), found, said).ref.id
    reply = "经核实，专利权属没有争议。"
    assert allowed(lambda who, n: noticing.answer(who, found, n, "rejected", reply), one, NOTICE) == {
        "office"
    }


def test_looks_at_payments_are_taken_by_either_office(grants: Grants) -> None:
    from luoshi.ledgers import followups

    found = in_phase(grants, "running")
    followups.write(on("2026-10-20", SYSTEM))
    (look,) = queries.looks(found)
    seen = Seen(Decimal(10), True, "设备已到位并安装。", paper())
    may = allowed(lambda who, n: paying.look(who, n, seen), look.ref.id, "2026-11-01")
    assert may == {"office", "cashier"}


def test_due_diligence_is_the_offices(grants: Grants) -> None:
    number = int(queries.lines(grants.proposed())[0].values["application"])
    diligence.begin(on(NOTICE, OFFICER), number)
    look = Look("market", 4, "走访三家客户。", paper())
    for verb, act, may in (
        ("score", lambda who, n: diligence.score(who, n, look), {"office"}),
        ("sign", lambda who, n: diligence.sign(who, n, "support", "可以支持，理由充分。"), {"office"}),
        ("read", queries.diligence, {"office", "leader", "watch"}),
    ):
        assert allowed(act, number, NOTICE) == may, verb
