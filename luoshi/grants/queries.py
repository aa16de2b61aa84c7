"""Everything that reads decisions, projects and their money. Fetching and authorising are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Sum

from luoshi.calls import queries as calls
from luoshi.calls.policy import APPLICATION, CALL
from luoshi.grants import accounts, money
from luoshi.grants.policy import (
    DECISION,
    DESK,
    FIRM,
    INSTALMENT,
    LINE,
    LOOK,
    MILESTONE,
    OBJECTION,
    OFFICE,
    PROJECT,
    RUNS,
    WATCHES,
)
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.units import queries as units


def desk(actor: Actor, *codes: str) -> Actor:
    """The same person, writing for the grant: whoever calls has authorised."""
    return actor.lent(DESK, *codes)


def kept() -> bool:
    """Whether the site has grants at all."""
    return DECISION in ledgers.ledgers()


# Decisions


def decision(actor: Actor, number: int) -> Record:
    """A decision: one that lies open or is decided is read by anybody."""
    return ledgers.record(actor, Ref(DECISION, number))


OPEN_TO_ALL = ("notice", "decided")
"""Stages in which anybody reads a decision."""


def published() -> list[Record]:
    """The decisions that lie open or are decided, the newest first, for whoever has not logged in."""
    return [one for one in decisions(Actor.system()) if one.stage in OPEN_TO_ALL] if kept() else []


def published_one(number: int) -> Record:
    """One of them; a draft is not there."""
    found = decision(Actor.system(), number)
    if found.stage not in OPEN_TO_ALL or found.withdrawn:
        raise Missing(f"没有这条记录：{found.ref}", hint="它可能属于其他单位，或编号有误")
    return found


def call_of(found: Record) -> Record:
    """The call of a decision."""
    return calls.call(Actor.system(), int(found.values["call"]))


def led(actor: Actor, number: int, roles: Sequence[str] = OFFICE) -> Record:
    """A decision that the actor's office prepares (or takes, by other roles)."""
    found = decision(actor, number)
    calls.led(actor, int(found.values["call"]), roles)
    return found


def decisions(actor: Actor, *, call: int | None = None) -> list[Record]:
    """The decisions the actor may read, the newest first; of one call when named."""
    rows = ledgers.visible(actor, DECISION).order_by("-id")
    rows = rows.filter(call=call) if call is not None else rows
    return [of_row(ledgers.ledger(DECISION), row) for row in rows.values()]


def unfinished(call: int) -> Record | None:
    """The decision of a call that is being drawn up or lies open; there is one at a time."""
    return next((one for one in decisions(Actor.system(), call=call) if one.stage != "decided"), None)


def lines(found: Record) -> list[Record]:
    """What a decision proposes, by place; whoever asks may see it."""
    last, proposed = 10**6, ledgers.beneath(LINE, found.ref.id)
    return sorted(proposed, key=lambda one: (one.values["rank"] or last, one.ref.id))


def line(found: Record, number: int) -> Record:
    """One of the projects a decision proposes."""
    one = next((each for each in lines(found) if each.ref.id == number), None)
    if one is None:
        raise Missing("方案里没有这个项目")
    return one


def drafted(actor: Actor, number: int) -> Record:
    """A decision that the actor's office may still change."""
    found = led(actor, number)
    if found.stage != "draft":
        raise InputError(f"方案是“{found.stage_label}”，不能修改", hint="公示以后由异议和批准决定")
    return found


def objections(actor: Actor, found: Record) -> list[Record]:
    """Objections to a decision, for those who watch over it; who signed is not for others."""
    calls.led(actor, int(found.values["call"]), WATCHES)
    return ledgers.as_read(actor, ledgers.beneath(OBJECTION, found.ref.id))


def promised(call: int, *, but: int = 0) -> int:
    """What decisions of a call promise in 分, one left out."""
    spoken = ledgers.visible(Actor.system(), DECISION).filter(call=call).exclude(id=but)
    rows = ledgers.visible(Actor.system(), LINE).filter(decision__in=spoken.values("id"), outcome="proposed")
    return int(rows.aggregate(all=Sum("amount"))["all"] or 0)


def refuse_over_budget(call: Record, decision: int, proposed: int) -> None:
    """Refuse that a decision proposes more than its call has left; amounts in 分."""
    money.refuse_over_budget(call.row["budget"], promised(call.ref.id, but=decision), proposed)


def waiting_calls(actor: Actor) -> list[Record]:
    """Closed calls of the actor's office of which nothing is decided yet."""
    reach = units.reach(actor, *OFFICE) if actor.has(*OFFICE) else frozenset[str]()
    rows = ledgers.visible(actor, CALL).filter(stage__in=["closed", "reviewing"], unit__in=reach)
    rows = rows.exclude(id__in=ledgers.visible(Actor.system(), DECISION).values("call"))
    return [of_row(ledgers.ledger(CALL), row) for row in rows.order_by("id").values()]


# Projects


