"""Who may do what with a review: every verb against everybody, in every phase; the tables are the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import LuoshiError, Missing, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.reviews import actions, blinding, judging, opening, queries, showing
from luoshi.reviews.models import Panel, Paper, Reading
from luoshi.reviews.policy import PHASES
from tests.calls.conftest import FENGHE
from tests.people import CITY, COUNTY, NOBODY, SYSTEM, TOWN, morning
from tests.reviews.conftest import LEADER, OFFICER, SECRETARY, WATCH, Review, evenly

pytestmark = pytest.mark.django_db


def holds(role: str, unit: str = CITY) -> Actor:
    return Actor(300, role, (Holding(role, unit),), morning)


OFFICES: Mapping[str, Actor] = {
    "secretary": SECRETARY, "watch": WATCH, "office": OFFICER, "leader": LEADER,
    "finance": holds("finance_office"), "administrator": holds("admin"), "reporter": holds("reporter"),
    "reviewer": holds("reviewer"), "assessor": holds("assessor"),
    "county's secretary": holds("review_secretary", COUNTY),
    "county's supervisor": holds("supervisor", COUNTY),
    "its manager": holds("firm_manager", FENGHE), "its applicant": holds("applicant", FENGHE),
    "farmer": holds("farmer", TOWN), "nobody": NOBODY,
}  # fmt: skip
EXPERTS = ("who sits", "another who sits", "not drawn")
TOO_EARLY_OR_LATE = ("评审处于", "专家库已锁定", "现在不是评分的时候", "现在不能修改评分", "评分已经结束")
"""How a verb says that it is not for this phase; what else is wrong does not matter here."""
Verb = Callable[[Actor], object]
Rule = Mapping[str, tuple[str, ...]]
"""Who may → in which phases."""


class Undone(Exception):
    """What a test did is taken back."""


def may(who: Actor, act: Verb) -> bool:
    try:
        with transaction.atomic():
            act(who)
            raise Undone
    except (Refused, Missing):
        return False
    except LuoshiError as fault:
        return not any(word in str(fault) for word in TOO_EARLY_OR_LATE)
    except (Undone, DatabaseError):  # it was about to write what stands already: nothing forbade it
        return True


def found_wrong(
    cast: Mapping[str, Actor], panel: Panel, act: Verb, rule: Rule
) -> list[tuple[str, str, bool]]:
    wrong = []
    for phase in PHASES:
        Panel.objects.filter(id=panel.id).update(phase=phase)
        for name, who in cast.items():
            if (allowed := may(who, act)) != (phase in rule.get(name, ())):
                wrong.append((phase, name, allowed))
    return wrong


def since(phase: str) -> tuple[str, ...]:
    order = [*PHASES]
    return tuple(order[order.index(phase) :])


@pytest.fixture
def held(review: Review) -> tuple[Review, Panel, dict[str, Actor]]:
    """A panel that scores, one score handed in, a file to be read; and everybody."""
    ledgers.attach(SYSTEM, review.applications[0].ref, "other", "附图.txt", "工艺流程".encode())
    panel = review.scoring()
    first, second = review.sitting(panel)[:2]
    done = queries.readings(first, panel.id)[1]
    judging.hand_in(first, done.id, evenly(80), comment="好")
    out = next(who for who in review.experts.values() if who not in review.sitting(panel))
    cast = {**OFFICES, **dict(zip(EXPERTS, (first, second, out), strict=True))}
    return review, panel, cast


RUNNING: Mapping[str, tuple[Callable[[Actor, int, int], object], Rule]] = {
    "settle": (
        lambda who, n, _one: actions.settle(who, n, "1/0/applicant/x", why="查过"),
        {"secretary": ("open",), "watch": ("open",)},
    ),
    "freeze": (lambda who, n, _one: actions.freeze(who, n), {"secretary": ("open",)}),
    "draw": (lambda who, n, _one: actions.draw(who, n), {"secretary": ("frozen",)}),
    "sign off": (
        lambda who, n, _one: actions.sign_off(who, n, score_by=date(2026, 3, 25)), {"watch": ("drawn",)},
    ),
    "replace": (
        lambda who, n, one: actions.replace(who, n, one, why="出差"), {"secretary": ("signed", "scoring")},
    ),
    "begin": (lambda who, n, _one: actions.begin(who, n), {"secretary": ("signed",)}),
    "close scoring": (lambda who, n, _one: judging.close_scoring(who, n), {"secretary": ("scoring",)}),
    "close scoring though some lack": (
        lambda who, n, _one: judging.close_scoring(who, n, why="病假"), {"watch": ("scoring",)},
    ),
    "meet": (
        lambda who, n, _one: judging.meet(who, n, held_on=date(2026, 3, 18), present=[], minutes="记"),
        {"secretary": ("meeting",)},
    ),
    "rank": (lambda who, n, _one: judging.rank(who, n), {"secretary": ("meeting",)}),
    "close": (lambda who, n, _one: judging.close(who, n), {"secretary": ("ranked",)}),
    "read who sits": (
        lambda who, n, _one: queries.called(who, n), {"secretary": since("drawn"), "watch": since("drawn")},
    ),
    "read scores": (
        lambda who, n, _one: queries.scores(who, n),
        {"secretary": since("meeting"), "watch": since("meeting"), "leader": ("closed",)},
    ),
    "read the order": (
        lambda who, n, _one: queries.ranking(who, n),
        {one: since("ranked") for one in ("secretary", "watch", "office", "leader")},
    ),
    "read who opened what": (
        lambda who, n, _one: blinding.looks(who, n), {"secretary": since("signed"), "watch": since("signed")},
    ),
    "read what names are in files": (
        lambda who, n, _one: blinding.checked(who, n), {"secretary": since("open")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", RUNNING)
def test_a_panel_is_run_by_its_secretary_and_watched_over_by_the_supervisor(
    held: tuple[Review, Panel, dict[str, Actor]], verb: str
) -> None:
    _review, panel, cast = held
    act, rule = RUNNING[verb]
    seat = panel.seats.exclude(state="gone").order_by("id").first()
    assert seat is not None
    expert = seat.expert
    assert found_wrong(cast, panel, lambda who: act(who, panel.id, expert), rule) == []


def test_a_file_is_let_through_by_the_secretary_alone(held: tuple[Review, Panel, dict[str, Actor]]) -> None:
    _review, panel, cast = held
    paper = Paper.objects.get(subject__panel=panel)
    act = partial(showing.let_through, number=paper.id, why="没有名称")
    assert found_wrong(cast, panel, act, {"secretary": since("open")}) == []


def test_only_a_secretary_of_the_unit_opens_a_panel(held: tuple[Review, Panel, dict[str, Actor]]) -> None:
    review, _panel, cast = held
    opens = {
        name
        for name, who in cast.items()
        if may(who, lambda one: opening.open_panel(one, CITY, review.new()))
    }
    assert opens == {"secretary"}


READING: Mapping[str, tuple[Callable[[Actor, Panel, Reading, Reading], object], tuple[str, ...]]] = {
    "find the seat": (lambda who, panel, _new, _done: queries.seat(who, panel.id), since("signed")),
    "open an application": (lambda who, _panel, new, _done: showing.look(who, new.id), since("signed")),
    "open a file": (lambda who, _panel, new, _done: showing.look(who, new.id, 1), since("signed")),
    "read it": (lambda who, _panel, new, _done: blinding.sheet(who, new.id), since("signed")),
    "keep a draft": (
        lambda who, _panel, new, _done: judging.save(who, new.id, {"new": evenly(80)["new"]}), ("scoring",),
    ),
    "hand in": (
        lambda who, _panel, new, _done: judging.hand_in(who, new.id, evenly(80), comment="好"), ("scoring",),
    ),
    "keep away from one": (
        lambda who, _panel, new, _done: judging.recuse(who, new.id, why="师生"), ("scoring",),
    ),
    "change at the meeting": (
        lambda who, _panel, _new, done: judging.revise(who, done.id, evenly(70), comment="低", why="讨论"),
        ("meeting",),
    ),
    "give the seat up": (
        lambda who, panel, _new, _done: judging.decline(who, panel.id, why="出差"), ("signed", "scoring"),
    ),
}  # fmt: skip
OF_THE_SEAT = ("find the seat", "give the seat up")
"""Verbs that are about one's own seat, whichever it is."""


@pytest.mark.parametrize("verb", READING)
def test_an_application_is_read_and_scored_by_the_expert_to_whom_it_was_given_and_by_no_office(
    held: tuple[Review, Panel, dict[str, Actor]], verb: str
) -> None:
    review, panel, cast = held
    first = review.sitting(panel)[0]
    mine = {one.state: one for one in queries.readings(first, panel.id) if one.subject.record}
    with_file = next(
        one
        for one in queries.readings(first, panel.id)
        if one.subject.record == review.applications[0].ref.id
    )
    act, phases = READING[verb]
    opened = with_file if verb == "open a file" else mine["open"]
    rule = {"who sits": phases} | ({"another who sits": phases} if verb in OF_THE_SEAT else {})
    assert found_wrong(cast, panel, lambda who: act(who, panel, opened, mine["final"]), rule) == []
