"""Facts are reported, changed, verified and corrected, each by whoever may."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from luoshi.kernel.errors import InputError, Locked, LuoshiError, Missing, Refused, Stale
from luoshi.ledgers import actions, queries, rebuild
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.warnings import warnings
from tests.ledgers.conftest import PROJECT
from tests.people import BUREAU, CHEN, COUNTY, HAN, LEADER, LIU, NOBODY, OTHER_TOWN, SYSTEM, TOWN, WANG, ZHOU

pytestmark = pytest.mark.django_db

SLIP = b"%PDF-1.4 bank slip"


def test_a_reported_fact_is_kept_in_the_ledgers_unit_and_stored_as_fen(receipt: Record) -> None:
    assert receipt.values["amount"] == Decimal(500)
    assert receipt.row["amount"] == 500 * 10**6
    assert receipt.values["kind"] == "cash"
    assert (receipt.verification, receipt.version, receipt.reported_by) == ("pending", 1, WANG.person)


def test_the_history_tells_what_was_typed_and_when(receipt: Record) -> None:
    (entry,) = queries.history(WANG, receipt.ref)
    assert (entry.name, entry.verb, entry.holds_from) == ("王丽", "create", date(2026, 3, 9))
    assert entry.data["amount"] == [None, 500 * 10**6]
    assert entry.data["received_on"] == [None, "2026-03-09"]


@pytest.mark.parametrize("stranger", [HAN, LIU, NOBODY])
def test_a_stranger_cannot_tell_a_record_from_none(receipt: Record, stranger: object) -> None:
    with pytest.raises(Missing) as theirs:
        queries.record(stranger, receipt.ref)  # type: ignore[arg-type]
    with pytest.raises(Missing) as none:
        queries.record(WANG, Ref("investment.receipt", 999_999))
    assert theirs.value.hint == none.value.hint


def test_a_leader_sees_and_cannot_change(receipt: Record) -> None:
    assert queries.record(LEADER, receipt.ref).values["amount"] == 500
    with pytest.raises(Refused, match="不能填报"):
        actions.edit(LEADER, receipt.ref, {"amount": 1}, version=1)


def test_a_clerk_cannot_report_for_another_township(ledgers: None) -> None:
    with pytest.raises(Refused):
        actions.create(LIU, "investment.project", TOWN, PROJECT)


def test_all_that_is_wrong_is_said_at_once(ledgers: None) -> None:
    wrong = {"name": "厂", "total": "许多", "signed_on": "昨天", "industry": "农业", "nmae": "x"}
    with pytest.raises(InputError) as refused:
        actions.create(WANG, "investment.project", TOWN, wrong)
    assert [problem.field for problem in refused.value.problems] == ["总投资", "签约日期", "产业", "nmae"]
    assert "您是不是要写 name" in refused.value.problems[-1].right


def test_a_required_field_must_be_filled(ledgers: None) -> None:
    with pytest.raises(InputError, match=r"项目名称.*必填"):
        actions.create(WANG, "investment.project", TOWN, {"total": 1})


def test_less_than_a_fen_is_refused_and_not_rounded(project: Record) -> None:
    with pytest.raises(InputError):
        actions.edit(WANG, project.ref, {"total": "0.0000001"}, version=1)


def test_an_old_record_that_misses_a_field_can_still_be_mended_elsewhere(project: Record) -> None:
    queries.table("investment.project").objects.update(name=None)
    changed = actions.edit(WANG, project.ref, {"site": "青石园区"}, version=1)
    assert changed.values["site"] == "青石园区"


def test_the_second_editor_is_told_who_changed_what(project: Record) -> None:
    actions.edit(CHEN, project.ref, {"total": 6000}, version=1)
    with pytest.raises(Stale, match=r"陈督.*修改.*总投资"):
        actions.edit(WANG, project.ref, {"total": 7000}, version=1)
    assert queries.record(WANG, project.ref).values["total"] == 6000


def test_who_reported_a_fact_cannot_verify_it(receipt: Record) -> None:
    with pytest.raises(Refused, match="不能审核"):
        actions.verify(WANG, receipt.ref)


def test_who_edited_a_fact_cannot_verify_it_even_with_the_role(receipt: Record) -> None:
    from dataclasses import replace

    both = replace(ZHOU, holdings=(*ZHOU.holdings, *CHEN.holdings))
    actions.edit(both, receipt.ref, {"amount": 600}, version=1)
    with pytest.raises(Refused, match="不能自己审核"):
        actions.verify(both, receipt.ref)


def test_a_verified_fact_that_is_edited_must_be_verified_again(receipt: Record) -> None:
    assert actions.verify(ZHOU, receipt.ref).verification == "verified"
    changed = actions.edit(WANG, receipt.ref, {"amount": 800}, version=2)
    assert (changed.verification, changed.row["verified_by"]) == ("pending", None)


def test_a_rejection_needs_a_reason_and_reaches_the_evidence(receipt: Record) -> None:
    actions.attach(WANG, receipt.ref, "bank_slip", "进账单.pdf", SLIP)
    with pytest.raises(InputError, match="原因"):
        actions.reject(ZHOU, receipt.ref, why=" ")
    actions.reject(ZHOU, receipt.ref, why="账户户名不符")
    (slip,) = queries.evidence(WANG, receipt.ref)
    assert (slip.state, slip.why) == ("rejected", "账户户名不符")


def test_evidence_is_kept_once_under_its_digest(receipt: Record, project: Record) -> None:
    from luoshi.ledgers import files

    first = actions.attach(WANG, receipt.ref, "bank_slip", "进账单.pdf", SLIP)
    again = actions.attach(WANG, receipt.ref, "invoice", "同一张.pdf", SLIP)
    assert first.sha256 == again.sha256
    assert files.content(first.sha256) == SLIP
    with pytest.raises(InputError, match="佐证类别"):
        actions.attach(WANG, receipt.ref, "photo", "x.jpg", SLIP)


def test_a_withdrawn_record_leaves_the_list_and_stays_in_the_journal(receipt: Record) -> None:
    actions.withdraw(WANG, receipt.ref, why="重复填报")
    assert queries.page(WANG, "investment.receipt").total == 0
    assert [entry.verb for entry in queries.history(WANG, receipt.ref)] == ["create", "withdraw"]
    with pytest.raises(InputError, match="已撤回"):
        actions.edit(WANG, receipt.ref, {"amount": 1}, version=2)


def close_march() -> None:
    actions.lock(SYSTEM, COUNTY, date(2026, 3, 1), date(2026, 3, 31), why="2026年3月已结账", lifts="县督查室")


def test_a_closed_month_says_why_and_who_can_lift(receipt: Record) -> None:
    close_march()
    with pytest.raises(Locked, match="2026年3月已结账") as locked:
        actions.edit(WANG, receipt.ref, {"amount": 600}, version=1)
    assert "县督查室可以解锁" in locked.value.hint


def test_a_fact_cannot_be_moved_into_or_out_of_a_closed_month(receipt: Record) -> None:
    close_march()
    with pytest.raises(Locked):
        actions.edit(WANG, receipt.ref, {"received_on": "2026-04-01"}, version=1)
    with pytest.raises(Locked):
        actions.withdraw(WANG, receipt.ref, why="不想要了")


def test_a_late_fact_is_taken_after_the_close_and_can_be_verified(receipt: Record, project: Record) -> None:
    close_march()
    values = {"project": project.ref.id, "received_on": "2026-03-30", "amount": 20, "voucher_no": "JZ-9"}
    late = actions.create(WANG, "investment.receipt", TOWN, values)
    assert actions.verify(ZHOU, late.ref).verification == "verified"


def test_a_correction_after_the_close_needs_the_supervisor_and_a_reason(receipt: Record) -> None:
    close_march()
    with pytest.raises(Refused):
        actions.adjust(WANG, receipt.ref, {"amount": 450}, version=1, why="笔误")
    with pytest.raises(InputError, match="原因"):
        actions.adjust(CHEN, receipt.ref, {"amount": 450}, version=1, why="")
    adjusted = actions.adjust(CHEN, receipt.ref, {"amount": 450}, version=1, why="与进账单不符")
    assert adjusted.values["amount"] == 450
    last = queries.history(CHEN, receipt.ref)[-1]
    assert (last.verb, last.why, last.data["amount"]) == (
        "adjust",
        "与进账单不符",
        [500 * 10**6, 450 * 10**6],
    )


def test_a_lifted_lock_lets_the_clerk_edit_again(receipt: Record) -> None:
    close_march()
    lock = queries.lock(TOWN, date(2026, 3, 9))
    assert lock
    with pytest.raises(Refused):
        actions.lift(WANG, lock.id, why="想改")
    actions.lift(CHEN, lock.id, why="退回乡镇补正")
    assert actions.edit(WANG, receipt.ref, {"amount": 600}, version=1).version == 2


def test_shares_must_sum_to_a_hundred_and_show_the_record_to_both(project: Record) -> None:
    with pytest.raises(InputError, match="合计 90%"):
        actions.share(
            CHEN,
            project.ref,
            {TOWN: Decimal(60), BUREAU: Decimal(30)},
            from_day=date(2026, 2, 10),
            why="共引",
        )
    with pytest.raises(Missing):
        queries.record(LIU, project.ref)
    split = {TOWN: Decimal(60), OTHER_TOWN: Decimal(40)}
    actions.share(CHEN, project.ref, split, from_day=date(2026, 2, 10), why="两乡镇共同引进")
    assert queries.record(LIU, project.ref).title == "苹果汁加工厂"
    assert queries.page(LIU, "investment.project").total == 1


def test_a_new_split_ends_the_old_one_on_its_day(project: Record) -> None:
    halves = {TOWN: Decimal(50), OTHER_TOWN: Decimal(50)}
    actions.share(CHEN, project.ref, halves, from_day=date(2026, 2, 10), why="共引")
    actions.share(
        CHEN, project.ref, {TOWN: Decimal(100)}, from_day=date(2026, 3, 1), why="项目全部落在青石镇"
    )
    found = [(one.unit, one.bp, one.to_day) for one in queries.shares(CHEN, project.ref)]
    ended = date(2026, 3, 1)
    assert found == [(TOWN, 5_000, ended), (OTHER_TOWN, 5_000, ended), (TOWN, 10_000, None)]


def test_many_rows_are_taken_all_or_none_with_the_row_that_is_wrong(project: Record) -> None:
    good = {"project": project.ref.id, "received_on": "2026-03-10", "amount": 1, "voucher_no": "A"}
    rows = [NewRow(TOWN, good), NewRow(TOWN, {**good, "amount": "一百"})]
    with pytest.raises(InputError) as refused:
        actions.create_many(WANG, "investment.receipt", rows)
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(2, "到位金额")]
    assert queries.page(WANG, "investment.receipt").total == 0
    assert len(actions.create_many(WANG, "investment.receipt", rows[:1])) == 1


def test_a_child_cannot_hang_on_a_project_one_cannot_see(project: Record) -> None:
    values = {"project": project.ref.id, "received_on": "2026-03-10", "amount": 1, "voucher_no": "A"}
    with pytest.raises(Missing):
        actions.create(LIU, "investment.receipt", OTHER_TOWN, values)


def test_receipts_over_the_total_are_warned_of(project: Record, receipt: Record) -> None:
    assert warnings(WANG, queries.record(WANG, project.ref)) == []
    actions.edit(WANG, receipt.ref, {"amount": 5001}, version=1)
    assert [one.said for one in warnings(WANG, queries.record(WANG, project.ref))] == ["到位资金超过总投资"]


def test_the_table_is_what_the_journal_says(project: Record, receipt: Record) -> None:
    actions.edit(WANG, receipt.ref, {"amount": 800, "received_on": "2026-03-11"}, version=1)
    actions.verify(ZHOU, receipt.ref)
    actions.withdraw(WANG, receipt.ref, why="重复")
    for name in ("investment.project", "investment.receipt"):
        assert rebuild.differences(name) == []
    queries.table("investment.receipt").objects.update(amount=1)
    assert rebuild.differences("investment.receipt") == [receipt.ref.id]


def test_an_unknown_ledger_is_answered_with_what_was_meant(ledgers: None) -> None:
    with pytest.raises(LuoshiError, match=r"investment\.project"):
        queries.page(WANG, "investment.projct")


def test_what_had_not_happened_when_the_month_closed_may_be_filled_in_later(ledgers: None) -> None:
    values = {"name": "果蔬保鲜研究", "level": "provincial", "put_forward_on": date(2026, 2, 3)}
    made = actions.create(WANG, "innovation.science_project", TOWN, values)
    actions.lock(CHEN, TOWN, date(2026, 2, 1), date(2026, 2, 28), why="2026年2月已结账", lifts="督查员")
    with pytest.raises(Locked):
        actions.edit(WANG, made.ref, {"level": "national"}, version=1)
    filled = actions.edit(WANG, made.ref, {"approved_on": date(2026, 3, 10), "funds": 60}, version=1)
    assert filled.values["funds"] == 60
    with pytest.raises(Locked):
        actions.edit(WANG, made.ref, {"name": "果蔬保鲜技术", "host": "本地企业"}, version=2)


def test_one_voucher_used_twice_is_told_and_whose_only_to_those_who_may_see(receipt: Record) -> None:
    other = actions.create(LIU, "investment.project", OTHER_TOWN, {"name": "果汁厂二期", "total": 100})
    values = {key: receipt.values[key] for key in ("received_on", "amount", "voucher_no", "payer")}
    twice = actions.create(LIU, "investment.receipt", OTHER_TOWN, values | {"project": other.ref.id})
    (told,) = warnings(ZHOU, twice)
    assert told.said == f"与青石镇的记录 {receipt.ref.id}相同（凭证号、付款单位）"
    (hidden,) = warnings(LIU, twice)
    assert hidden.said == "与其他单位的一条记录相同（凭证号、付款单位）"
    actions.withdraw(WANG, receipt.ref, why="重复填报")
    assert warnings(ZHOU, twice) == []
