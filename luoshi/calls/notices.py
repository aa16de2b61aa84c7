"""Whom a call concerns, and what of it people are told: what reminders look at, whoever's it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.calls import policy
from luoshi.calls.policy import APPLICATION
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.units import queries as units


def concerned(call: Record) -> list[str]:
    """The enterprises of a call's place, but those whose applications so far were all of other fields."""
    spec = ledgers.ledger(APPLICATION)
    known = {key: label.zh for key, label in spec.fields["domain"].choices.items()}
    wanted = set(policy.domains(call.values["domains"] or "", known))
    firms = [one.code for one in units.units(kind="enterprise", below=call.unit)]
    if not wanted:
        return firms
    said: dict[str, set[str]] = {}
    rows = ledgers.visible(Actor.system(), APPLICATION).filter(unit__in=firms, domain__isnull=False)
    for unit, domain in rows.values_list("unit", "domain"):
        said.setdefault(unit, set()).add(domain)
    return [one for one in firms if one not in said or said[one] & wanted]


def drafts(call: Record) -> list[Record]:
    """The applications of a call that are still written."""
    return _records(Q(call=call.ref.id, stage="draft"))


def decided(since: date) -> list[Record]:
    """The applications of which something was decided in the formal check since a day."""
    recent = Q(stage="admitted", stage_admitted__gte=since) | Q(stage="refused", stage_refused__gte=since)
    return _records(recent | Q(stage="returned"))


def unchecked() -> list[Record]:
    """The applications that wait for the formal check."""
    return _records(Q(stage__in=policy.TO_CHECK))


def _records(which: Q) -> list[Record]:
    rows = ledgers.visible(Actor.system(), APPLICATION).filter(which).order_by("id")
    return [of_row(ledgers.ledger(APPLICATION), row) for row in rows.values()]


@dataclass(frozen=True)
class News:
    """A correction or an extension of a call: its entry in the journal, and why."""

    number: int
    why: str


def corrections(call: Record) -> list[News]:
    """The corrections and extensions of a call, oldest first."""
    return [News(one.id, one.why) for one in journal.of_subjects([call.ref.subject], ["adjust"])]
