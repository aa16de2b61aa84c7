"""A suspicion is opened once, answered by the unit that filed later, and settled by somebody else."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.honesty import actions, queries
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.rebuild import differences
from tests.honesty.conftest import project, receipt
from tests.people import CHEN, HAN, LIU, OTHER_TOWN, SYSTEM, TOWN, WANG, ZHOU

MARCH = date(2026, 3, 31)


@pytest.fixture
def twice(ledgers: None) -> int:
    """王丽's voucher is claimed by 刘洋 too; the check has opened it."""
    first = receipt(project(name="蜂蜜厂", investor="金穗农业有限公司"), voucher_no="JZ-7788")
    mine = project(LIU, OTHER_TOWN, name="纸箱厂", investor="联达建材有限公司", total=900)
    receipt(mine, LIU, voucher_no="jz 7788", amount=120, received_on=date(2026, 3, 10))
    assert first.unit == TOWN
    actions.check(SYSTEM, None, MARCH)
    return queries.opened(SYSTEM)[0].record.ref.id


def test_one_voucher_in_two_townships_is_asked_of_the_one_that_filed_later(twice: int) -> None:
    (only,) = queries.opened(SYSTEM)
    assert only.record.unit == OTHER_TOWN
    assert only.rule == "investment.receipt.voucher"
    assert "青石镇" in str(only.record.values["found"])
    assert [one.record.ref.id for one in queries.open_for(OTHER_TOWN, Period.parse("2026-03"))] == [twice]
    assert queries.open_for(TOWN, Period.parse("2026-03")) == []
    assert queries.open_for(OTHER_TOWN, Period.parse("2026-02")) == []


def test_both_townships_and_the_county_see_it_and_a_stranger_does_not(twice: int) -> None:
    for actor in (WANG, LIU, CHEN, ZHOU):
        assert len(queries.opened(actor)) == 1
        assert queries.suspicions(actor, None, MARCH)
    assert [*queries.opened(HAN), *queries.suspicions(HAN, None, MARCH)] == []
    with pytest.raises(Missing):
        queries.one(HAN, twice)


def test_it_is_never_opened_twice(twice: int) -> None:
    actions.check(SYSTEM, None, MARCH)
    actions.check(LIU, [OTHER_TOWN], MARCH)
    assert len(queries.opened(SYSTEM)) == 1


def test_it_is_answered_with_proof_and_settled_by_somebody_who_is_not_of_the_unit(twice: int) -> None:
    with pytest.raises(Refused):
        actions.answer(WANG, twice, "不是我们的")
    with pytest.raises(InputError, match="没有写说明"):
        actions.answer(LIU, twice, " ")
    with pytest.raises(InputError, match="还没有说明"):
        actions.settle(ZHOU, twice, "explained", "核对无误")
    answered = actions.answer(LIU, twice, "凭证号抄录有误", proofs=[NewFile("proof", "进账单.txt", b"slip")])
    assert answered.stage == "answered"
    with pytest.raises(Refused):
        actions.settle(LIU, twice, "explained", "没有问题")
    settled = actions.settle(ZHOU, twice, "explained", "已核对进账单原件")
    assert (settled.stage, settled.values["verdict"], settled.verification) == (
        "settled",
        "explained",
        "verified",
    )
    actions.check(SYSTEM, None, MARCH)
    assert [one.record.stage for one in queries.opened(SYSTEM)] == ["settled"]
    assert differences("supervision.query") == []


def test_it_closes_itself_when_the_cause_is_gone_and_says_so(twice: int) -> None:
    mine = queries.one(SYSTEM, twice).refs[0]
    ledgers.edit(LIU, mine, {"voucher_no": "JZ-9001"}, version=1)
    actions.check(LIU, [OTHER_TOWN], MARCH)
    record = queries.one(SYSTEM, twice).record
    assert (record.stage, record.values["verdict"]) == ("settled", "gone")
    assert "已不存在" in record.values["opinion"]


def test_what_comes_back_after_it_was_gone_is_opened_again(twice: int) -> None:
    mine = queries.one(SYSTEM, twice).refs[0]
    ledgers.edit(LIU, mine, {"voucher_no": "JZ-9001"}, version=1)
    actions.check(SYSTEM, None, MARCH)
    ledgers.edit(LIU, mine, {"voucher_no": "JZ-7788"}, version=2)
    actions.check(SYSTEM, None, MARCH)
    assert [one.record.stage for one in queries.opened(SYSTEM)] == ["opened", "settled"]


def test_what_was_said_to_be_corrected_and_is_not_is_opened_again(twice: int) -> None:
    actions.answer(LIU, twice, "已经更正")
    actions.settle(ZHOU, twice, "corrected", "单位称已更正")
    actions.check(SYSTEM, None, MARCH)
    assert [one.record.stage for one in queries.opened(SYSTEM)] == ["opened", "settled"]


def test_a_clerk_checks_their_own_unit_and_no_other(twice: int) -> None:
    with pytest.raises(Refused):
        actions.check(LIU, [TOWN], MARCH)
    with pytest.raises(Refused):
        actions.check(LIU, None, MARCH)


def test_a_clerk_cannot_change_a_suspicion_by_the_ledgers_own_pages(twice: int) -> None:
    ref = queries.one(LIU, twice).record.ref
    with pytest.raises(Refused):
        ledgers.edit(LIU, ref, {"found": "没有问题"}, version=1)
    with pytest.raises(Refused):
        ledgers.move(LIU, ref, "answered")


def test_what_was_reported_before_a_day_is_not_opened_when_only_later_is_asked_for(ledgers: None) -> None:
    one = project(name="蜂蜜厂", investor="金穗农业有限公司")
    receipt(one, voucher_no="JZ-1")
    receipt(one, voucher_no="JZ-1", amount=400)
    actions.check(SYSTEM, None, MARCH, date(2026, 3, 19))
    assert queries.opened(SYSTEM) == []
    actions.check(SYSTEM, None, MARCH, date(2026, 3, 18))
    assert len(queries.opened(SYSTEM)) == 1
