"""Which firms a preferential policy is for: computed by the System from the ledgers, in three values.

Offices see the firms of their units; a firm sees itself. Whoever asks need not be able to read the ledgers
that the conditions name, and is shown of the records behind only those that they may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from luoshi.figures import firms
from luoshi.figures.engines import Cursor
from luoshi.figures.firms import Facts, Finding, Firm, Verdict
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing
from luoshi.kernel.money import from_fen
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.expressions import suggestion
from luoshi.packs.policy_checks import days
from luoshi.packs.spec import Policy, Requirement, full_name
from luoshi.periods import lake
from luoshi.service.policy import BENEFIT, FIRM, WATCHES
from luoshi.units import queries as units


@dataclass(frozen=True)
class Standing:
    """How a firm stands to a policy in a year: each condition's finding, and the amount in 万元."""

    firm: Firm
    unit: str
    row: int
    """Its record in the ledger of the policy's firms."""
    findings: tuple[tuple[Requirement, Finding], ...]
    amount: Decimal | None
    """None: what it is a share of is not known."""

    @property
    def verdict(self) -> Verdict:
        """Met when every condition is and the amount is known; not met when one is not."""
        found = {one.verdict for _said, one in self.findings}
        if "not_met" in found:
            return "not_met"
        return "unknown" if "unknown" in found or self.amount is None else "met"


def policies() -> dict[str, Policy]:
    """Every policy of the site's packs by name, those that hold longest first."""
    return {one.name: one for pack in ledgers.packs().values() for one in pack.policies.values()}


def policy(name: str) -> Policy:
    """A policy by name, or `Missing` with what was probably meant."""
    known = policies()
    if name not in known:
        raise Missing(f"没有政策“{name}”", hint=suggestion(name, known))
    return known[name]


def holds(one: Policy, day: date) -> bool:
    """Whether a policy is in force on a day, the last one included."""
    return one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)


def guide_due(one: Policy) -> date:
    """By when its guide is to be published."""
    return add_workdays(one.valid_from, one.guide_days)


def standings(actor: Actor, name: str, year: int) -> list[Standing]:
    """How every firm of the actor's units stands to a policy, those who qualify first."""
    one, reach = policy(name), units.reach(actor, *WATCHES)
    rows = _firms(one)
    found = _standings(actor, one, year, [row for row in rows if row[1] in reach])
    order = ("met", "unknown", "not_met")
    return sorted(found, key=lambda each: (order.index(each.verdict), each.firm.name))


def standing(actor: Actor, name: str, firm: Firm, year: int) -> Standing | None:
    """How one firm of the actor's units stands; None where the policy does not look at it."""
    return next((one for one in standings(actor, name, year) if one.firm == firm), None)


def of_firm(actor: Actor, year: int) -> list[tuple[Policy, Standing]]:
    """How the actor's own firms stand to every policy in force."""
    made = []
    for one in policies().values():
        if holds(one, actor.today()):
            made += [(one, each) for each in _own(actor, one, year)]
    return made


def own(actor: Actor, one: Policy, year: int) -> Standing | None:
    """How the actor's own firm stands to a policy; None where the policy does not look at it."""
    return next(iter(_own(actor, one, year)), None)


def _own(actor: Actor, one: Policy, year: int) -> list[Standing]:
    mine = actor.units(*FIRM)
    rows = [row for row in _firms(one) if row[0].code in mine] if mine else []
    return _standings(actor, one, year, rows)


def to_ask(actor: Actor, found: Iterable[tuple[Policy, Standing]], year: int) -> frozenset[str]:
    """The policies among these for which the actor's firm may apply now: it qualifies and has not."""
    asked = {one.name for one, each in found if one.way == "quick" and each.verdict == "met"}
    had = {str(one.values["policy"]) for one in benefits(actor, year=year)} if asked else set()
    return frozenset(asked - had)