def project(actor: Actor, number: int) -> Record:
    """A project that came of a call: its firm's people, and offices that watch over it."""
    found = ledgers.record(actor, Ref(PROJECT, number))
    if found.values["application"] is None:
        raise Missing(f"“{found.title}”不是由本市申报立项的", hint="在科技计划项目台账里看")
    return found


def project_of(actor: Actor, application: Record) -> Record | None:
    """The project that came of an application, if the actor sees it."""
    rows = ledgers.visible(actor, PROJECT).filter(application=application.ref.id)
    return next((of_row(ledgers.ledger(PROJECT), row) for row in rows.values()), None)


def call_of_project(found: Record) -> Record:
    """The call a project came of; whoever asks may see the project."""
    application = ledgers.record(Actor.system(), Ref(APPLICATION, int(found.values["application"])))
    return calls.call_of(application)


def handled(actor: Actor, number: int, roles: Sequence[str] = OFFICE) -> Record:
    """A project that the actor's office handles, by one of the roles."""
    found = project(actor, number)
    above = call_of_project(found)
    if not calls.runs(actor, above, roles):
        who = "、".join(ledgers.role_label(role) for role in roles)
        raise Refused(f"这个项目由{units.names().get(above.unit, above.unit)}的{who}办理")
    return found


def own(actor: Actor, number: int, roles: Sequence[str] = FIRM) -> Record:
    """A project of the actor's firm."""
    found = project(actor, number)
    if not actor.is_system and found.unit not in units.reach(actor, *roles):
        who = "或".join(ledgers.role_label(role) for role in roles)
        raise Refused(f"由{units.names().get(found.unit, found.unit)}的{who}办理")
    return found


def projects(actor: Actor, *, unit: Iterable[str] | None = None) -> list[Record]:
    """The projects that came of calls, the newest first; of some firms when named."""
    rows = ledgers.visible(actor, PROJECT).filter(application__isnull=False).order_by("-id")
    rows = rows.filter(unit__in=list(unit)) if unit is not None else rows
    return [of_row(ledgers.ledger(PROJECT), row) for row in rows.values()]


def mine(actor: Actor) -> list[Record]:
    """The projects of the actor's firms, the newest first."""
    return projects(actor, unit=calls.firms(actor)) if kept() else []


def part(ledger: str, number: int) -> Record:
    """A record under a project, by its number; the caller fetches its project with the actor's rights."""
    return ledgers.record(Actor.system(), Ref(ledger, number))


def milestones(found: Record) -> list[Record]:
    """What a project's contract promises, in order."""
    return sorted(ledgers.beneath(MILESTONE, found.ref.id), key=lambda one: one.row["number"])


def instalments(found: Record) -> list[Record]:
    """A project's instalments, in order."""
    return sorted(ledgers.beneath(INSTALMENT, found.ref.id), key=lambda one: one.row["number"])


def looks(found: Record) -> list[Record]:
    """The later looks at a project's payments, the earliest due first. One query."""
    spec = ledgers.ledger(LOOK)
    paid = ledgers.visible(Actor.system(), INSTALMENT).filter(project=found.ref.id).values("id")
    rows = ledgers.visible(Actor.system(), LOOK).filter(instalment__in=paid).order_by("due_on", "id")
    return [of_row(spec, row) for row in rows.values()]


def overdue_looks(found: Record, today: date) -> list[Record]:
    """Looks that should have been taken already: no further money before them."""
    return [one for one in looks(found) if one.stage == "due" and one.row["due_on"] < today]


def keeps_from_release(found: Record, instalment: Record, today: date) -> list[str]:
    """Everything that keeps an instalment from being released, in words; empty when nothing does."""
    said = []
    if found.stage not in (*RUNS, "accepted"):
        said.append(f"项目是“{found.stage_label}”，签订任务书以后才能拨款")
    wanted = instalment.row["milestone"]
    marks = {one.ref.id: one for one in milestones(found)}
    if wanted is not None and marks[wanted].stage != "confirmed":
        said.append(f"里程碑“{marks[wanted].title}”还没有核查通过")
    late = overdue_looks(found, today)
    if late:
        said.append(f"前期拨款有{len(late)}次回访逾期")
    said += [f"里程碑“{one.title}”建议终止" for one in marks.values() if one.stage == "stopped"]
    return said


def released_by(instalment: Record) -> int | None:
    """Who released an instalment, by the journal: the person who pays must be another."""
    moves = journal.page(instalment.ref.subject, 50, verbs=["move"])
    return next((one.person for one in moves if _moved_to(one.data) == "released"), None)


def _moved_to(data: Any) -> str:
    stage = data.get("stage")
    return str(stage[1] if isinstance(stage, list) else stage)


# Due diligence


def diligence_led(actor: Actor, application: int, roles: Sequence[str] = OFFICE) -> Record:
    """An application that the actor's office looks into (or watches, by other roles)."""
    found = calls.application(actor, application)
    calls.led(actor, int(found.values["call"]), roles)
    return found


def diligence(actor: Actor, application: int) -> accounts.Sheet | None:
    """The due diligence sheet of an application, for offices; its firm does not see it."""
    diligence_led(actor, application, WATCHES)
    return accounts.sheet(application)
