"""The formal check: admitted, returned once with everything missing, or refused; and what comes after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from luoshi.calls import queries
from luoshi.calls.policy import APPLICATION, LATER, QUESTIONS, TO_CHECK
from luoshi.calls.queries import desk
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import bars
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.bars import Ruling, Standing
from luoshi.ledgers.records import Record, of_row

MOST = 200
"""Applications admitted at once: more than anybody has looked at is no check."""


@action
def tick_off(actor: Actor, number: int, answers: Mapping[str, bool], *, opinion: str = "") -> Record:
    """Answer the checklist of an application: each of its questions yes or no."""
    found = _waiting(actor, number)
    unknown = set(answers) - set(QUESTIONS)
    if unknown:
        raise InputError(f"清单里没有“{'、'.join(sorted(unknown))}”", hint="可用：" + "、".join(QUESTIONS))
    said: dict[str, object] = {key: one for key, one in answers.items() if found.row[key] != one}
    if opinion.strip() and opinion.strip() != found.values["check_opinion"]:
        said["check_opinion"] = opinion.strip()
    if not said:
        raise InputError("没有改动", hint="修改后再保存")
    said["checked_by"] = actor.name
    return ledgers.edit(desk(actor, found.unit), found.ref, said, version=found.version)


@action
def admit(actor: Actor, number: int) -> Record:
    """Admit an application whose checklist is answered yes throughout and that nothing bars."""
    found = _waiting(actor, number)
    return ledgers.move(desk(actor, found.unit), found.ref, "admitted")


@dataclass(frozen=True)
class Admitted:
    """What was admitted of several, and what could not be, by number, with the reason."""

    done: tuple[Record, ...]
    refused: tuple[tuple[int, str], ...]


@action
def admit_many(actor: Actor, call: int, numbers: Sequence[int]) -> Admitted:
    """Admit several applications of a call; one that something blocks is left and told, and hinders no
    other. Returning and refusing are decided one by one."""
    above = queries.led(actor, call)
    if not numbers or len(numbers) > MOST:
        raise InputError(f"选了 {len(numbers)} 份", hint=f"勾选 1 至 {MOST} 份")
    done, refused = list[Record](), list[tuple[int, str]]()
    for number in dict.fromkeys(numbers):
        try:
            with transaction.atomic():
                done.append(admit(actor, number))
        except LuoshiError as fault:
            refused.append((number, fault.message))
    append(actor, above.ref.subject, "admit_many", {"done": len(done), "refused": len(refused)})
    return Admitted(tuple(done), tuple(refused))


@action
def send_back(actor: Actor, number: int, missing: Sequence[str], complete_by: date) -> Record:
    """Return an application once for completion, everything that is missing told at once; who was returned
    and completed is admitted or refused."""
    found = _waiting(actor, number)
    if found.stage == "completed" or found.row["stage_returned"]:
        raise InputError("已经退回补正过一次", hint="补正事项要一次告知；现在只能通过或不予受理")
    last = queries.tell_by(found)
    if actor.today() > last:
        raise InputError(
            f"告知补正的期限 {last} 已过", hint="5个工作日内没有一次告知的，视为材料齐全，不能再退回"
        )
    said = [one.strip() for one in missing if one.strip()]
    if not said:
        raise InputError("没有写补正事项", hint="一次写全，一行一项")
    if complete_by <= actor.today():
        raise InputError(f"补正期限 {complete_by} 不在今天之后", hint="给企业留出补正的时间")
    told = {
        "missing": "\n".join(said), "complete_by": complete_by, "checked_by": actor.name,
    }  # fmt: skip
    clerk = desk(actor, found.unit)
    kept = ledgers.edit(clerk, found.ref, told, version=found.version)
    return ledgers.move(clerk, kept.ref, "returned")


@action
def refuse(actor: Actor, number: int, *, why: str) -> Record:
    """Refuse an application for form, with a reason that the firm reads."""
    found = _waiting(actor, number)
    if not why.strip():
        raise InputError("没有写原因", hint="写明不予受理的理由和依据")
    clerk = desk(actor, found.unit)
    told = {"check_opinion": why.strip(), "checked_by": actor.name}
    changed = {key: one for key, one in told.items() if one != found.values[key]}
    kept = ledgers.edit(clerk, found.ref, changed, version=found.version) if changed else found
    return ledgers.move(clerk, kept.ref, "refused", why=why)


@action
def settle_bar(actor: Actor, number: int, key: str, ruling: Ruling, *, why: str) -> Standing:
    """Decide what nobody knows of a bar, or waive it, with a reason; the office that runs the call does."""
    found = queries.checked(actor, number)
    return bars.decide(actor, found.ref, key, ruling, why=why)


@action
def advance(actor: Actor, number: int, stage: str, *, why: str = "") -> Record:
    """Take an admitted application further: ranked, proposed, approved, declined."""
    if stage not in LATER:
        raise InputError(f"不能直接进入“{stage}”", hint="可用：" + "、".join(LATER))
    found = queries.application(actor, number)
    queries.led(actor, int(found.values["call"]), LATER[stage])
    if not found.row["stage_admitted"]:
        raise InputError(f"申报书是“{found.stage_label}”，还没有通过形式审查", hint="先办形式审查")
    if stage == "declined" and not why.strip():
        raise InputError("没有写原因", hint="写明不予立项的理由")
    return ledgers.move(desk(actor, found.unit), found.ref, stage, why=why)


@action
def lapse(system: Actor, number: int) -> Record:
    """Count an application that was not completed in time as withdrawn; the System does."""
    found = queries.application(system, number)
    if not system.is_system or found.stage != "returned" or system.today() <= found.values["complete_by"]:
        raise InputError("补正期限还没有过", hint="期限过后由系统办理")
    return ledgers.withdraw(
        system, found.ref, why=f"逾期没有补正（期限{found.values['complete_by']}），视为撤回"
    )


def lapsed(system: Actor) -> list[Record]:
    """The applications returned for completion whose last day has passed."""
    rows = ledger_queries.visible(system, APPLICATION).filter(
        stage="returned", complete_by__lt=system.today()
    )
    return [of_row(ledger_queries.ledger(APPLICATION), row) for row in rows.order_by("id").values()]


def _waiting(actor: Actor, number: int) -> Record:
    found = queries.checked(actor, number)
    if found.stage not in TO_CHECK:
        raise InputError(f"申报书是“{found.stage_label}”，不在形式审查", hint="只审查已提交和已补正的")
    return found
