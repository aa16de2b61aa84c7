"""尽职调查 of an application to the innovation fund: potential and risk, scored by what evidence shows."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.calls import queries as calls
from luoshi.grants import accounts, queries
from luoshi.grants.policy import DILIGENCE, ITEM, OFFICE, Paper
from luoshi.grants.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Problem
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.records import Record

SIDES = {
    "technology": "potential", "market": "potential", "team": "potential", "rights": "potential",
    "finance": "risk", "credit": "risk", "money": "risk", "safety": "risk",
}  # fmt: skip
"""Item → the side it is scored on; all are looked into before a sheet is signed."""


@action
def begin(actor: Actor, application: int) -> Record:
    """Begin to look into an admitted application."""
    found = calls.application(actor, application)
    calls.led(actor, int(found.values["call"]), OFFICE)
    if not found.row["stage_admitted"]:
        raise InputError(f"申报书是“{found.stage_label}”", hint="形式审查通过以后调查")
    made = accounts.sheet(application)
    if made is not None and made.record.stage == "looking":
        raise InputError("已有一份调查表", hint="在那份表上继续")
    values = {"application": application, "who": actor.name, "began_on": actor.today()}
    return ledgers.create(desk(actor, found.unit), DILIGENCE, found.unit, values)


@dataclass(frozen=True)
class Look:
    """What was found on an item, scored 0–5: of potential the more the better, of risk the more the worse.
    Without `proof` the score counts nothing."""

    item: str
    score: int
    found: str
    proof: Paper | None = None


@action
def score(actor: Actor, application: int, look: Look) -> Record:
    """Score an item, or score it anew."""
    sheet = _looking(actor, application)
    if look.item not in SIDES:
        raise InputError(f"没有调查项“{look.item}”", hint="可用：" + "、".join(SIDES))
    if len(look.found.strip()) < 5:
        raise InputError(problems=[Problem("没有写查到的情况", "写明查了什么、看到什么", field="查到的情况")])
    clerk = desk(actor, sheet.record.unit)
    before = next((one for one, _proven in sheet.items if one.row["item"] == look.item), None)
    values = {"score": look.score, "found": look.found.strip()}
    if before is None:
        above = {"diligence": sheet.record.ref.id, "side": SIDES[look.item], "item": look.item}
        made = ledgers.create(clerk, ITEM, sheet.record.unit, above | values)
    else:
        changed = {key: one for key, one in values.items() if one != before.values[key]}
        made = ledgers.edit(clerk, before.ref, changed, version=before.version) if changed else before
    if look.proof is not None:
        ledgers.attach(clerk, made.ref, "proof", look.proof.name, look.proof.content)
    return made


@action
def sign(actor: Actor, application: int, advice: str, conclusion: str) -> Record:
    """Sign the sheet: every item looked into, both scores computed, the conclusion written."""
    sheet = _looking(actor, application)
    known = {str(one.row["item"]) for one, _proven in sheet.items}
    labels = ledger_queries.ledger(ITEM).fields["item"].choices
    left = [str(labels[key]) for key in SIDES if key not in known]
    problems = []
    if left:
        problems.append(Problem(f"还没有调查：{'、'.join(left)}", "每一项都要查", field="调查项"))
    if advice not in ledger_queries.ledger(DILIGENCE).fields["advice"].choices:
        problems.append(Problem("没有建议", "支持、有条件支持或不支持", field="建议"))
    if len(conclusion.strip()) < 10:
        problems.append(Problem("结论太短", "写明为什么", field="结论"))
    if problems:
        raise InputError(problems=problems)
    said = {
        "potential": sheet.score("potential"), "risk": sheet.score("risk"), "advice": advice,
        "conclusion": conclusion.strip(), "signed_on": actor.today(),
    }  # fmt: skip
    clerk = desk(actor, sheet.record.unit)
    kept = ledgers.edit(clerk, sheet.record.ref, said, version=sheet.record.version)
    return ledgers.move(clerk, kept.ref, "signed")


def _looking(actor: Actor, application: int) -> accounts.Sheet:
    queries.diligence_led(actor, application)
    found = accounts.sheet(application)
    if found is None or found.record.stage != "looking":
        raise Missing("没有正在填写的调查表", hint="先开始调查")
    return found