def of_one(actor: Actor, code: str, year: int) -> list[tuple[Policy, Standing]]:
    """How a firm of the actor's units stands to every policy in force."""
    reach, made = units.reach(actor, *WATCHES), []
    for one in policies().values():
        if holds(one, actor.today()):
            rows = [row for row in _firms(one) if row[0].code == code and row[1] in reach]
            made += [(one, each) for each in _standings(actor, one, year, rows)]
    if not made:
        raise Missing("没有这家企业", hint="它可能属于其他单位，或没有适用的政策")
    return made


def behind(actor: Actor, one: Requirement, policy: Policy, finding: Finding) -> tuple[list[Record], int]:
    """The records behind a finding that the actor may read, and how many others there are."""
    name = full_name(policy.pack, one.ledger)
    spec, numbers = ledgers.ledger(name), [*finding.records, *finding.unsure]
    rows = ledgers.visible(actor, name).filter(id__in=numbers).order_by("id").values()
    seen = [of_row(spec, row) for row in rows]
    return seen, len(numbers) - len(seen)


def benefits(actor: Actor, *, policy: str = "", year: int | None = None) -> list[Record]:
    """Benefits that the actor sees, the newest first; a firm its own."""
    mine = actor.units(*FIRM)
    rows = ledgers.visible(Actor.system(), BENEFIT).filter(firm_code__in=mine)
    rows = rows | ledgers.visible(actor, BENEFIT)
    rows = rows.filter(policy=policy) if policy else rows
    rows = rows.filter(year=year) if year else rows
    return [of_row(ledgers.ledger(BENEFIT), row) for row in rows.order_by("-id").values()]


def benefit(actor: Actor, number: int) -> Record:
    """A benefit."""
    return ledgers.record(actor, Ref(BENEFIT, number))


def is_own(actor: Actor, found: Record) -> bool:
    """Whether the actor wrote a benefit, and so does not confirm it."""
    return not actor.is_system and actor.person == found.reported_by


def _firms(one: Policy) -> list[tuple[Firm, str, int]]:
    """(firm, its unit, its newest record) of the ledger that a policy looks at; each firm once."""
    name = full_name(one.pack, one.firms)
    rows = ledgers.table(name).objects.filter(withdrawn=False).order_by("-id")
    columns = ("id", "unit", one.firm, f"{one.firm}_code")
    found: dict[str, tuple[Firm, str, int]] = {}
    for number, unit, firm, code in rows.values_list(*columns):
        if firm or code:
            made = Firm(code or "", firm or "")
            found.setdefault(code or made.plain, (made, unit, number))
    return list(found.values())


def _standings(actor: Actor, one: Policy, year: int, rows: Iterable[tuple[Firm, str, int]]) -> list[Standing]:
    if not 2000 <= year <= 2100:
        raise InputError(f"“{year}”不是年度", hint="写作 2026")
    found = [*rows]
    if not found:
        return []
    named = days(actor.today(), date(year, 1, 1), date(year, 12, 31))
    counted, share = _facts(one, named)
    made = []
    for firm, unit, number in found:
        findings = tuple((said, firms.judged(said, counted[said.key], firm)) for said in one.conditions)
        fen = firms.due(one.amount, share, firm)
        amount = None if fen is None else from_fen(fen, "万元")
        made.append(Standing(firm, unit, number, findings, amount))
    return made


def _facts(one: Policy, named: Mapping[str, Any]) -> tuple[dict[str, Facts], Facts | None]:
    """The facts of each condition, and of what the amount is a share of. One query for each."""
    with connection.cursor() as cursor:
        engine = Cursor(cursor, lake.dialect())

        def asked(claim: Any) -> Facts:
            ledger = ledgers.ledger(full_name(one.pack, claim.ledger))
            return firms.facts(claim, ledger, engine, named)

        conditions = {each.key: asked(each) for each in one.conditions}
        return conditions, asked(one.amount.share) if one.amount.share else None
