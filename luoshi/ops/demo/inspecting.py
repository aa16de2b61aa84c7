"""The half-year inspection: planned before June closed, drawn from its package, half way through."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import segno

from luoshi.inspections import actions, checking, plan, queries
from luoshi.inspections.actions import NewPlan
from luoshi.inspections.checking import Photo, Seen
from luoshi.inspections.settling import Settlement
from luoshi.kernel.numbers import plain
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.places import COUNTY

TOWN, OTHER, THIRD = f"{COUNTY}02", f"{COUNTY}07", f"{COUNTY}01"
PLANNED, DRAWN, SEEN, TOLD, SETTLED = (
    date(2026, 6, 24), date(2026, 7, 13), date(2026, 7, 14), date(2026, 7, 15), date(2026, 7, 16),
)  # fmt: skip
RECEIPT = "investment.receipt"
PLACE = "33.75210,107.54860 ±15m"


def plan_days(calendar: Calendar) -> None:
    """Put it all into the calendar."""
    calendar.add(PLANNED, "督查", _plan)
    calendar.add(DRAWN, "督查", lambda: actions.draw(cast.who("supervisor", DRAWN), _number()))
    calendar.add(SEEN, "督查", _visit)
    calendar.add(TOLD, "督查", _tell)
    calendar.add(SETTLED, "督查", _settle)


def _number() -> int:
    return queries.inspections(cast.who("supervisor", PLANNED))[0].ref.id


def _plan() -> None:
    who = cast.who("supervisor", PLANNED)
    part = queries.part(RECEIPT, each=1, total=None, bands=["2000000", "5000000"])
    sampling = plan.made({
        "period": "2026-06", "first": "2026-01-01", "last": "2026-06-30", "units": [TOWN, OTHER, THIRD],
        "ledgers": [part],
    })  # fmt: skip
    assert who.person is not None
    basis = "年度督查计划和县政府常务会议关于核实招商到位资金的要求"
    actions.plan(
        who, COUNTY,
        NewPlan("2026年半年督查", basis, (who.person,), SEEN, date(2026, 7, 24), 5, sampling),
    )  # fmt: skip


def _visit() -> None:
    """Two townships are seen; the first record of the first is too high by a tenth."""
    who = cast.who("supervisor", SEEN, 14)
    for unit in (TOWN, OTHER):
        for place, one in enumerate(queries.checks(who, _number(), unit)):
            checking.receive(who, one.ref.id, _seen(one, overstated=unit == TOWN and place == 0))


def _seen(one: Record, *, overstated: bool) -> Seen:
    amount = one.values["amount"]
    much = amount / 10 if overstated else None
    answers = {"slip": "yes", "amount": plain(amount - (much or 0)), "falsified": "no"}
    at = f"{SEEN.isoformat()}T14:10:00+08:00"
    picture = BytesIO()
    segno.make(str(one.values["title"]), error="m").save(picture, kind="png", scale=6)
    photo = Photo(f"{one.values['title']}.png", picture.getvalue(), at, PLACE)
    note = "当日又转出一成，账户流水可查" if overstated else "进账单原件与台账一致"
    return Seen(
        f"demo-{one.ref.id}", one.version, "overstated" if overstated else "genuine", answers, at, much, note,
        PLACE, (photo,),
    )  # fmt: skip


def _tell() -> None:
    """Both are told; the first township disagrees with one finding and agrees with the rest."""
    who = cast.who("supervisor", TOLD)
    for unit in (TOWN, OTHER):
        actions.tell(who, _number(), unit)
    clerk = cast.reporter(TOWN, TOLD, 16)
    for one in queries.to_answer(clerk):
        high = one.values["verdict"] == "overstated"
        reason = "转出的是误付的保证金，次日已转回，附说明。" if high else ""
        checking.answer(clerk, one.ref.id, agree=not high, reason=reason)


def _settle() -> None:
    """What was agreed on is settled; what was disagreed with waits."""
    who = cast.who("supervisor", SETTLED)
    for one in queries.to_settle(who):
        if one.values["unit_answer"] == "agree":
            checking.settle(who, one.ref.id, Settlement("genuine", "核实无误，单位认可"))
