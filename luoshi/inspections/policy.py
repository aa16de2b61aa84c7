"""Who inspects, who answers, what a verdict may be and what it corrects: rules without a database."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.money import from_fen, to_fen
from luoshi.kernel.numbers import plain
from luoshi.packs.spec import Ledger, Question

INSPECTION, CHECK, FINDING = "supervision.inspection", "supervision.check", "supervision.finding"
DESK = "inspection_desk"
"""The role by which the inspection itself writes its records; nobody holds it."""
PLANS = ("supervisor",)
READS = ("supervisor", "leader", "assessor")
HEARS = ("reporter", "reviewer", "leader")
"""Roles in the unit inspected that see what was found …"""
ANSWERS = ("reporter", "leader")
"""… and that answer it."""
TOLD = ("told", "answered", "settled")
"""Stages of a check from which on its unit sees it."""
VERDICTS = ("genuine", "overstated", "fabricated")
UNIT = "万元"
"""In which a check keeps amounts."""


def refuse_own(actor: Actor, unit: str, name: str, below: frozenset[str]) -> None:
    """Nobody who holds a role in a unit or below it inspects that unit."""
    if not actor.is_system and any(holding.unit in below for holding in actor.holdings):
        raise Refused(f"您在{name or unit}任职，不能督查本单位", hint="由督查组里不在该单位任职的人核查")


def amount_field(spec: Ledger) -> str | None:
    """The money field that an inspection is about: the one a parent sums, else the first."""
    money = [key for key, field in spec.fields.items() if field.type == "money"]
    return spec.total if spec.total in money else (money[0] if money else None)


def overstatement(verdict: str, amount: Decimal | None, overstated: Decimal | None) -> Decimal | None:
    """By how much (万元) a verdict says a record is too high: nothing when genuine, all when fabricated."""
    if verdict not in VERDICTS:
        raise InputError(problems=[Problem(f"没有认定“{verdict}”", "属实、虚高或虚假", field="认定")])
    if verdict == "genuine":
        return None
    if verdict == "fabricated":
        return amount
    if amount is None:
        raise InputError(problems=[Problem("这条记录没有金额，不能认定虚高", "认定属实或虚假", field="认定")])
    if overstated is None or not 0 < overstated < amount:
        right = f"大于 0、小于填报的 {plain(amount)} 万元；全部不实的认定虚假"
        raise InputError(problems=[Problem("虚报金额不对", right, field="虚报金额")])
    return overstated


def refuse_mismatch(
    spec: Ledger, found: Mapping[str, Any], amount: Decimal | None, overstated: Decimal | None
) -> None:
    """The amount found and the verdict say the same: found is as reported, less the overstatement (万元)."""
    key = amount_field(spec)
    if key is None or amount is None or found.get(key) in (None, ""):
        return
    typed = Decimal(str(found[key]).replace(",", ""))
    seen = from_fen(to_fen(typed, str(spec.fields[key].unit)), UNIT)
    if seen == amount - (overstated or 0):
        return
    label = spec.fields[key].label
    if seen > amount:
        right = "多于填报的认定属实，并在现场情况里写明；清单里的金额照填报数写"
    else:
        right = "查实与填报相同的认定属实" if seen == amount else f"照此虚报 {plain(amount - seen)} 万元"
    said = f"查实的{label}是 {plain(seen)} 万元，填报 {plain(amount)} 万元，与认定不符"
    raise InputError(problems=[Problem(said, right, field="认定")])


def answered(spec: Ledger, said: Mapping[str, str], photos: int) -> dict[str, str]:
    """Answers by question, checked against the ledger's checklist; every one wrong is named."""
    known = {one.key: one for one in spec.checklist}
    problems = [Problem(f"清单里没有“{key}”", field=key) for key in said if key not in known]
    kept = {}
    for key, one in known.items():
        value = str(said.get(key, "")).strip()
        if problem := _wrong(one, value, photos):
            problems.append(Problem(problem, field=str(one.label)))
        elif value:
            kept[key] = value
    if problems:
        raise InputError(problems=problems)
    return kept


def _wrong(one: Question, value: str, photos: int) -> str:
    if one.answer == "photo":
        return "没有照片" if one.required and not photos else ""
    if not value:
        return "没有回答" if one.required else ""
    if one.answer == "yes_no" and value not in ("yes", "no"):
        return "写“是”或“否”"
    return "不是数字" if one.answer == "number" and not _is_number(value) else ""


def _is_number(value: str) -> bool:
    try:
        return Decimal(value.replace(",", "")).is_finite()
    except ArithmeticError:
        return False


def found_values(spec: Ledger, answers: Mapping[str, str]) -> dict[str, Any]:
    """What was found of the fields that the checklist compares, by field, as a ledger takes it."""
    found: dict[str, Any] = {}
    for one in spec.checklist:
        if one.compares and one.key in answers:
            value: Any = answers[one.key]
            found[one.compares] = value == "yes" if one.answer == "yes_no" else value
    return found


def corrections(
    spec: Ledger, found: Mapping[str, Any], amount: Decimal | None, overstated: Decimal | None
) -> dict[str, Any]:
    """What a settled verdict sets right in the ledger: the compared fields as found, and the amount (万元 as
    reported, less the overstatement). An empty answer corrects nothing."""
    made = {key: value for key, value in found.items() if value not in ("", None)}
    key = amount_field(spec)
    if key and amount is not None and overstated is not None:
        unit = str(spec.fields[key].unit)
        made[key] = plain(from_fen(to_fen(amount - overstated, UNIT), unit))
    return made


def words(spec: Ledger, answers: Mapping[str, str]) -> str:
    """Answers as people read them, a question a line."""
    asked = [one for one in spec.checklist if one.key in answers]
    return "\n".join(f"{one.label.zh}：{_word(one, answers[one.key])}" for one in asked)


def _word(one: Question, value: str) -> str:
    return {"yes": "是", "no": "否"}[value] if one.answer == "yes_no" else value
