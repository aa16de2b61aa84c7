"""What decides about experts and applications, gathered from their ledgers as plain values.

The System reads: whoever asks is told findings about a review they run, never the records behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, Sum

from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Ledger, ledger_of
from luoshi.reviews.models import Panel
from luoshi.reviews.policy import CREDIT, CREDIT_LIMIT, CREDIT_MONTHS, EXPERT, TIE, TIE_RULE
from luoshi.reviews.ties import RULES, Applicant, Expert, Party, Rule, Tie

Row = Mapping[str, Any]


def rules() -> Mapping[str, Rule]:
    """The rules that ship, and over them the rows that the place keeps itself."""
    own = {}
    for row in _rows(TIE_RULE):
        known = RULES.get(row["kind"], RULES["other"])
        own[row["kind"]] = Rule(row["kind"], known.label, row["months"], row["effect"], row["basis"])
    return {**RULES, **own}


def listed(today: date) -> dict[int, Row]:
    """Experts who may be drawn, by number: listed, not suspended, with credit left. Two queries."""
    rows = _rows(EXPERT, Q(stage="listed") & (Q(suspended_until=None) | Q(suspended_until__lt=today)))
    since = today - relativedelta(months=CREDIT_MONTHS)
    lost = (
        ledgers.table(CREDIT)
        .objects.filter(withdrawn=False, noted_on__gte=since)
        .values("expert")
        .annotate(points_lost=Sum("points"))
        .values_list("expert", "points_lost")
    )
    out = {expert for expert, points in lost if points >= CREDIT_LIMIT}
    return {row["id"]: row for row in rows if row["id"] not in out}


def experts(numbers: Collection[int]) -> dict[int, Expert]:
    """What decides about experts, by number. Two queries."""
    by_expert: dict[int, list[Tie]] = defaultdict(list)
    for row in _rows(TIE, Q(expert__in=numbers)):
        by_expert[row["expert"]].append(_tie(row))
    return {
        row["id"]: Expert(
            row["id"], row["name"], Party(row["employer"] or "", row["employer_code"] or ""),
            tuple(by_expert[row["id"]]),
        )
        for row in _rows(EXPERT, Q(id__in=numbers))
    }  # fmt: skip


def _tie(row: Row) -> Tie:
    to = Party(row["organization"] or row["name"] or "", row["organization_code"] or "")
    return Tie(row["kind"], to, row["since"], row["until"], bool(row["ongoing"]), row["source"])


def fields_of(row: Row) -> tuple[str, ...]:
    """An expert's own fields."""
    return tuple(one for one in (row["domain"], row["second"]) if one)


def employer_of(row: Row) -> str:
    """By what two experts are said to be of one employer."""
    return str(row["employer_code"] or row["employer"] or "")


def rows_of(ledger: str, numbers: Collection[int]) -> dict[int, Row]:
    """Stored rows of records by number."""
    return {row["id"]: row for row in _rows(ledger, Q(id__in=numbers))}


def applicants(ledger: str, numbers: Collection[int]) -> list[Applicant]:
    """Whose the records are: the organizations that they and their children name, and the people with the
    organization each is said to belong to; of a project also those of the application it came of. A query
    for the ledger and one for each child ledger, and again for what the records came of."""
    spec, rows = ledgers.ledger(ledger), rows_of(ledger, numbers)
    organizations: dict[int, list[Party]] = defaultdict(list)
    people: dict[int, list[tuple[str, Party]]] = defaultdict(list)
    for number, row in rows.items():
        own = _organizations(spec, row)
        organizations[number] += own
        people[number] += [(name, own[0] if own else Party()) for name in _people(spec, row)]
    for child in ledgers.child_ledgers(spec):
        up = str(child.parent)
        for row in _rows(child.name, Q(**{f"{up}__in": numbers})):
            own, named = _organizations(child, row), _people(child, row)
            if named:
                people[row[up]] += [(name, own[0] if own else Party()) for name in named]
            else:
                organizations[row[up]] += own
    for number, first in _before(spec, rows).items():
        organizations[number] += [one for one in first.organizations if one not in organizations[number]]
        people[number] += [one for one in first.people if one not in people[number]]
    return [Applicant(one, tuple(organizations[one]), tuple(people[one])) for one in numbers]


def _before(spec: Ledger, rows: Mapping[int, Row]) -> dict[int, Applicant]:
    """Record → whose what it came of was: the application behind a project, with all who applied."""
    key = spec.kept.field if spec.kept else ""
    came_of = {number: row[key] for number, row in rows.items() if key and row[key]}
    if not came_of:
        return {}
    by = {one.id: one for one in applicants(ledger_of(spec, spec.fields[key]), {*came_of.values()})}
    return {number: by[earlier] for number, earlier in came_of.items()}


def beside(found: Panel) -> list[Applicant]:
    """Who else applied to the call whose applications a panel reviews: handed in, whatever became of it, or
    under review by another panel."""
    spec = ledgers.ledger(found.ledger)
    if found.above is None or spec.parent is None:
        return []
    mine = found.subjects.values_list("record", flat=True)
    others = Q(**{spec.parent: found.above}) & ~Q(id__in=list(mine)) & ~Q(stage=spec.stages[0].key)
    return applicants(found.ledger, [row["id"] for row in _rows(found.ledger, others)])


def _organizations(spec: Ledger, row: Row) -> list[Party]:
    keys = [key for key, field in spec.fields.items() if field.type == "organization"]
    return [Party(row[key], row[f"{key}_code"] or "") for key in keys if row[key]]


def _people(spec: Ledger, row: Row) -> list[str]:
    """Names: texts that the pack calls personal."""
    keys = [key for key, field in spec.fields.items() if field.type == "text" and field.personal]
    return [str(row[key]) for key in keys if row[key]]


def _rows(name: str, where: Q | None = None) -> Iterable[Row]:
    found = ledgers.table(name).objects.filter(withdrawn=False)
    return list((found.filter(where) if where is not None else found).order_by("id").values())
