"""The money of a project and of a call, in whole 分: what may be promised, paid and asked back. Pure.

paid ≤ contract ≤ what is left of the call's budget; what comes back ≤ what was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from luoshi.kernel.errors import InputError
from luoshi.kernel.money import from_fen

UNIT = "万元"


def said(fen: int) -> str:
    """An amount as people read it: 30 万元."""
    return f"{from_fen(fen, UNIT)} {UNIT}"


@dataclass(frozen=True)
class Account:
    """A project's public money: promised by its contract, planned in instalments, paid, returned, and what
    the project reports to have spent (None: not reported)."""

    contract: int
    planned: int = 0
    paid: int = 0
    back: int = 0
    spent: int | None = None

    @property
    def left(self) -> int:
        """What may still be paid."""
        return self.contract - self.paid

    @property
    def owed(self) -> int:
        """What was paid, not spent, and has not come back; nought while spending is not reported."""
        return 0 if self.spent is None else max(self.paid - self.spent - self.back, 0)


def refuse_plan(account: Account) -> None:
    """Refuse instalments that do not add up to the contract."""
    if account.contract <= 0:
        raise InputError("合同金额为 0", hint="批准的资助金额大于 0 才签任务书")
    if account.planned != account.contract:
        raise InputError(
            f"拨款计划合计 {said(account.planned)}，与资助金额 {said(account.contract)} 不等",
            hint="各期拨款合计正好等于资助金额",
        )


def refuse_payment(account: Account, amount: int) -> None:
    """Refuse a payment beyond the contract."""
    if amount <= 0:
        raise InputError("拨款金额为 0", hint="没有要拨的钱，取消这一期")
    if amount > account.left:
        raise InputError(
            f"本期 {said(amount)}，超过还可拨付的 {said(account.left)}", hint="累计拨付不超过资助金额"
        )


def refuse_refund(account: Account, amount: int) -> None:
    """Refuse more back than was paid."""
    most = account.paid - account.back
    if not 0 < amount <= most:
        raise InputError(f"收回 {said(amount)}，已拨付未收回的是 {said(most)}", hint="大于 0，不超过已拨付的")


def refuse_spending(account: Account, spent: int) -> None:
    """Refuse that more was spent of public money than was paid."""
    if not 0 <= spent <= account.paid:
        raise InputError(
            f"支出 {said(spent)}，已拨付 {said(account.paid)}", hint="支出不超过已拨付的科技经费"
        )


def refuse_over_budget(budget: int | None, promised: int, proposed: int) -> None:
    """Refuse to propose more than a call has left; `promised` is what other decisions of it took."""
    if budget is not None and promised + proposed > budget:
        left = max(budget - promised, 0)
        raise InputError(
            f"拟资助合计 {said(proposed)}，超过申报通知剩余的 {said(left)}", hint=f"资金总额 {said(budget)}"
        )


def leverage(public: int, others: int) -> Fraction | None:
    """How much other money each 元 of public money brought, exact; None without public money."""
    return Fraction(others, public) if public > 0 else None
