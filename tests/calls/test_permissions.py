"""Who may do what with a call and an application, for every role and every stage: the table is the rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from luoshi.calls import actions, applying, checking, funnel, queries
from luoshi.calls.policy import APPLICATION, CALL, USE
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import LuoshiError, Missing, Refused
from luoshi.ledgers import actions as ledger_actions
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from tests.calls.conftest import BAI, FENGHE, GAO, KE, MENG, SONG
from tests.calls.conftest import CALL as SAID
from tests.people import CITY, COUNTY, NOBODY, OTHER_COUNTY, SYSTEM, TOWN


def holds(role: str, unit: str) -> Actor:
    return Actor(200, role, (Holding(role, unit),), KE.clock)


WHO: dict[str, Actor] = {
    "its manager": MENG, "its applicant": SONG, "another firm": BAI, "the city's office": KE,
    "the county's office": GAO, "another county's office": holds("science_office", OTHER_COUNTY),
    "the secretary": holds("review_secretary", CITY), "finance": holds("finance_office", CITY),
    "the leader": holds("leader", CITY), "the county's leader": holds("leader", COUNTY),
    "the supervisor": holds("supervisor", CITY), "an expert": holds("expert", CITY),
    "a farmer": holds("farmer", TOWN), "a reporter": holds("reporter", COUNTY),
    "an administrator": holds("admin", CITY), "nobody": NOBODY,
}  # fmt: skip

ALL = (
    "draft", "submitted", "returned", "completed", "admitted", "ranked", "proposed", "approved", "refused",
    "declined",
)  # fmt: skip
LATER = ALL[1:]
ADMITTED = ("admitted", "ranked", "proposed", "approved", "declined")
READS: dict[str, tuple[str, ...]] = {
    "its manager": ALL, "its applicant": ALL, "the city's office": LATER, "the county's office": LATER,
    "the secretary": ADMITTED, "finance": ("approved",), "the leader": LATER, "the county's leader": LATER,
    "the supervisor": LATER,
}  # fmt: skip
WRITES: dict[str, tuple[str, ...]] = {
    "its manager": ("draft", "returned"), "its applicant": ("draft", "returned"),
}  # fmt: skip
HANDS_IN: dict[str, tuple[str, ...]] = {"its manager": ("draft",), "its applicant": ("draft",)}
CHECKS: dict[str, tuple[str, ...]] = {"the city's office": ("submitted", "completed")}
RANKS: dict[str, tuple[str, ...]] = {"the city's office": ("admitted",), "the secretary": ("admitted",)}
APPROVES: dict[str, tuple[str, ...]] = {
    "the city's office": ("admitted", "ranked", "proposed"), "the leader": ("admitted", "ranked", "proposed"),
}  # fmt: skip

_DAYS = {
    "submitted": ("submitted",), "returned": ("submitted", "returned"),
    "completed": ("submitted", "returned", "completed"), "admitted": ("submitted", "admitted"),
    "ranked": ("submitted", "admitted", "ranked"), "refused": ("submitted", "refused"),
    "proposed": ("submitted", "admitted", "ranked", "proposed"),
    "approved": ("submitted", "admitted", "ranked", "proposed", "approved"),
    "declined": ("submitted", "admitted", "declined"),
}  # fmt: skip


def at_stage(found: Record, stage: str) -> Record:
    """The same application as it would be at a stage."""
    row: dict[str, Any] = {f"stage_{one}": None for one in LATER}
    row |= {f"stage_{one}": date(2026, 3, 18) for one in _DAYS.get(stage, ())}
    row |= {"stage": stage, "complete_by": date(2026, 4, 3), "complete": None}
    ledgers.table(APPLICATION).objects.filter(id=found.ref.id).update(**row)
    return ledgers.record(SYSTEM, found.ref)


def may(act: Callable[[], object]) -> bool:
    """Whether an act is allowed; one that only lacks something is."""
    try:
        act()
    except (Refused, Missing):
        return False
    except LuoshiError as fault:
        return not any(word in str(fault) for word in TOO_LATE)
    return True


TOO_LATE = ("不能修改", "不用再提交", "不在形式审查", "没有通过", "现已处于")
"""How an act says that it is not for this stage."""
Rule = dict[str, tuple[str, ...]]


def check_row(rule: Rule, found: Record, act: Callable[[Actor, Record], object]) -> None:
    wrong = []
    for stage in ALL:
        now = at_stage(found, stage)
        for name, who in WHO.items():
            with transaction.atomic():
                allowed = may(lambda who=who, now=now: act(who, now))  # type: ignore[misc]
                transaction.set_rollback(True)
            if allowed != (stage in rule.get(name, ())):
                wrong.append((stage, name, allowed))
    assert wrong == []


def test_who_reads_an_application_and_its_lines(draft: Record) -> None:
    line = queries.lines(draft, USE)[0]

    def read(who: Actor, now: Record) -> object:
        seen = ledgers.visible(who, APPLICATION).filter(id=now.ref.id).exists()
        lines = ledgers.visible(who, USE).filter(id=line.ref.id).exists()
        found = queries.application(who, now.ref.id)
        assert seen
        assert lines
        assert ledgers.record(who, line.ref)
        return found

    check_row(READS, draft, read)


def test_who_does_not_read_an_application_does_not_list_it_either(draft: Record) -> None:
    for stage in ALL:
        now = at_stage(draft, stage)
        for name, who in WHO.items():
            seen = stage in READS.get(name, ())
            assert ledgers.visible(who, APPLICATION).filter(id=now.ref.id).exists() is seen, (stage, name)
            assert bool(ledgers.page(who, USE).rows) is seen, (stage, name)


def test_who_writes_an_application(draft: Record) -> None:
    check_row(
        WRITES, draft, lambda who, now: applying.save(who, now.ref.id, {"own": 61}, seen=now.version)
    )  # fmt: skip


def test_who_hands_an_application_in(draft: Record) -> None:
    check_row(HANDS_IN, draft, lambda who, now: applying.submit(who, now.ref.id))


def test_who_checks_an_application(draft: Record) -> None:
    check_row(CHECKS, draft, lambda who, now: checking.tick_off(who, now.ref.id, {"complete": True}))
    check_row(CHECKS, draft, lambda who, now: checking.refuse(who, now.ref.id, why="不行"))


def test_who_ranks_and_approves_an_application(draft: Record) -> None:
    check_row(RANKS, draft, lambda who, now: checking.advance(who, now.ref.id, "ranked"))
    check_row(APPROVES, draft, lambda who, now: checking.advance(who, now.ref.id, "approved"))


def test_nobody_writes_an_application_or_a_call_through_the_ledger_itself(draft: Record) -> None:
    call = queries.call(SYSTEM, int(draft.values["call"]))
    for stage in ALL:
        now = at_stage(draft, stage)
        for name, who in WHO.items():
            for act in (
                lambda who=who, now=now: ledger_actions.edit(who, now.ref, {"own": 1}, version=now.version),
                lambda who=who, now=now: ledger_actions.move(who, now.ref, "approved"),
                lambda who=who, now=now: ledger_actions.withdraw(who, now.ref, why="撤"),
                lambda who=who: ledger_actions.create(who, APPLICATION, FENGHE, {"call": 1, "name": "x"}),
                lambda who=who: ledger_actions.move(who, call.ref, "closed"),
                lambda who=who: ledger_actions.create(who, CALL, CITY, SAID),
            ):
                with pytest.raises((Refused, Missing)):
                    act()  # type: ignore[no-untyped-call]
                assert name


RUNS = {"the city's office"}
WATCHES = {"the city's office", "the secretary", "finance", "the supervisor", "the leader"}
ACTS: dict[str, Callable[[Actor, int], object]] = {
    "edit": lambda who, n: actions.edit(who, n, {"title": "改"}, version=0),
    "publish": lambda who, n: actions.publish(who, n),
    "correct": lambda who, n: actions.correct(who, n, {"budget": 1}, version=0, why="改"),
    "extend": lambda who, n: actions.extend(who, n, date(2026, 5, 1), "17:00", why="延"),
    "discard": lambda who, n: actions.discard(who, n, why="撤"),
    "attach": lambda who, n: actions.attach(who, n, "guide", "a.txt", b"a"),
    "close": lambda who, n: actions.close(who, n),
}  # fmt: skip


@pytest.mark.parametrize("stage", ["draft", "published", "closed", "reviewing", "decided", "finished"])
def test_who_does_what_with_a_call_at_every_stage(call: Record, stage: str) -> None:
    ledgers.table(CALL).objects.filter(id=call.ref.id).update(stage=stage)
    for name, who in WHO.items():
        seen = stage != "draft" or name in WATCHES
        assert ledgers.visible(who, CALL).filter(id=call.ref.id).exists() is seen, name
        for verb, act in ACTS.items():
            with transaction.atomic():
                try:
                    act(who, call.ref.id)
                    refused = False
                except (Refused, Missing):
                    refused = True
                except LuoshiError:
                    refused = False
                transaction.set_rollback(True)
            assert refused is (name not in RUNS or verb == "close"), (name, verb)
        if seen:
            assert _watches(who, call) is (name in WATCHES), name


def _watches(who: Actor, call: Record) -> bool:
    try:
        return bool(funnel.funnel(who, call.ref.id))
    except Refused:
        return False


def test_the_role_of_the_call_itself_is_granted_to_nobody_by_default() -> None:
    assert all(not who.has("call_desk") for who in WHO.values())
    assert queries.desk(MENG, FENGHE).has("call_desk")
    assert not replace(MENG).has("call_desk")
