"""What is laid open may be objected to by whoever signs: the rule of 公示, one for results and for grants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luoshi.kernel import codes
from luoshi.kernel.errors import InputError, Problem

NAMELESS = frozenset({"匿名", "无名", "无", "不愿透露", "某群众", "群众", "anonymous"})
_WHY = "匿名异议不受理：异议须署真实姓名并留联系电话，以便核实和答复"


def refuse_anonymous(signed: str, phone: str, reason: str) -> None:
    """Refuse an objection without a real name, a telephone that can be called, and a reason of ten
    characters; everything wrong is said at once."""
    problems = []
    if len(signed.strip()) < 2 or signed.strip().lower() in NAMELESS:
        problems.append(Problem(_WHY, "署真实姓名；单位提出的写经办人", field="署名"))
    problems += of_phone(phone, Problem(_WHY, "留能打通的电话", field="联系电话"))
    if len(reason.strip()) < 10:
        problems.append(Problem("理由太短", "写明哪一项、为什么、有什么证据，不少于10个字", field="异议理由"))
    if problems:
        raise InputError(problems=problems)


A_DAY, FROM_OUTSIDE = 3, 50
"""Objections that are taken in a day of one telephone number, and from outside in all."""


@dataclass(frozen=True)
class Signed:
    """An objection received: on which day, by whom (person or unit), with which telephone."""

    filed_on: date
    filer: str
    phone: str


def refuse_too_many(phone: str, today: date, earlier: Iterable[Signed], where: str, *, outside: bool) -> None:
    """Refuse more than a day's objections of one telephone, or of people `outside` in all; `where` says how
    to object instead."""
    received = [one for one in earlier if one.filed_on == today]
    mine = [one for one in received if one.phone == codes.check_phone(phone)]
    people = [one for one in received if one.filer == "person"]
    if len(mine) >= A_DAY or (outside and len(people) >= FROM_OUTSIDE):
        raise InputError("今天提出的异议太多了", hint=where)


def of_phone(phone: str, missing: Problem) -> list[Problem]:
    """What is wrong with a telephone that somebody has to leave; `missing` where there is none."""
    if not phone.strip():
        return [missing]
    try:
        codes.check_phone(phone)
    except InputError as fault:
        return [Problem(fault.message, fault.hint, field="联系电话")]
    return []
