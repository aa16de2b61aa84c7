"""What a project's money comes to, and what due diligence found. Whoever asks may see the project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from luoshi.grants import money
from luoshi.grants.money import Account
from luoshi.grants.policy import DILIGENCE, FUND, INSTALMENT, ITEM, MONEY, REFUND, diligence_score, risk_score
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record


def accounts(found: Iterable[Record]) -> dict[int, Account]:
    """Project → its public money. Three queries, however many projects."""
    records = list(found)
    numbers = [one.ref.id for one in records]
    plan = ledgers.visible(Actor.system(), INSTALMENT).filter(project__in=numbers).exclude(stage="cancelled")
    planned = _sums(plan)
    paid = _sums(plan.filter(stage="paid"))
    back = _sums(ledgers.visible(Actor.system(), REFUND).filter(project__in=numbers))
    return {
        one.ref.id: Account(
            one.row["funds"] or 0, planned.get(one.ref.id, 0), paid.get(one.ref.id, 0),
            back.get(one.ref.id, 0), one.row["spent"],
        )
        for one in records
    }  # fmt: skip


def _sums(rows: Any) -> dict[int, int]:
    return dict(rows.values("project").annotate(all=Sum("amount")).values_list("project", "all"))


def account(found: Record) -> Account:
    """A project's public money; whoever asks may see the project."""
    return accounts([found])[found.ref.id]


@dataclass(frozen=True)
class Sources:
    """Whose money carries a project, in 分: promised and come in, by kind; the public's is what was paid."""

    public: int
    agreed: dict[str, int]
    in_place: dict[str, int]

    @property
    def leverage(self) -> Fraction | None:
        """Other money in place for each 元 of public money paid."""
        return money.leverage(self.public, sum(self.in_place.values()))


def sources(account: Account, backers: Iterable[Record]) -> Sources:
    """A project's money by whom it comes from: its public account and its records of other money."""
    kinds = ledgers.ledger(MONEY).fields["kind"].choices
    agreed, come = dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0)
    for one in backers:
        agreed[one.row["kind"]] += one.row["agreed"] or 0
        come[one.row["kind"]] += one.row["in_place"] or 0
    return Sources(account.paid, agreed, come)


@dataclass(frozen=True)
class Sheet:
    """A due diligence sheet: its items with whether each has evidence, and both scores as they come out."""

    record: Record
    items: tuple[tuple[Record, bool], ...]

    def score(self, side: str) -> Any:
        """Potential or risk of a hundred, a Decimal; an item without evidence counts against the firm."""
        mine = [(one, proven) for one, proven in self.items if one.row["side"] == side]
        points = {str(one.row["item"]): int(one.row["score"]) for one, _proven in mine}
        backed = frozenset(str(one.row["item"]) for one, proven in mine if proven)
        return (diligence_score if side == "potential" else risk_score)(points, backed)


def sheet(application: int) -> Sheet | None:
    """The newest due diligence sheet of an application. Three queries; whoever calls has authorised."""
    made = ledgers.beneath(DILIGENCE, application)
    if not made:
        return None
    items = ledgers.beneath(ITEM, made[-1].ref.id)
    proven = set(
        Evidence.objects.filter(ledger=ITEM, record__in=[one.ref.id for one in items])
        .exclude(state="rejected")
        .values_list("record", flat=True)
    )
    return Sheet(made[-1], tuple((one, one.ref.id in proven) for one in items))


def lacks_diligence(call: Record, application: int) -> bool:
    """Whether an application to the innovation fund has no signed due diligence sheet, or one that advises
    against it; other calls want none."""
    if call.values["category"] != FUND:
        return False
    found = sheet(application)
    return found is None or found.record.stage != "signed" or found.record.values["advice"] == "refuse"
