"""How a project ends: accepted upon its experts' verdict, stopped, settled; what came of it years later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.grants import accounts, money, queries
from luoshi.grants.policy import DECIDES, OFFICE, PERFORMANCE, PROJECT, RUNS, Paper
from luoshi.grants.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.money import to_fen
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.reviews import queries as reviews

VERDICTS = ("passed", "concluded", "failed")


@dataclass(frozen=True)
class Acceptance:
    """The verdict upon a project: passed 通过验收, concluded 结题 or failed 不通过, what of the public money
    was spent in 万元, and the experts' opinion as signed."""

    verdict: str
    spent: Decimal
    opinion: Paper


@action
def accept(actor: Actor, project: int, said: Acceptance) -> Record:
    """Enter the acceptance of a project that a panel of experts has judged. It passes only where the panel's
    mean reached the line and every milestone was confirmed."""
    found = queries.handled(actor, project)
    if found.stage not in RUNS:
        raise InputError(f"项目是“{found.stage_label}”", hint="实施中的项目才能验收")
    found = records.held(PROJECT, project)
    judged = reviews.outcomes(PROJECT, "acceptance").get(project)
    problems = _of_verdict(found, said.verdict, judged)
    if problems:
        raise InputError(problems=problems)
    spent = to_fen(said.spent, money.UNIT)
    money.refuse_spending(accounts.account(found), spent)
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, found.ref, "opinion", said.opinion.name, said.opinion.content)
    told = {"accepted_on": actor.today(), "verdict": said.verdict, "spent": said.spent}
    kept = ledgers.edit(clerk, found.ref, told, version=found.version)
    return ledgers.move(clerk, kept.ref, "accepted")


def _of_verdict(found: Record, verdict: str, judged: reviews.Outcome | None) -> list[Problem]:
    if verdict not in VERDICTS:
        return [Problem("没有验收结论", "通过验收、结题或不通过验收", field="验收结论")]
    if judged is None:
        return [Problem("没有专家验收", "先由评审秘书组织验收，排序后再登记", field="验收结论")]
    if verdict != "passed":
        return []
    left = [one.title for one in queries.milestones(found) if one.stage != "confirmed"]
    made = (
        [Problem(f"没有核查通过的里程碑：{'、'.join(left)}", "全部核查通过", field="里程碑")] if left else []
    )
    if not judged.passed:
        made.append(Problem("专家组评分没有达到合格线", "结题或不通过验收", field="验收结论"))
    return made


@action
def stop(actor: Actor, project: int, *, why: str) -> Record:
    """End a project that will not reach its goals; a leader does. What is not paid is paid no more."""
    found = queries.handled(actor, project, DECIDES)
    if found.stage not in RUNS:
        raise InputError(f"项目是“{found.stage_label}”", hint="实施中的项目才能终止")
    if len(why.strip()) < 5:
        raise InputError(problems=[Problem("没有写原因", "写明终止的原因和依据", field="终止原因")])
    clerk = desk(actor, found.unit)
    for one in queries.instalments(found):
        if one.stage in ("planned", "released"):
            kept = ledgers.edit(clerk, one.ref, {"basis": f"项目终止：{why.strip()}"}, version=one.version)
            ledgers.move(clerk, kept.ref, "cancelled", why=why)
    said = {"ended_on": actor.today(), "ended_why": why.strip()}
    kept = ledgers.edit(clerk, found.ref, said, version=found.version)
    return ledgers.move(clerk, kept.ref, "ended", why=why)


@action
def follow(actor: Actor, project: int) -> Record:
    """Say that an accepted project is settled and followed from now on; money owed keeps it back."""
    found = queries.handled(actor, project)
    if found.stage != "accepted":
        raise InputError(f"项目是“{found.stage_label}”", hint="验收以后转入绩效跟踪")
    owed = accounts.account(found).owed
    if owed:
        raise InputError(f"还有结余 {money.said(owed)} 没有收回", hint="先由财务管理员登记收回")
    left = [one.title for one in queries.instalments(found) if one.stage in ("planned", "released")]
    if left:
        raise InputError(f"还有没有拨付的：{'、'.join(left)}", hint="拨付，或取消")
    return ledgers.move(desk(actor, found.unit), found.ref, "followed_up")


@action
def report_performance(actor: Actor, number: int, numbers: Mapping[str, Any], proof: Paper) -> Record:
    """Report what came of a project: sales, tax (万元), jobs, patents and a note; the firm does."""
    one = queries.part(PERFORMANCE, number)
    found = queries.own(actor, int(one.values["project"]))
    if one.stage != "due":
        raise InputError(f"绩效是“{one.stage_label}”", hint="不用再报")
    keys = ("sales", "tax", "jobs", "patents", "note")
    if set(numbers) != set(keys):
        raise InputError("绩效没有填全", hint="销售、税收、就业、专利都填，没有的填 0")
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, one.ref, "accounts", proof.name, proof.content)
    kept = ledgers.edit(clerk, one.ref, numbers, version=one.version)
    return ledgers.move(clerk, kept.ref, "reported")


@action
def confirm_performance(actor: Actor, number: int) -> Record:
    """Say that reported performance was checked against its proof."""
    one = queries.part(PERFORMANCE, number)
    found = queries.handled(actor, int(one.values["project"]), OFFICE)
    if one.stage != "reported":
        raise InputError(f"绩效是“{one.stage_label}”", hint="企业报送以后核查")
    clerk = desk(actor, found.unit)
    said = {"checked_on": actor.today(), "checked_by": actor.name}
    kept = ledgers.edit(clerk, one.ref, said, version=one.version)
    return ledgers.move(clerk, kept.ref, "confirmed")
